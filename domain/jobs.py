"""How far an errand is that an event ordered (a notice, a reminder, a term that runs out)."""

from enum import StrEnum


class JobState(StrEnum):
    """How far an errand of the register is."""

    DUE = "DUE"
    """It waits for its time, or is being done."""
    DONE = "DONE"
    DEAD = "DEAD"
    """It failed too often; a person has to look."""
