"""Examining a complaint and ruling on it; what is upheld opens the case again in the same transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from domain.case.own_measures import going_on
from domain.case.reopening import REOPENABLE, CaseReopened, goes_on_at, in_hand
from domain.case.state.case import Case
from domain.case.state.reopening import Reopening, ReopeningGround
from domain.case.takedowns import reviewed
from domain.complaint.filing import ANSWERED, appeal_term, evolve_complaint
from domain.complaint.impartiality import may_examine
from domain.complaint.state import (
    GRANTED,
    SECOND,
    Contested,
    Examination,
    Redress,
    RedressOutcome,
    RedressState,
    Ruling,
)
from domain.complaint.terms import Deadline
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.linking import LinkedEvent, reacts_to


class ExaminationBegun(Event, type="redress.examination-begun"):
    """An officer with no part in the case examines the complaint."""

    examination: Examination


class RedressDecided(Event, type="redress.decided"):
    """The complaint was ruled on."""

    ruling: Ruling
    appeal_by: Deadline | None = None


class RedressOverdue(Event, type="redress.overdue"):
    """A term passed without an answer."""

    due_at: datetime


class RedressEnded(Event, type="redress.ended"):
    """The time for the second level passed unused: the answer is final."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class BeginExamination:
    """Begin to examine a complaint, as somebody who had no part in the case."""

    plan: Annotated[str, Words(doc="What is examined, and how the person is heard.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class DecideRedress:
    """Rule on a complaint; what is upheld, wholly or partly, opens the case again at once."""

    outcome: Annotated[RedressOutcome, Spec(doc="What the examination came to.")]
    number: Annotated[str, Words(doc="Number the registry office gave the ruling.", most=60)]
    decided_on: Annotated[date, Spec(doc="Day of the ruling.")]
    reasons: Annotated[str, Words(doc="The reasons, for the person to read.", least=20, most=10_000)]
    way_on: Annotated[
        str, Words(doc="Where and by when the person can go on: second level, court.", least=20, most=2_000)
    ]


@dataclass(frozen=True, kw_only=True)
class NoteRedressOverdue:
    """Note that a term passed without an answer (an act of the register itself)."""


@dataclass(frozen=True, kw_only=True)
class EndRedress:
    """Note that nobody went to the second level in time (an act of the register itself)."""


def begin(state: Redress, command: BeginExamination, facts: Facts) -> tuple[Event, ...]:
    """Begin to examine."""
    made = Examination(
        level=state.level,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        plan=facts.sealed["plan"],
    )
    return (ExaminationBegun(examination=made),)


def rule(state: Redress, command: DecideRedress, facts: Facts) -> tuple[Event, ...]:
    """Rule on it."""
    if command.decided_on > local_date(facts.now):
        raise Refused(invalid("decided_on", "in-the-future"))
    made = Ruling(
        level=state.level,
        outcome=command.outcome,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        decided_on=command.decided_on,
        number=facts.sealed["number"],
        reasons=facts.sealed["reasons"],
        way_on=facts.sealed["way_on"],
    )
    return (RedressDecided(ruling=made, appeal_by=appeal_term(state, facts)),)


def reopening_of(state: Redress, outcome: RedressOutcome, at: datetime, officer: str, case: Case) -> Reopening | None:
    """How an upheld complaint opens its case again, which stops execution and withdraws removals.

    None for a complaint that is not upheld, and for a case opened again before or decided anew since: that decision
    is undone already.
    """
    if outcome not in GRANTED or case.cycle != state.cycle or case.state not in REOPENABLE:
        return None
    return Reopening(
        ground=ReopeningGround.REDRESS,
        officer=officer,
        at=at,
        from_state=case.state.value,
        redress=state.id,
        to_state=goes_on_at(case).value,
        removals=reviewed(case),
        finding=case.appraisal.finding if case.appraisal else None,
        notices=in_hand(case),
        measures=going_on(case),
    )


@reacts_to(RedressDecided)
def undoing(state: Redress, event: RedressDecided, facts: Facts) -> Iterator[LinkedEvent]:
    """An upheld complaint opens its case again at once."""
    known, ruling = facts.known(Contested), event.ruling
    made = known and reopening_of(state, ruling.outcome, ruling.at, ruling.officer, known.case)
    if known and made:
        yield LinkedEvent(stream=known.case.id, event=CaseReopened(reopening=made))


def overdue(state: Redress, command: NoteRedressOverdue, facts: Facts) -> tuple[Event, ...]:
    """Note a passed term once. Raises Refused when nothing is due."""
    waits_for = state.decide_by if state.state in (RedressState.ACCEPTED, RedressState.EXAMINING) else state.accept_by
    if waits_for is None or waits_for.due_at in state.overdue or facts.now < waits_for.due_at:
        raise Refused(RuleNotMet(code="not-overdue"))
    return (RedressOverdue(due_at=waits_for.due_at),)


def end(state: Redress, command: EndRedress, facts: Facts) -> tuple[Event, ...]:
    """Note the end. Raises Refused before the time for the second level has passed."""
    if state.appeal_by is None or facts.now < state.appeal_by.due_at:
        raise Refused(RuleNotMet(code="appeal-still-open"))
    return (RedressEnded(at=facts.now),)


def evolve_redress(state: Redress | None, event: Event, id: str) -> Redress:
    """Fold one event of a complaint. Raises TypeError for one that cannot follow."""
    match state, event:
        case Redress(), ExaminationBegun(examination=made):
            return replace(state, state=RedressState.EXAMINING, examinations=(*state.examinations, made))
        case Redress(), RedressDecided(ruling=made, appeal_by=due):
            last = made.level == SECOND
            return replace(
                state,
                state=RedressState.FINAL if last else RedressState(made.outcome.value),
                rulings=(*state.rulings, made),
                appeal_by=due,
                ended_at=made.at if last else None,
            )
        case Redress(), RedressOverdue(due_at=due):
            return replace(state, overdue=(*state.overdue, due))
        case Redress(), RedressEnded(at=at):
            return replace(state, state=RedressState.FINAL, ended_at=at)
    if (after := evolve_complaint(state, event, id)) is not None:
        return after
    raise TypeError(f"{event.TYPE} does not follow {state}")


BY_THE_REGISTER = frozenset({ActorKind.SYSTEM})
WAITING = frozenset({RedressState.FILED, RedressState.SECOND_LEVEL, RedressState.ACCEPTED, RedressState.EXAMINING})

ACTIONS = (
    Action(
        command=BeginExamination,
        needs=(Contested,),
        stream=Kind.REDRESS,
        decide=begin,
        scope=Scope.REDRESS_DECIDE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({RedressState.ACCEPTED}),
        may=may_examine,
    ),
    Action(
        command=DecideRedress,
        needs=(Contested,),
        stream=Kind.REDRESS,
        decide=rule,
        scope=Scope.REDRESS_DECIDE,
        posts=frozenset({Post.SIGNATORY}),
        states=frozenset({RedressState.EXAMINING}),
        may=may_examine,
    ),
    Action(
        command=NoteRedressOverdue,
        stream=Kind.REDRESS,
        decide=overdue,
        states=WAITING,
        additive=True,
        by=BY_THE_REGISTER,
    ),
    Action(
        command=EndRedress,
        stream=Kind.REDRESS,
        decide=end,
        states=ANSWERED,
        additive=True,
        by=BY_THE_REGISTER,
    ),
)
