"""Days off, and days worked instead."""

from dataclasses import dataclass
from datetime import date

from domain.registry.certainty import Certainty
from domain.registry.entry import Entry, GivesNothing


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
