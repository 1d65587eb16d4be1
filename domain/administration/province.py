"""The lead assignment, the areas and the days off: rows that are set as wholes (Đ5.1)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from domain.administration.corrections import (
    AreaConfirmed,
    HolidaysConfirmed,
    HolidaysCorrected,
    LeadConfirmed,
    of_year,
)
from domain.administration.enrolment import operators_row
from domain.kernel.event import Event
from domain.kernel.fields import Items, Ref, Spec
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, invalid
from domain.kernel.roles import NEVER_LEAD, SUBSTITUTES
from domain.kernel.span import Span, span_of
from domain.registry.area import Area
from domain.registry.certainty import Certainty
from domain.registry.holidays import Holidays
from domain.registry.lead import Lead, LeadPart
from domain.registry.texts import SOURCE, named_text
from domain.rules.facts import Facts


class LeadAssigned(Event, type="lead.assigned"):
    """An agency is the lead agency in these days."""

    agency: str
    span: Span
    source: str
    certainty: Certainty
    part: LeadPart = LeadPart.LEAD


class AreaDefined(Event, type="area.defined"):
    """A part of the province exists in these days."""

    name: str
    level: str
    span: Span
    source: str
    certainty: Certainty
    remote: bool = False


class HolidaysSet(Event, type="holidays.set"):
    """The days off of a year."""

    year: int
    days: tuple[date, ...]
    source: str
    worked: tuple[date, ...] = ()
    certainty: Certainty = Certainty.CONFIRMED


@dataclass(frozen=True, kw_only=True)
class AssignLead:
    """Say which agency is the lead agency, or its substitute, by which decision (Đ5.1, G5)."""

    agency: Annotated[str, Ref(doc="The agency.")]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED
    part: Annotated[LeadPart, Spec(doc="The lead agency, or its substitute where a case is about it.")] = LeadPart.LEAD


@dataclass(frozen=True, kw_only=True)
class DefineArea:
    """Enter a part of the province."""

    name: Annotated[str, named_text("Name.")]
    level: Annotated[str, named_text("DISTRICT or COMMUNE.", 20)]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED
    remote: Annotated[bool, Spec(doc="Whether travel is hard there; terms for complaints are longer.")] = False


@dataclass(frozen=True, kw_only=True)
class SetHolidays:
    """Enter the days off of a year, and the days worked instead."""

    year: Annotated[int, Spec(doc="The year.")]
    days: Annotated[tuple[date, ...], Items(doc="Days off.", most=60)]
    source: Annotated[str, SOURCE]
    worked: Annotated[tuple[date, ...], Items(doc="Days worked instead.", most=20)] = ()
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED


def assign(state: None, command: AssignLead, facts: Facts) -> tuple[Event, ...]:
    """Assign the lead; the agency must be registered."""
    row = facts.registry.agencies.get(command.agency)
    if row is None:
        raise Refused(invalid("agency", "agency-unknown"))
    if row.kind in NEVER_LEAD or (command.part is LeadPart.SUBSTITUTE and row.kind not in SUBSTITUTES):
        raise Refused(invalid("agency", "agency-cannot-lead"))
    return (
        LeadAssigned(
            agency=command.agency,
            span=span_of(command.since, command.until),
            source=command.source,
            certainty=command.certainty,
            part=command.part,
        ),
    )


def define(state: None, command: DefineArea, facts: Facts) -> tuple[Event, ...]:
    """Enter an area."""
    span = span_of(command.since, command.until)
    return (
        AreaDefined(
            name=command.name,
            level=command.level,
            span=span,
            source=command.source,
            certainty=command.certainty,
            remote=command.remote,
        ),
    )


def set_holidays(state: None, command: SetHolidays, facts: Facts) -> tuple[Event, ...]:
    """Enter a year's days off."""
    of_year(command.year, command.days, command.worked)
    return (
        HolidaysSet(
            year=command.year,
            days=command.days,
            source=command.source,
            worked=command.worked,
            certainty=command.certainty,
        ),
    )


def evolve_lead(state: Lead | None, event: Event, id: str) -> Lead:
    """Fold one lead event."""
    match state, event:
        case None, LeadAssigned() as it:
            return Lead(id=id, agency=it.agency, span=it.span, source=it.source, certainty=it.certainty, part=it.part)
        case Lead(), LeadConfirmed(source=source):
            return replace(state, certainty=Certainty.CONFIRMED, source=source)
    raise TypeError(f"{event.TYPE} does not follow {state}")


def evolve_area(state: Area | None, event: Event, id: str) -> Area:
    """Fold one area event."""
    match state, event:
        case None, AreaDefined() as it:
            return Area(
                id=id,
                name=it.name,
                level=it.level,
                span=it.span,
                source=it.source,
                certainty=it.certainty,
                remote=it.remote,
            )
        case Area(), AreaConfirmed(source=source):
            return replace(state, certainty=Certainty.CONFIRMED, source=source)
    raise TypeError(f"{event.TYPE} does not follow {state}")


def evolve_holidays(state: Holidays | None, event: Event, id: str) -> Holidays:
    """Fold one holidays event."""
    match state, event:
        case None, HolidaysSet() as it:
            sure = it.certainty
            return Holidays(id=id, year=it.year, days=it.days, source=it.source, worked=it.worked, certainty=sure)
        case Holidays(), HolidaysConfirmed(source=source):
            return replace(state, certainty=Certainty.CONFIRMED, source=source)
        case Holidays(), HolidaysCorrected(days=days, worked=worked, source=source):
            return replace(state, days=days, worked=worked, source=source, certainty=Certainty.CONFIRMED)
    raise TypeError(f"{event.TYPE} does not follow {state}")


ACTIONS = (
    operators_row(AssignLead, Kind.LEAD, assign, creates=True),
    operators_row(DefineArea, Kind.AREA, define, creates=True),
    operators_row(SetHolidays, Kind.HOLIDAYS, set_holidays, creates=True),
)
