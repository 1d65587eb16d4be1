"""The days off of a year, and the days worked instead: entered, confirmed, and corrected as a whole.

A correction has a day and a source of its own; deadlines that were set before it stay as they are (Đ2.1).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.administration.confirming import ON, confirmable, not_later
from domain.kernel.actor import ActorKind
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Items, Spec
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, invalid
from domain.registry.certainty import Certainty
from domain.registry.holidays import Holidays
from domain.registry.texts import SOURCE
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

DAYS = Items(doc="Days off.", most=60)
WORKED = Items(doc="Days worked instead.", most=20)


def of_year(year: int, days: Iterable[date], worked: Iterable[date]) -> None:
    """Raises Refused for a day that is not of the year, nor of the next one (Tết swaps days across the end)."""
    if any(day.year not in (year, year + 1) for day in (*days, *worked)):
        raise Refused(invalid("days", "day-of-another-year"))


class HolidaysCommand(CommandOn[Holidays], kind=Kind.HOLIDAYS, by={ActorKind.OPERATOR}):
    """What the operator says of a year's days off."""


class HolidaysSet(Begins[Holidays], type="holidays.set"):
    """The days off of a year."""

    year: int
    days: tuple[date, ...]
    source: str
    worked: tuple[date, ...] = ()
    certainty: Certainty = Certainty.CONFIRMED

    def begin(self, id: str) -> Holidays:
        return Holidays(
            id=id,
            year=self.year,
            days=self.days,
            source=self.source,
            worked=self.worked,
            certainty=self.certainty,
        )


class SetHolidays(OpeningCommand, kind=Kind.HOLIDAYS, by={ActorKind.OPERATOR}):
    """Enter the days off of a year, and the days worked instead."""

    year: Annotated[int, Spec(doc="The year.")]
    days: Annotated[tuple[date, ...], DAYS]
    source: Annotated[str, SOURCE]
    worked: Annotated[tuple[date, ...], WORKED] = ()
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED

    def decide(self, state: None, facts: Facts) -> HolidaysSet:
        of_year(self.year, self.days, self.worked)
        return HolidaysSet(
            year=self.year, days=self.days, source=self.source, worked=self.worked, certainty=self.certainty
        )


class HolidaysConfirmed(Follows[Holidays], type="holidays.confirmed"):
    """A person confirmed a year's uncertain days off."""

    source: str
    on: date

    def fold(self, holidays: Holidays) -> Holidays:
        return replace(holidays, certainty=Certainty.CONFIRMED, source=self.source)


class ConfirmHolidays(HolidaysCommand):
    """Confirm a year's uncertain days off."""

    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]

    def decide(self, holidays: Holidays, facts: Facts) -> HolidaysConfirmed:
        confirmable(holidays.certainty, self.on, facts)
        return HolidaysConfirmed(source=self.source, on=self.on)


class HolidaysCorrected(Follows[Holidays], type="holidays.corrected"):
    """A year has other days off than the register had; deadlines set before stay as they are."""

    days: tuple[date, ...]
    source: str
    on: date
    worked: tuple[date, ...] = ()

    def fold(self, holidays: Holidays) -> Holidays:
        sure = Certainty.CONFIRMED
        return replace(holidays, days=self.days, worked=self.worked, source=self.source, certainty=sure)


class CorrectHolidays(HolidaysCommand):
    """Correct a year's days off, as a whole."""

    days: Annotated[tuple[date, ...], DAYS]
    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]
    worked: Annotated[tuple[date, ...], WORKED] = ()

    def decide(self, holidays: Holidays, facts: Facts) -> HolidaysCorrected:
        not_later(self.on, facts)
        of_year(holidays.year, self.days, self.worked)
        if (self.days, self.worked) == (holidays.days, holidays.worked):
            raise Refused(invalid("days", "nothing-corrected"))
        return HolidaysCorrected(days=self.days, worked=self.worked, source=self.source, on=self.on)
