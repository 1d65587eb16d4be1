"""Spans of days on which a row of the registry is valid."""

from dataclasses import dataclass
from datetime import date

from domain.kernel.refusals import Refused, invalid


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days of validity from `since` to the exclusive end `until`. Without `until` the validity is open-ended."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def meets(self, other: "Span") -> bool:
        return (self.until is None or other.since < self.until) and (other.until is None or self.since < other.until)


def span_of(since: date, until: date | None) -> Span:
    """Return the span between two days. Raises Refused if the end is before the beginning."""
    if until is not None and until <= since:
        raise Refused(invalid("until", "ends-before-it-begins"))
    return Span(since=since, until=until)
