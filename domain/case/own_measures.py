"""Self-measures: what an agency does at once on its own page, tells of, and must soon justify (Đ3.1).

It touches the agency's own page only, and lapses unless within two working days a second person justifies it with
the same guards as a decision: a source, an expression check and a ground in force. It ends with what carried it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from domain.case.dates import in_time
from domain.case.grounds import grounds_in_force
from domain.case.guards import against_content, members_only, not_concerned
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import Service, ServiceRecord
from domain.case.state.own_measure import OwnMeasure, OwnMeasureKind
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Address, Bound, Dated, Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import same_person

JUSTIFY_DAYS = 2
MEASURES_MOST = 20


class OwnMeasureTaken(Event, type="case.own-measure-taken"):
    """An agency did something on its own page."""

    measure: OwnMeasure


class OwnMeasureJustified(Event, type="case.own-measure-justified"):
    """A second person showed why it was lawful."""

    measure: str
    officer: str
    at: datetime
    provision: str
    reasons: Sealed


class OwnMeasureEnded(Event, type="case.own-measure-ended"):
    """It was undone: by the agency, or because nobody justified it in time."""

    measure: str
    at: datetime
    lapsed: bool


@dataclass(frozen=True, kw_only=True)
class TakeOwnMeasure:
    """Record a measure on one's own page (Đ3.1); it lapses unless justified within two working days of being taken."""

    kind: Annotated[OwnMeasureKind, Spec(doc="What was done; on the agency's own page only.")]
    page: Annotated[str, Address(doc="Address of the place on the agency's own page; nobody opens it.")]
    own_page: Annotated[bool, Spec(doc="Declares that the page is the agency's own. Must be true.")]
    taken_at: Annotated[
        datetime, Dated(doc="When it was taken; the two working days run from here.", since=Bound.CONTENT)
    ]
    service: Annotated[Service, Spec(doc="How the person concerned was told.")]
    service_note: Annotated[str, Words(doc="The proof of it, or why it was not possible.", least=10, most=2_000)]
    served_on: Annotated[date, Dated(doc="Day the person was told, or the attempt ended.", since=Bound.TAKEN)]
    proportionality: Annotated[str, Words(doc="Why nothing milder would do.", least=20, most=2_000)]


@dataclass(frozen=True, kw_only=True)
class JustifyOwnMeasure:
    """Show that a self-measure was lawful (a second person)."""

    measure: Annotated[str, Ref(doc="The self-measure.")]
    provision: Annotated[str, Ref(doc="The ground in force on the day of the act (G4).")]
    reasons: Annotated[str, Words(doc="Why it fits.", least=20, most=2_000)]


@dataclass(frozen=True, kw_only=True)
class EndOwnMeasure:
    """Record that a self-measure was undone."""

    measure: Annotated[str, Ref(doc="The self-measure.")]


@dataclass(frozen=True, kw_only=True)
class LapseOwnMeasure:
    """Note that nobody justified a self-measure in time (an act of the register itself)."""

    measure: Annotated[str, Ref(doc="The self-measure.")]


def take(case: Case, command: TakeOwnMeasure, facts: Facts) -> tuple[Event, ...]:
    """Record what was done and who was told; the time to justify it has run since it was taken, recorded or not."""
    if len(case.own_measures) >= MEASURES_MOST:
        raise Refused(LimitReached(code="too-many-own-measures", limit=MEASURES_MOST))
    if not command.own_page:
        raise Refused(invalid("own_page", "own-page-only"))
    in_time(case, command, facts)
    made = OwnMeasure(
        id=facts.new_id,
        kind=command.kind,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        taken_at=command.taken_at,
        recorded_at=facts.now,
        due_at=facts.registry.calendar.due(command.taken_at, JUSTIFY_DAYS),
        cycle=case.cycle,
        proportionality=facts.sealed["proportionality"],
        page=facts.sealed["page"],
        served=ServiceRecord(service=command.service, note=facts.sealed["service_note"], on=command.served_on),
    )
    return (OwnMeasureTaken(measure=made),)


def justify(case: Case, command: JustifyOwnMeasure, facts: Facts) -> tuple[Event, ...]:
    """Justify with the guards of a decision: second person (G5), shown false (G2), unprotected (G3), ground (G4)."""
    measure = _open(case, command.measure)
    if not facts.acts_for(measure.agency):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "own-measure-of-another"))
    if same_person(measure.officer, facts.actor.subject, facts):
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"))
    if measure.provision is not None or facts.now >= measure.due_at:
        raise Refused(RuleNotMet(code="own-measure-over"))
    if problem := against_content(case, facts):
        raise Refused(problem)
    grounds_in_force(case, (command.provision,), facts, "provision")
    return (
        OwnMeasureJustified(
            measure=measure.id,
            officer=facts.actor.subject,
            at=facts.now,
            provision=command.provision,
            reasons=facts.sealed["reasons"],
        ),
    )


def undo(case: Case, command: EndOwnMeasure, facts: Facts) -> tuple[Event, ...]:
    """Record that it was undone, by the agency that took it."""
    measure = _open(case, command.measure)
    if not facts.acts_for(measure.agency):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "own-measure-of-another"))
    return (OwnMeasureEnded(measure=measure.id, at=facts.now, lapsed=False),)


def lapse(case: Case, command: LapseOwnMeasure, facts: Facts) -> tuple[Event, ...]:
    """Note that it lapsed; refused when it was justified or undone in time."""
    measure = _open(case, command.measure)
    if measure.provision is not None or facts.now < measure.due_at:
        raise Refused(RuleNotMet(code="own-measure-over"))
    return (OwnMeasureEnded(measure=measure.id, at=facts.now, lapsed=True),)


def given_up(case: Case, facts: Facts) -> tuple[Event, ...]:
    """The end of every self-measure in a case in which nothing may be done against what was said, justified or not."""
    return tuple(OwnMeasureEnded(measure=each, at=facts.now, lapsed=True) for each in going_on(case))


def going_on(case: Case) -> tuple[str, ...]:
    """The self-measures that have not ended."""
    return tuple(each.id for each in case.own_measures if each.ended_at is None)


def ended(case: Case, measures: Iterable[str], at: datetime) -> tuple[OwnMeasure, ...]:
    """The self-measures, some of them ended by the register."""
    named = frozenset(measures)
    return tuple(replace(each, ended_at=at, lapsed=True) if each.id in named else each for each in case.own_measures)


def _open(case: Case, id: str) -> OwnMeasure:
    for each in case.own_measures:
        if each.id == id and each.ended_at is None:
            return each
    raise Refused(invalid("measure", "own-measure-unknown"))


def evolve_own_measure(case: Case, event: Event) -> Case | None:
    """Fold one event of self-measures; None for any other."""
    match event:
        case OwnMeasureTaken(measure=made):
            return replace(case, own_measures=(*case.own_measures, made))
        case OwnMeasureJustified() as it:
            return _changed(case, it.measure, justified_by=it.officer, provision=it.provision, justification=it.reasons)
        case OwnMeasureEnded() as it:
            return _changed(case, it.measure, ended_at=it.at, lapsed=it.lapsed)
    return None


def _changed(case: Case, id: str, **changes: object) -> Case:
    rows = tuple(replace(each, **changes) if each.id == id else each for each in case.own_measures)  # type: ignore[arg-type]
    return replace(case, own_measures=rows)


def may_justify(case: Case, facts: Facts) -> Problem | None:
    """A member agency, and never about a claim against itself (G5)."""
    return members_only(case, facts) or not_concerned(case, facts)


OPEN = frozenset(CaseState) - {CaseState.CLOSED, CaseState.TRANSFERRED}

ACTIONS = (
    Action(
        command=TakeOwnMeasure,
        stream=Kind.CASE,
        decide=take,
        scope=Scope.CASE_VERIFY,
        posts=frozenset({Post.HANDLER}),
        states=OPEN,
        may=members_only,
        additive=True,
    ),
    Action(
        command=JustifyOwnMeasure,
        stream=Kind.CASE,
        decide=justify,
        scope=Scope.CASE_VERIFY,
        posts=frozenset({Post.SIGNATORY}),
        states=OPEN,
        may=may_justify,
        additive=True,
    ),
    Action(
        command=EndOwnMeasure,
        stream=Kind.CASE,
        decide=undo,
        scope=Scope.CASE_VERIFY,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        may=members_only,
        additive=True,
    ),
    Action(
        command=LapseOwnMeasure,
        stream=Kind.CASE,
        decide=lapse,
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
