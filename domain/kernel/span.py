"""Days of validity."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Span:
    """From `since`, to `until` exclusive; no end when None."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the row is valid on the day."""
        return self.since <= day and (self.until is None or day < self.until)
