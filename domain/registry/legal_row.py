"""A row of law as dated data: entered by one person, confirmed by another, counting on its days alone (Đ8.1, G5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from domain.kernel.span import Span
from domain.kernel.term import TermSource


class TermCertainty(StrEnum):
    """How sure a row is: confirmed against a law, confirmed as a choice of the province, or confirmed by nobody."""

    LAW = "LAW"
    INTERNAL = "INTERNAL"
    UNCONFIRMED = "UNCONFIRMED"


class LegalTermStatus(StrEnum):
    """State of a row. A DRAFT counts for nothing; an ACTIVE one counts on its days."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"


def certainty_of(status: LegalTermStatus, basis: TermSource) -> TermCertainty:
    return TermCertainty(basis) if status is LegalTermStatus.ACTIVE else TermCertainty.UNCONFIRMED


@dataclass(frozen=True, kw_only=True)
class LegalRow:
    """Common fields of rows of law. A row that nobody confirmed has no second person."""

    id: str
    basis: TermSource
    source: str
    span: Span
    drafted_by: str
    drafted_at: datetime
    status: LegalTermStatus = LegalTermStatus.DRAFT
    activated_by: str | None = None
    activated_at: datetime | None = None
    read_in: str | None = None
    """Place and day of the second person's reading of the text; None in older rows."""
    read_on: date | None = None
    ended_for: str | None = None

    def counts_on(self, day: date) -> bool:
        """Return whether the row was confirmed and holds on the day."""
        return self.status is LegalTermStatus.ACTIVE and self.span.covers(day)

    @property
    def certainty(self) -> TermCertainty:
        return certainty_of(self.status, self.basis)


R = TypeVar("R", bound=LegalRow)


def newest_on(rows: Iterable[R], day: date) -> R | None:
    """The confirmed row of the day, of several the one that began last; None without one."""
    counting = (row for row in rows if row.counts_on(day))
    return max(counting, key=lambda row: (row.span.since, row.id), default=None)
