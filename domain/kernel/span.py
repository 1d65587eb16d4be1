"""Days of validity."""

from dataclasses import dataclass
from datetime import date

from domain.kernel.refusals import Refused, invalid


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days of validity from `since`, exclusive of `until`; open without it."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def meets(self, other: "Span") -> bool:
        return (self.until is None or other.since < self.until) and (other.until is None or self.since < other.until)


def span_of(since: date, until: date | None) -> Span:
    """Return the days of validity. Raises Refused if they end before they begin."""
    if until is not None and until <= since:
        raise Refused(invalid("until", "ends-before-it-begins"))
    return Span(since=since, until=until)
