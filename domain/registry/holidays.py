"""Days off, and days worked instead."""

from dataclasses import dataclass
from datetime import date

from domain.registry.certainty import Certainty


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """The days off of a year, and the days worked instead of others."""

    id: str
    year: int
    days: tuple[date, ...]
    source: str
    worked: tuple[date, ...] = ()
    certainty: Certainty = Certainty.CONFIRMED
