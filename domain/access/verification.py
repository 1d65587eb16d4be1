"""A verification of the whole register: when it ran, up to which checkpoint, and what it found."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class FindingCount:
    code: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Completed verification. `size` is the number of log entries when the verification began."""

    began: datetime
    ended: datetime
    size: int
    faults: int = 0
    notes: int = 0
    findings: tuple[FindingCount, ...] = ()
    """Number of findings for each code, in the order of the codes."""
    successions: tuple[str, ...] = ()
    """SHA-256 of each key rotation note. With these digests the log itself identifies its keys."""
