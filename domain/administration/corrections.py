"""Corrections of the registry: an uncertain row is confirmed, a year's days off are set right; nothing is edited.

Each is an act of its own with a day and a source; what was computed before it stays as it was (Đ2.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from domain.administration.enrolment import operators_row
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Items, Spec
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, RuleNotMet, invalid
from domain.registry.area import Area
from domain.registry.certainty import Certainty
from domain.registry.holidays import Holidays
from domain.registry.lead import Lead
from domain.registry.texts import SOURCE
from domain.rules.facts import Facts


class LeadConfirmed(Event, type="lead.confirmed"):
    """A person confirmed an uncertain assignment."""

    source: str
    on: date


class AreaConfirmed(Event, type="area.confirmed"):
    """A person confirmed an uncertain area."""

    source: str
    on: date


class HolidaysConfirmed(Event, type="holidays.confirmed"):
    """A person confirmed a year's uncertain days off."""

    source: str
    on: date


class HolidaysCorrected(Event, type="holidays.corrected"):
    """A year has other days off than the register had; deadlines set before stay as they are."""

    days: tuple[date, ...]
    source: str
    on: date
    worked: tuple[date, ...] = ()


ON = Spec(doc="Day of the act.")


@dataclass(frozen=True, kw_only=True)
class ConfirmLead:
    """Confirm an uncertain assignment of the lead agency."""

    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]


@dataclass(frozen=True, kw_only=True)
class ConfirmArea:
    """Confirm an uncertain area."""

    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]


@dataclass(frozen=True, kw_only=True)
class ConfirmHolidays:
    """Confirm a year's uncertain days off."""

    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]


@dataclass(frozen=True, kw_only=True)
class CorrectHolidays:
    """Set a year's days off right, all of them anew."""

    days: Annotated[tuple[date, ...], Items(doc="Days off.", most=60)]
    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]
    worked: Annotated[tuple[date, ...], Items(doc="Days worked instead.", most=20)] = ()


def confirm_lead(state: Lead, command: ConfirmLead, facts: Facts) -> tuple[Event, ...]:
    """Confirm an assignment."""
    _confirmable(state.certainty, command.on, facts)
    return (LeadConfirmed(source=command.source, on=command.on),)


def confirm_area(state: Area, command: ConfirmArea, facts: Facts) -> tuple[Event, ...]:
    """Confirm an area."""
    _confirmable(state.certainty, command.on, facts)
    return (AreaConfirmed(source=command.source, on=command.on),)


def confirm_holidays(state: Holidays, command: ConfirmHolidays, facts: Facts) -> tuple[Event, ...]:
    """Confirm days off."""
    _confirmable(state.certainty, command.on, facts)
    return (HolidaysConfirmed(source=command.source, on=command.on),)


def correct_holidays(state: Holidays, command: CorrectHolidays, facts: Facts) -> tuple[Event, ...]:
    """Replace a year's days off."""
    _not_later(command.on, facts)
    of_year(state.year, command.days, command.worked)
    if (command.days, command.worked) == (state.days, state.worked):
        raise Refused(invalid("days", "nothing-corrected"))
    corrected = HolidaysCorrected(days=command.days, worked=command.worked, source=command.source, on=command.on)
    return (corrected,)


def of_year(year: int, days: Iterable[date], worked: Iterable[date]) -> None:
    """Raises Refused for a day that is not of the year, nor of the next one (Tết swaps days across the end)."""
    if any(day.year not in (year, year + 1) for day in (*days, *worked)):
        raise Refused(invalid("days", "day-of-another-year"))


def _confirmable(certainty: Certainty, on: date, facts: Facts) -> None:
    _not_later(on, facts)
    if certainty is Certainty.CONFIRMED:
        raise Refused(RuleNotMet(code="already-confirmed"))


def _not_later(on: date, facts: Facts) -> None:
    if on > local_date(facts.now):
        raise Refused(invalid("on", "in-the-future"))


ACTIONS = (
    operators_row(ConfirmLead, Kind.LEAD, confirm_lead),
    operators_row(ConfirmArea, Kind.AREA, confirm_area),
    operators_row(ConfirmHolidays, Kind.HOLIDAYS, confirm_holidays),
    operators_row(CorrectHolidays, Kind.HOLIDAYS, correct_holidays),
)
