"""What the jobs behind jobs share."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

ERRANDS = UUID("6f0d2c52-6a2e-5d6b-9f2e-0b1f7c1d4a10")
"""Namespace of the command ids that derive from jobs; never to be changed."""


@dataclass(frozen=True)
class Later:
    """A job did a part of its work, and wants to go on with the rest after a while."""

    wait: timedelta = field(default=timedelta())
