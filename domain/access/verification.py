"""A verification of the whole register: when it ran, up to which checkpoint, and what it found."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class FindingCount:
    code: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Verification:
    """One that ran to its end. `size` is how many entries the log had when it began."""

    began: datetime
    ended: datetime
    size: int
    faults: int = 0
    notes: int = 0
    findings: tuple[FindingCount, ...] = ()
    """By code, in the order of the codes."""
    successions: tuple[str, ...] = ()
    """SHA-256 of each note by which the log's keys followed each other: so the log itself names them."""
