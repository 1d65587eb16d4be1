"""What the functions that do jobs share. A job is a row of the outbox; a task is what arq runs."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class Later:
    """A job did a part of its work, and wants to go on with the rest after a while."""

    wait: timedelta = field(default=timedelta())
