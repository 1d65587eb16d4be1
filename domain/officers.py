"""How a person comes to hold posts in an agency, and ceases to (Đ3.3)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from domain.enrolment import SOURCE_MOST, operators_row, span_of
from domain.facts import Facts
from domain.fields import Items, Ref, Spec, Words
from domain.refusals import Refused, invalid
from domain.registry import (
    Officer,
    Span,
)
from domain.roles import Post
from domain.streams import Event, Kind, Sealed


@dataclass(frozen=True, kw_only=True)
class OfficerAppointed(Event, type="officer.appointed"):
    """A person holds posts in an agency."""

    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed


@dataclass(frozen=True, kw_only=True)
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
class DismissOfficer:
    """End an appointment."""

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
        case Officer(), OfficerDismissed(on=day):
            return replace(state, span=replace(state.span, until=day))
    raise TypeError(f"{event.TYPE} does not follow {state}")


ACTIONS = (
    operators_row(AppointOfficer, Kind.OFFICER, appoint, creates=True),
    operators_row(DismissOfficer, Kind.OFFICER, dismiss),
)
