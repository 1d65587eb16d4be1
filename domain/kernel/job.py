"""Work that an event orders for later: a notification, a reminder, the end of a term."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobState(StrEnum):
    """State of a job of the register."""

    DUE = "DUE"
    """It waits for its time, or is being done."""
    DONE = "DONE"
    DEAD = "DEAD"
    """It failed too often; a person has to look."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work to do after an event: the job's name and what it needs; ids only, never text.

    It is written in the transaction of its event and found in the outbox, so no crash loses it. Work with a `due`
    moment waits for it: a deadline is a job of the day it ends.
    """

    job: str
    data: Mapping[str, str]
    due: datetime | None = None
