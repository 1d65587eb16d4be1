"""The catalogue of legal provisions: drafted by one person, activated by another, valid by date (Đ2.1, Đ4.4).

A measure needs a ground that was in force on the day of the act. Words that only say what the Regulation is
about («xấu độc», «gây bức xúc dư luận», «cản trở sự phát triển») are no ground, neither as the name of one nor as
all of its wording (`vague`), nor is the Regulation itself. A ground names its article.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from domain.administration.vague import names_vague_words, says_nothing
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, TransitionNotAllowed, invalid, unguarded
from domain.kernel.roles import Post
from domain.kernel.span import Span
from domain.kernel.text import fold
from domain.registry.provision import Provision, ProvisionKind, ProvisionStatus
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import same_person

THE_REGULATION = fold("14/2021/QĐ-UBND")


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


class ProvisionActivated(Event, type="provision.activated"):
    """A second person confirmed it against its source."""

    activated_by: str
    activated_at: datetime


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
    if same_person(facts.actor.subject, state.drafted_by, facts):
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
