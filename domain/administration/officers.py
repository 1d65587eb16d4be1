"""How a person comes to hold posts in an agency, and ceases to (Đ3.3)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from domain.administration.enrolment import operators_row
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Items, Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, TransitionNotAllowed, invalid, unguarded
from domain.kernel.roles import Post
from domain.kernel.span import Span, span_of
from domain.registry.officer import Officer
from domain.registry.texts import SOURCE_MOST
from domain.rules.action import HUMANS_AND_MACHINES, Action
from domain.rules.facts import Facts
from domain.rules.guards import own_agency, same_person


class OfficerAppointed(Event, type="officer.appointed"):
    """A person holds posts in an agency."""

    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed


class OfficerNominated(Event, type="officer.nominated"):
    """An officer of the agency nominated a person; it counts once a second one has confirmed."""

    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed
    nominated_by: str


class OfficerConfirmed(Event, type="officer.confirmed"):
    """A second person confirmed a nomination."""

    by: str


class OfficerDismissed(Event, type="officer.dismissed"):
    """An appointment ends on a day."""

    on: date


@dataclass(frozen=True, kw_only=True)
class AppointOfficer:
    """Appoint a person to posts in an agency (Đ3.3)."""

    subject: Annotated[str, Words(doc="Subject of the person's token.", most=255)]
    agency: Annotated[str, Ref(doc="The agency.")]
    posts: Annotated[tuple[Post, ...], Items(doc="The posts.", most=len(Post))]
    since: Annotated[date, Spec(doc="First day.")]
    appointment: Annotated[str, Words(doc="The appointment document.", most=SOURCE_MOST)]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None


@dataclass(frozen=True, kw_only=True)
class NominateOfficer:
    """Nominate a person for posts in one's own agency; a second officer confirms (Đ3.3)."""

    subject: Annotated[str, Words(doc="Name of the person's account.", most=255)]
    posts: Annotated[tuple[Post, ...], Items(doc="The posts.", most=len(Post))]
    since: Annotated[date, Spec(doc="First day.")]
    appointment: Annotated[str, Words(doc="The appointment document.", most=SOURCE_MOST)]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None


@dataclass(frozen=True, kw_only=True)
class ConfirmOfficer:
    """Confirm a nomination, as a second officer who is not the person."""


@dataclass(frozen=True, kw_only=True)
class DismissOfficer:
    """End an appointment in one's own agency; never one's own."""

    on: Annotated[date, Spec(doc="Day after the last.")]


def appoint(state: None, command: AppointOfficer, facts: Facts) -> tuple[Event, ...]:
    """Appoint a person; the agency must be registered."""
    if command.agency not in facts.registry.agencies:
        raise Refused(invalid("agency", "agency-unknown"))
    return (
        OfficerAppointed(
            subject=facts.sealed["subject"],
            agency=command.agency,
            posts=command.posts,
            span=span_of(command.since, command.until),
            appointment=facts.sealed["appointment"],
        ),
    )


def nominate(state: None, command: NominateOfficer, facts: Facts) -> tuple[Event, ...]:
    """Nominate a person for one's own agency; nobody nominates themselves."""
    if not command.posts:
        raise Refused(invalid("posts", "post-needed"))
    if facts.actor.subject in facts.registry.subjects.get(command.subject, ()):
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "own-account"))
    return (
        OfficerNominated(
            subject=facts.sealed["subject"],
            agency=facts.actor.own,
            posts=command.posts,
            span=span_of(command.since, command.until),
            appointment=facts.sealed["appointment"],
            nominated_by=facts.actor.subject,
        ),
    )


def may_confirm(state: Officer, facts: Facts) -> Problem | None:
    """A nomination of one's own agency, by neither who nominated nor the person (G5)."""
    if state.appointed:
        return TransitionNotAllowed(of=Kind.OFFICER, state="APPOINTED", allowed=("NOMINATED",))
    if state.nominated_by and same_person(state.nominated_by, facts.actor.subject, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return may_keep(state, facts)


def confirm(state: Officer, command: ConfirmOfficer, facts: Facts) -> tuple[Event, ...]:
    """Confirm a nomination."""
    return (OfficerConfirmed(by=facts.actor.subject),)


def may_keep(state: Officer, facts: Facts) -> Problem | None:
    """Of one's own agency, and not oneself under any appointment (G5); the operator may for every agency."""
    actor, registry = facts.actor, facts.registry
    if actor.kind is ActorKind.OPERATOR:
        return None
    if problem := own_agency(state, facts):
        return problem
    same = next((ids for ids in registry.people.values() if state.id in ids), (state.id,))
    return unguarded(Guard.G5_TWO_PERSONS, "own-account") if actor.subject in same else None


def dismiss(state: Officer, command: DismissOfficer, facts: Facts) -> tuple[Event, ...]:
    """End an appointment."""
    span_of(state.span.since, command.on)
    return (OfficerDismissed(on=command.on),)


def evolve_officer(state: Officer | None, event: Event, id: str) -> Officer:
    """Fold one officer event."""
    match state, event:
        case None, OfficerAppointed() as it:
            return Officer(
                id=id,
                subject=it.subject,
                agency=it.agency,
                posts=it.posts,
                span=it.span,
                appointment=it.appointment,
            )
        case None, OfficerNominated() as it:
            return Officer(
                id=id,
                subject=it.subject,
                agency=it.agency,
                posts=it.posts,
                span=it.span,
                appointment=it.appointment,
                nominated_by=it.nominated_by,
            )
        case Officer(), OfficerConfirmed(by=by):
            return replace(state, confirmed_by=by)
        case Officer(), OfficerDismissed(on=day):
            return replace(state, span=replace(state.span, until=day))
    raise TypeError(f"{event.TYPE} does not follow {state}")


ADMINS, SECONDS = frozenset({Post.ADMIN}), frozenset({Post.ADMIN, Post.SIGNATORY})

ACTIONS = (
    operators_row(AppointOfficer, Kind.OFFICER, appoint, creates=True),
    Action(
        command=NominateOfficer,
        stream=Kind.OFFICER,
        creates=True,
        decide=nominate,
        scope=Scope.FOCAL_MANAGE,
        posts=ADMINS,
    ),
    Action(
        command=ConfirmOfficer,
        stream=Kind.OFFICER,
        decide=confirm,
        scope=Scope.FOCAL_MANAGE,
        posts=SECONDS,
        may=may_confirm,
    ),
    Action(
        command=DismissOfficer,
        stream=Kind.OFFICER,
        decide=dismiss,
        scope=Scope.FOCAL_MANAGE,
        posts=ADMINS,
        may=may_keep,
        by=HUMANS_AND_MACHINES | {ActorKind.OPERATOR},
    ),
)
