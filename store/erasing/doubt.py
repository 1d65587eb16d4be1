"""Reasons for which the eraser does not destroy keys although an event orders it."""

from enum import StrEnum


class Doubt(StrEnum):
    """One reason. Those of WAITING pass by themselves; each other one needs a person who looks."""

    ALTERED = "altered"
    """A stream is not the chain that its events make."""
    NOT_SEALED = "not-sealed"
    """The log does not have all of it yet."""
    NOT_ORDERED = "not-ordered"
    """By its events the erasure is not ordered, whatever its head says."""
    WRONG_WRITER = "wrong-writer"
    """A process wrote an event that it may not write."""
    NO_AUTHORITY = "no-authority"
    """Fewer than two persons approved it who might, and who had no other word in it."""
    MATTER_RUNS = "matter-runs"
    COMPLAINT_RUNS = "complaint-runs"
    TERM_RUNS = "term-runs"
    """The texts have to be kept for longer."""
    CLOCK = "clock"
    """The clock is behind the record, or the sealer's behind both: nothing can be timed yet."""
    NOT_ANNOUNCED = "not-announced"
    """The destruction was not announced since the last obstacle ended."""
    ANNOUNCED = "announced"
    """It was announced, and can still be contested."""


WAITING = frozenset(
    {
        *(Doubt.NOT_SEALED, Doubt.MATTER_RUNS, Doubt.COMPLAINT_RUNS),
        *(Doubt.CLOCK, Doubt.NOT_ANNOUNCED, Doubt.ANNOUNCED),
    }
)
"""Doubts that an honest erasure meets on its way."""


class Doubted(Exception):
    """The eraser does not believe it."""

    def __init__(self, doubt: Doubt, detail: str) -> None:
        super().__init__(f"{doubt}: {detail}")
        self.doubt, self.detail = doubt, detail
