"""Days off of a year and days worked instead: entered, confirmed, and corrected as a whole.

A correction has a day and a source of its own, and applies once it is confirmed. Earlier terms are then computed again
and never become shorter (`domain/registry/working_days.py`).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from domain.administration import dated_rows
from domain.administration.dated_rows import (
    ReadIn,
    ReadOn,
    certain,
    entry_by,
    not_later,
    read,
    settled,
    settled_by_another,
    settler,
    unconfirmed,
    unrefused,
)
from domain.kernel.event import Begins, Follows, filled
from domain.kernel.fields import Items, Spec
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid, misfit
from domain.kernel.vocabulary import Kind
from domain.registry.entry import Certainty, Entry, refused, waits
from domain.registry.working_days import DaysCounted, Holidays, HolidaysCorrection
from domain.rules.facts import Facts
from domain.rules.guards import refuse_for, unmet

DAYS = Items(doc="Days on which agencies are closed.", most=60)
WORKED = Items(doc="Weekend days on which agencies work instead.", most=20)


def of_year(year: int, days: Iterable[date], worked: Iterable[date]) -> None:
    """Raise Refused for a day outside the year and the next year.

    Tết can swap days across the end of a year.
    """
    for field, named in (("days", days), ("worked", worked)):
        refuse_for(*misfit(field, "day-of-another-year", named, lambda day: day.year in (year, year + 1)))


def held(row: Holidays) -> bool:
    """Return whether the row is valid, or can become valid by a pending confirmation."""
    return row.correction is not None or not refused(row)


class HolidaysSet(Begins[Holidays], type="holidays.set"):
    year: int
    days: tuple[date, ...]
    source: str
    worked: tuple[date, ...] = ()
    certainty: Certainty = Certainty.CONFIRMED
    entry: Entry | None = None
    counts_from: datetime | None = None

    def begin(self, id: str) -> Holidays:
        year = filled(Holidays, self, id=id)
        return replace(year, counted=year.counting(self.counts_from))


class SetHolidays(dated_rows.EnteringCommand, kind=Kind.HOLIDAYS):
    """Enter the days off of a year, and the days worked instead. A second administrator confirms them."""

    year: Annotated[int, Spec(doc="The year.")]
    days: Annotated[tuple[date, ...], DAYS]
    source: dated_rows.Source
    worked: Annotated[tuple[date, ...], WORKED] = ()
    certainty: dated_rows.Sure = None

    def decide(self, state: None, facts: Facts) -> HolidaysSet:
        """Enter the days off. Raises Refused for a second row of the same year, because a wrong row is corrected."""
        of_year(self.year, self.days, self.worked)
        if any(row.year == self.year and held(row) for row in facts.registry.holidays.values()):
            raise Refused(invalid("year", "year-entered"))
        sure = certain(self.certainty, facts)
        since = facts.now if sure is Certainty.CONFIRMED else None
        return facts.record(HolidaysSet, self, certainty=sure, entry=entry_by(facts), counts_from=since)


def year_waits(holidays: Holidays, facts: Facts) -> Problem | None:
    """The year, or a correction of it, waits for a second person."""
    return None if holidays.correction else unmet((unconfirmed, unrefused), holidays, facts)


def entered_by_another(holidays: Holidays, facts: Facts) -> Problem | None:
    """Another person entered the days off, or the correction, that wait for confirmation (G5)."""
    return settled_by_another((holidays.correction or holidays).entry, (), facts)


class SettlingHolidays(dated_rows.RowCommand[Holidays], kind=Kind.HOLIDAYS, requires=(year_waits, entered_by_another)):
    """Command of the second person on the days off of a year, or on their correction."""


class HolidaysConfirmed(dated_rows.DatedRowConfirmed[Holidays], type="holidays.confirmed"):
    counts_from: datetime | None = None
    read_in: str | None = None
    read_on: date | None = None

    def fold(self, row: Holidays) -> Holidays:
        counted = row.counting(self.counts_from)
        return replace(super().fold(row), counted=counted, read_in=self.read_in, read_on=self.read_on)


class HolidaysCorrected(Follows[Holidays], type="holidays.corrected"):
    days: tuple[date, ...]
    source: str
    on: date
    worked: tuple[date, ...] = ()
    by: str | None = None
    at: datetime | None = None
    counts_from: datetime | None = None
    read_in: str | None = None
    read_on: date | None = None

    def fold(self, holidays: Holidays) -> Holidays:
        entry = holidays.entry
        if holidays.correction:
            entry = settled(holidays.correction.entry, self.by, self.at)
        corrected = replace(
            holidays,
            days=self.days,
            worked=self.worked,
            source=self.source,
            certainty=Certainty.CONFIRMED,
            entry=entry,
            correction=None,
            counted=holidays.counted_before(self.counts_from),
            read_in=self.read_in,
            read_on=self.read_on,
        )
        return replace(corrected, counted=corrected.counting(self.counts_from))


class ConfirmHolidays(SettlingHolidays):
    """Confirm the days off of a year that somebody entered, or their proposed correction, as a second person."""

    source: dated_rows.Source
    on: dated_rows.On
    read_in: ReadIn = None
    read_on: ReadOn = None

    def decide(self, holidays: Holidays, facts: Facts) -> HolidaysConfirmed | HolidaysCorrected:
        """Confirm the days off. A person must also state where and when they read the source; the operator need not."""
        not_later(self.on, facts)
        if entry_by(facts):
            read(self.read_in, self.read_on, facts)
        right = holidays.correction
        by, at = settler((right or holidays).entry, facts)
        if right is None:
            return facts.record(HolidaysConfirmed, self, by=by, at=at, counts_from=facts.now)
        days, worked = right.days, right.worked
        return facts.record(HolidaysCorrected, self, days=days, worked=worked, by=by, at=at, counts_from=facts.now)


class HolidaysRefused(Follows[Holidays], type="holidays.refused"):
    by: str
    at: datetime
    reason: str

    def fold(self, holidays: Holidays) -> Holidays:
        """Refuse the row. If only its correction is refused, the present days remain."""
        if holidays.correction:
            return replace(holidays, correction=None)
        return replace(holidays, entry=settled(holidays.entry, self.by, self.at, self.reason))


class RefuseHolidays(SettlingHolidays):
    """Refuse the days off entered for a year, or a proposed correction of them, as a second person. The refused days
    never take effect."""

    reasons: dated_rows.Reasons

    def decide(self, holidays: Holidays, facts: Facts) -> HolidaysRefused:
        return facts.record(HolidaysRefused, self, reason=self.reasons)


class HolidaysCorrectionProposed(Follows[Holidays], type="holidays.correction-proposed"):
    """One person entered corrected days off. They take effect when a second person confirms them."""

    correction: HolidaysCorrection


def nothing_waits(holidays: Holidays, facts: Facts) -> Problem | None:
    """Neither the year nor a correction of it waits for confirmation, or the operator acts."""
    waiting = entry_by(facts) is not None and (holidays.correction or waits(holidays))
    return RuleNotMet(code="waits-for-second-person") if waiting else None


def counts(holidays: Holidays, facts: Facts) -> Problem | None:
    """The days off of the year are confirmed and valid."""
    return RuleNotMet(code="row-unconfirmed") if holidays.certainty is Certainty.UNCONFIRMED else None


class HolidaysDoubted(dated_rows.RowRefused[Holidays], type="holidays.doubted"):
    """Somebody found that no legal act sets the confirmed days off. From then on terms through the year are
    provisional."""

    def fold(self, row: Holidays) -> Holidays:
        before = row.counted_before(self.at)
        doubted = DaysCounted(days=row.days, since=self.at, doubted=True)
        return replace(super().fold(row), certainty=Certainty.UNCONFIRMED, counted=(*before, doubted))


class DoubtHolidays(dated_rows.RowCommand[Holidays], kind=Kind.HOLIDAYS, requires=(counts, nothing_waits)):
    """State that no legal act sets the confirmed days off of a year. Terms through the year are provisional until two
    persons confirm other days; no term becomes shorter."""

    reasons: dated_rows.Reasons

    def decide(self, holidays: Holidays, facts: Facts) -> HolidaysDoubted:
        return facts.record(HolidaysDoubted, self, reason=self.reasons)


def only_row_of_year(holidays: Holidays, facts: Facts) -> Problem | None:
    """No other row sets the days off of this year. Another row may have replaced a refused or doubted one."""
    others = (row for id, row in facts.registry.holidays.items() if id != holidays.id)
    taken = any(row.year == holidays.year and held(row) for row in others)
    return RuleNotMet(code="year-entered") if taken else None


class CorrectHolidays(dated_rows.RowCommand[Holidays], kind=Kind.HOLIDAYS, requires=(nothing_waits, only_row_of_year)):
    """Replace all days off of a year by a corrected list. A second administrator confirms the list."""

    days: Annotated[tuple[date, ...], DAYS]
    source: dated_rows.Source
    on: dated_rows.On
    worked: Annotated[tuple[date, ...], WORKED] = ()

    def decide(self, holidays: Holidays, facts: Facts) -> HolidaysCorrected | HolidaysCorrectionProposed:
        not_later(self.on, facts)
        of_year(holidays.year, self.days, self.worked)
        if (self.days, self.worked) == (holidays.days, holidays.worked):
            raise Refused(invalid("days", "nothing-corrected"))
        entry = entry_by(facts)
        if entry is None:
            return facts.record(
                HolidaysCorrected, self, by=None, at=None, read_in=None, read_on=None, counts_from=facts.now
            )
        return HolidaysCorrectionProposed(correction=facts.record(HolidaysCorrection, self, entry=entry))
