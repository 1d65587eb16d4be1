"""Terms for answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.kernel.term import TermSource
from domain.rules.facts import Facts


@dataclass(frozen=True)
class Term:
    """The time for an answer: working days, or a span of the clock."""

    source: TermSource
    days: int = 0
    span: timedelta = timedelta()

    def due(self, asked_at: datetime, facts: Facts) -> datetime:
        return asked_at + self.span if self.span else facts.registry.calendar.due(asked_at, self.days)
