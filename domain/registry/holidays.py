"""Days off, and days worked instead."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.registry.certainty import Certainty
from domain.registry.entry import Entry, GivesNothing


@dataclass(frozen=True, kw_only=True)
class DaysCounted:
    """The days of a year that counted from a moment on; from ever where `since` is None. Of a year that somebody
    doubted they count beside the register's own days off, and no weekend is worked."""

    days: tuple[date, ...]
    worked: tuple[date, ...] = ()
    since: datetime | None = None
    doubted: bool = False


@dataclass(frozen=True, kw_only=True)
class HolidaysCorrection:
    """Other days off of a year, as one person entered them."""

    days: tuple[date, ...]
    source: str
    on: date
    entry: Entry
    worked: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Holidays(GivesNothing):
    """The days off of a year, and the days worked instead of others."""

    id: str
    year: int
    days: tuple[date, ...]
    source: str
    worked: tuple[date, ...] = ()
    certainty: Certainty = Certainty.CONFIRMED
    entry: Entry | None = None
    correction: HolidaysCorrection | None = None
    """Other days off, which count once a second person confirmed them."""
    counted: tuple[DaysCounted, ...] = ()
    """Days that counted, each from a moment on, the newest last; none for a year that counted before the register kept
    this."""
    read_in: str | None = None
    """Place and day of the second person's reading of the text; None in older rows."""
    read_on: date | None = None

    @property
    def changing(self) -> Entry | None:
        """Return who entered the correction."""
        return self.correction.entry if self.correction else None

    def counting(self, since: datetime | None) -> tuple[DaysCounted, ...]:
        """All that counted, with the days that count from a moment on; nothing new for an event from before."""
        if since is None:
            return self.counted
        return (*self.counted, DaysCounted(days=self.days, worked=self.worked, since=since))

    def counted_before(self, since: datetime | None) -> tuple[DaysCounted, ...]:
        """Return the days that counted before those that replace these; without a beginning if it was not kept."""
        if since is None or self.counted or self.certainty is Certainty.UNCONFIRMED:
            return self.counted
        return (DaysCounted(days=self.days, worked=self.worked),)
