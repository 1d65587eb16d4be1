"""The catalogue of legal provisions: drafted by one person, activated by another, valid by date (Đ2.1, Đ4.4).

A measure needs a ground that was in force on the day of the act. Words that only say what the Regulation is
about («xấu độc», «gây bức xúc dư luận», «cản trở sự phát triển») are no ground, neither as the name of one nor as
all of its wording (`vague`), nor is the Regulation itself. A ground names its article.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from domain.action import Action
from domain.calendar import local_date
from domain.case import Case
from domain.facts import Facts
from domain.fields import Spec, Words
from domain.policy import Scope
from domain.refusals import Guard, Problem, Refused, TransitionNotAllowed, invalid, unguarded
from domain.registrar.provision import Provision, ProvisionKind, ProvisionStatus
from domain.registrar.span import Span
from domain.roles import Post
from domain.streams import Event, Kind, Sealed
from domain.text import fold
from domain.vague import names_vague_words, says_nothing

THE_REGULATION = fold("14/2021/QĐ-UBND")


@dataclass(frozen=True, kw_only=True)
class ProvisionDrafted(Event, type="provision.drafted"):
    """A provision was entered."""

    kind: ProvisionKind
    instrument: Sealed
    place: Sealed
    wording: Sealed
    source: Sealed
    span: Span
    drafted_by: str
    drafted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProvisionActivated(Event, type="provision.activated"):
    """A second person confirmed it against its source."""

    activated_by: str
    activated_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProvisionEnded(Event, type="provision.ended"):
    """It is no longer in force from a day on."""

    until: date
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class DraftProvision:
    """Enter a legal provision; it counts for nothing until a second person activates it."""

    kind: Annotated[ProvisionKind, Spec(doc="What it is for; only a GROUND carries a decision.")]
    instrument: Annotated[str, Words(doc="Type, number, date and issuer of the instrument.", least=5, most=300)]
    place: Annotated[str, Words(doc="Article, clause and point.", least=3, most=100)]
    wording: Annotated[str, Words(doc="Its words.", least=10, most=5_000)]
    source: Annotated[str, Words(doc="Where the words were read.", least=5, most=500)]
    since: Annotated[date, Spec(doc="First day in force.")]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None


@dataclass(frozen=True, kw_only=True)
class ActivateProvision:
    """Confirm a drafted provision against its source (a second person)."""


@dataclass(frozen=True, kw_only=True)
class EndProvision:
    """Say from which day a provision is no longer in force."""

    until: Annotated[date, Spec(doc="Day after the last.")]
    reason: Annotated[str, Words(doc="What ended it.", least=5, most=500)]


def draft(state: None, command: DraftProvision, facts: Facts) -> tuple[Event, ...]:
    """Enter a provision; vague words and the Regulation itself are refused as grounds."""
    if command.until is not None and command.until <= command.since:
        raise Refused(invalid("until", "ends-before-it-begins"))
    if command.kind is ProvisionKind.GROUND:
        _specific(command)
    sealed = facts.sealed
    return (
        ProvisionDrafted(
            kind=command.kind,
            instrument=sealed["instrument"],
            place=sealed["place"],
            wording=sealed["wording"],
            source=sealed["source"],
            span=Span(since=command.since, until=command.until),
            drafted_by=facts.actor.subject,
            drafted_at=facts.now,
        ),
    )


def _specific(command: DraftProvision) -> None:
    if _names(command.instrument, THE_REGULATION):
        raise Refused(invalid("instrument", "regulation-is-no-ground"))
    for field, text in (("instrument", command.instrument), ("place", command.place)):
        if names_vague_words(text):
            raise Refused(invalid(field, "vague-ground"))
    if not any(each.isdigit() for each in command.place):
        raise Refused(invalid("place", "article-needed"))
    if says_nothing(command.wording):
        raise Refused(invalid("wording", "vague-ground"))


def _names(text: str, words: str) -> bool:
    """Whether the folded words stand in the text as whole words: 114/2021 is not 14/2021."""
    return f" {words} " in f" {fold(text)} "


def may_activate(state: Provision, facts: Facts) -> Problem | None:
    """A draft, and not by the person who drafted it (G5)."""
    if state.status is not ProvisionStatus.DRAFT:
        return TransitionNotAllowed(of=Kind.PROVISION, state=state.status, allowed=(ProvisionStatus.DRAFT,))
    if facts.registry.person(facts.actor.subject) == facts.registry.person(state.drafted_by):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return None


def activate(state: Provision, command: ActivateProvision, facts: Facts) -> tuple[Event, ...]:
    """Put a provision in force."""
    return (ProvisionActivated(activated_by=facts.actor.subject, activated_at=facts.now),)


def end(state: Provision, command: EndProvision, facts: Facts) -> tuple[Event, ...]:
    """End a provision, never prolong it: that would be a provision nobody confirmed. What was decided stands."""
    if command.until <= state.span.since:
        raise Refused(invalid("until", "ends-before-it-begins"))
    if state.span.until is not None and command.until > state.span.until:
        raise Refused(invalid("until", "ended-earlier"))
    return (ProvisionEnded(until=command.until, reason=facts.sealed["reason"]),)


def evolve_provision(state: Provision | None, event: Event, id: str) -> Provision:
    """Fold one provision event."""
    match state, event:
        case None, ProvisionDrafted() as it:
            return Provision(
                id=id,
                kind=it.kind,
                instrument=it.instrument,
                place=it.place,
                wording=it.wording,
                source=it.source,
                span=it.span,
                drafted_by=it.drafted_by,
                drafted_at=it.drafted_at,
            )
        case Provision(), ProvisionActivated() as it:
            return replace(
                state, status=ProvisionStatus.ACTIVE, activated_by=it.activated_by, activated_at=it.activated_at
            )
        case Provision(), ProvisionEnded() as it:
            return replace(state, span=replace(state.span, until=it.until), end_reason=it.reason)
    raise TypeError(f"{event.TYPE} does not follow {state}")


def act_day(case: Case) -> date:
    """The day whose law applies: of publication, else of detection, else of receipt."""
    receipt = case.receipt
    return local_date(case.published_at or receipt.detected_at or receipt.received_at)


def grounds_in_force(case: Case, provisions: Iterable[str], facts: Facts, field: str = "provisions") -> None:
    """Raises Refused unless at least one ground is named and all were in force on the day of the act (G4)."""
    named = list(provisions)
    if not named:
        raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "ground-needed"))
    for each in named:
        row = facts.registry.provisions.get(each)
        if row is None:
            raise Refused(invalid(field, "provision-unknown"))
        if row.kind is not ProvisionKind.GROUND or row.status is not ProvisionStatus.ACTIVE:
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-no-ground"))
        if not row.span.covers(act_day(case)):
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-not-in-force"))


ACTIONS = (
    Action(
        command=DraftProvision,
        stream=Kind.PROVISION,
        creates=True,
        decide=draft,
        scope=Scope.LAW_EDIT,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
    ),
    Action(
        command=ActivateProvision,
        stream=Kind.PROVISION,
        decide=activate,
        scope=Scope.LAW_EDIT,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        may=may_activate,
    ),
    Action(
        command=EndProvision,
        stream=Kind.PROVISION,
        decide=end,
        scope=Scope.LAW_EDIT,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
    ),
)
