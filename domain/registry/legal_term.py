"""A term as dated data: how long something may take or is kept, by which law or choice, and who confirmed it.

The code has a value for each term (`domain/complaint/terms.py`, `domain/erasure/retention.py`,
`domain/press_question/questions.py`), which nobody compared with the law. A row that two persons confirmed goes before
it, on its days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.span import Span
from domain.kernel.term import TermSource


class TermOf(StrEnum):
    """What a term is for. Complaints and retention count calendar days, the press working days, hours or days."""

    COMPLAINT_FILE = "COMPLAINT_FILE"
    COMPLAINT_ACCEPT = "COMPLAINT_ACCEPT"
    COMPLAINT_DECIDE = "COMPLAINT_DECIDE"
    COMPLAINT_DECIDE_COMPLEX = "COMPLAINT_DECIDE_COMPLEX"
    COMPLAINT_FILE_SECOND = "COMPLAINT_FILE_SECOND"
    COMPLAINT_DECIDE_SECOND = "COMPLAINT_DECIDE_SECOND"
    COMPLAINT_DECIDE_SECOND_COMPLEX = "COMPLAINT_DECIDE_SECOND_COMPLEX"
    KEPT_COMPLETED = "KEPT_COMPLETED"
    KEPT_REMEDIED = "KEPT_REMEDIED"
    KEPT_POLICE_OUTCOME = "KEPT_POLICE_OUTCOME"
    KEPT_WITHDRAWN = "KEPT_WITHDRAWN"
    KEPT_DUPLICATE = "KEPT_DUPLICATE"
    KEPT_PROTECTION = "KEPT_PROTECTION"
    KEPT_COMPLAINT = "KEPT_COMPLAINT"
    KEPT_CONTACT = "KEPT_CONTACT"
    PRESS_EVENT = "PRESS_EVENT"
    PRESS_QUESTION = "PRESS_QUESTION"
    PRESS_ACCESS_ELECTRONIC = "PRESS_ACCESS_ELECTRONIC"
    PRESS_ACCESS_POST = "PRESS_ACCESS_POST"
    PRESS_PETITION = "PRESS_PETITION"


class TermUnit(StrEnum):
    """How a term is counted."""

    HOURS = "HOURS"
    DAYS = "DAYS"
    WORKING_DAYS = "WORKING_DAYS"


class TermCertainty(StrEnum):
    """How sure a term is: confirmed against a law, confirmed as a choice of the province, or confirmed by nobody."""

    LAW = "LAW"
    INTERNAL = "INTERNAL"
    UNCONFIRMED = "UNCONFIRMED"


class LegalTermStatus(StrEnum):
    """State of a term. A DRAFT counts for nothing; an ACTIVE one counts on its days."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"


UNITS = {
    TermOf.PRESS_EVENT: TermUnit.HOURS,
    TermOf.PRESS_QUESTION: TermUnit.WORKING_DAYS,
    TermOf.PRESS_ACCESS_ELECTRONIC: TermUnit.WORKING_DAYS,
    TermOf.PRESS_ACCESS_POST: TermUnit.WORKING_DAYS,
}
"""What is not counted in days of the calendar. The unit is the rule's; the number is data."""


def unit_of(term: TermOf) -> TermUnit:
    """How a term is counted."""
    return UNITS.get(term, TermUnit.DAYS)


@dataclass(frozen=True, kw_only=True)
class LegalTerm:
    """How much time a term has on its days; `remote_amount` where travel is hard (vùng sâu, vùng xa)."""

    id: str
    term: TermOf
    amount: int
    basis: TermSource
    source: str
    span: Span
    drafted_by: str
    drafted_at: datetime
    remote_amount: int | None = None
    status: LegalTermStatus = LegalTermStatus.DRAFT
    activated_by: str | None = None
    activated_at: datetime | None = None
    ended_for: str | None = None

    def counts_on(self, term: TermOf, day: date) -> bool:
        """Whether the row holds for a term that begins on the day."""
        return self.status is LegalTermStatus.ACTIVE and self.term is term and self.span.covers(day)

    def amount_where(self, *, remote: bool) -> int:
        """How much time there is, and where travel is hard."""
        return self.remote_amount if remote and self.remote_amount is not None else self.amount

    @property
    def certainty(self) -> TermCertainty:
        """How sure it is."""
        return TermCertainty(self.basis) if self.status is LegalTermStatus.ACTIVE else TermCertainty.UNCONFIRMED


def legal_term_on(rows: Iterable[LegalTerm], term: TermOf, day: date) -> LegalTerm | None:
    """The confirmed row for a term that begins on the day, the one that began last; None without one."""
    counting = (row for row in rows if row.counts_on(term, day))
    return max(counting, key=lambda row: (row.span.since, row.id), default=None)
