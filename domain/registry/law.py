"""Rows of law as dated data: terms, levels of complaint, and the laws on local government.

Where no row was confirmed for a day, the register counts by its own (`domain/registry/unconfirmed_law.py`).

A complaint goes first to who decided, then to the level above, or to a court (Luật Khiếu nại, Điều 7).

Nobody compared the rows of organic laws with the gazette. The dates of 2015, 2019 and June 2025 were seen in decisions
of other provinces that cite them; that of February 2025 and the first days in force are from memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar

from domain.kernel.calendar import TermSource
from domain.kernel.span import Span


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


class TermOf(StrEnum):
    """What a term is for. Complaints, retention and what is done about data count calendar days, reports to the lead
    agency, answers about data and to the press working days, hours or days, and limitation periods months."""

    COMPLAINT_FILE = "COMPLAINT_FILE"
    COMPLAINT_ACCEPT = "COMPLAINT_ACCEPT"
    COMPLAINT_DECIDE = "COMPLAINT_DECIDE"
    COMPLAINT_DECIDE_COMPLEX = "COMPLAINT_DECIDE_COMPLEX"
    COMPLAINT_SUSPEND = "COMPLAINT_SUSPEND"
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
    DATA_REPLY = "DATA_REPLY"
    DATA_ACCESS = "DATA_ACCESS"
    DATA_CORRECTION = "DATA_CORRECTION"
    DATA_ERASURE = "DATA_ERASURE"
    DATA_EXTENSION = "DATA_EXTENSION"
    LIMITATION_SANCTION = "LIMITATION_SANCTION"
    LIMITATION_SANCTION_PRESS = "LIMITATION_SANCTION_PRESS"
    NOTIFY_LEAD = "NOTIFY_LEAD"


class TermUnit(StrEnum):
    """How a term is counted."""

    HOURS = "HOURS"
    DAYS = "DAYS"
    WORKING_DAYS = "WORKING_DAYS"
    MONTHS = "MONTHS"


UNITS = {
    TermOf.PRESS_EVENT: TermUnit.HOURS,
    TermOf.PRESS_QUESTION: TermUnit.WORKING_DAYS,
    TermOf.PRESS_ACCESS_ELECTRONIC: TermUnit.WORKING_DAYS,
    TermOf.PRESS_ACCESS_POST: TermUnit.WORKING_DAYS,
    TermOf.DATA_REPLY: TermUnit.WORKING_DAYS,
    TermOf.NOTIFY_LEAD: TermUnit.WORKING_DAYS,
    TermOf.LIMITATION_SANCTION: TermUnit.MONTHS,
    TermOf.LIMITATION_SANCTION_PRESS: TermUnit.MONTHS,
}
"""Units of terms that are not counted in calendar days. The unit is the rule's; the number is data."""


def unit_of(term: TermOf) -> TermUnit:
    return UNITS.get(term, TermUnit.DAYS)


@dataclass(frozen=True, kw_only=True)
class LegalTerm(LegalRow):
    """Length of a term on the days of its row; `remote_amount` where travel is hard (vùng sâu, vùng xa)."""

    term: TermOf
    amount: int
    remote_amount: int | None = None

    def amount_where(self, *, remote: bool) -> int:
        """Return how much time there is, and where travel is hard."""
        return self.remote_amount if remote and self.remote_amount is not None else self.amount


class WayOn(StrEnum):
    """Where somebody can go with a decision or an answer."""

    AGENCY = "AGENCY"
    COMMITTEE = "COMMITTEE"
    MINISTER = "MINISTER"
    COURT = "COURT"


class DecidedBy(StrEnum):
    """Who decided what a complaint is against: the provincial People's Committee, or another agency."""

    AGENCY = "AGENCY"
    COMMITTEE = "COMMITTEE"


@dataclass(frozen=True, kw_only=True)
class ComplaintLevel(LegalRow):
    """Level that hears the second complaint on its days; COURT where the law knows no second level."""

    decided_by: DecidedBy
    second: WayOn


@dataclass(frozen=True, kw_only=True)
class OrganicLaw:
    """A Law on Organisation of Local Government, as documents of its days cite it."""

    number: str
    cited: str
    span: Span


_NAME: Final = "Luật Tổ chức chính quyền địa phương"
ORGANIC_LAWS: Final = (
    OrganicLaw(
        number="77/2015/QH13, 47/2019/QH14",
        cited=f"{_NAME} ngày 19 tháng 6 năm 2015 và Luật sửa đổi, bổ sung ngày 22 tháng 11 năm 2019",
        span=Span(since=date(2020, 7, 1), until=date(2025, 3, 1)),
    ),
    OrganicLaw(
        number="65/2025/QH15",
        cited=f"{_NAME} ngày 19 tháng 02 năm 2025",
        span=Span(since=date(2025, 3, 1), until=date(2025, 6, 16)),
    ),
    OrganicLaw(
        number="72/2025/QH15",
        cited=f"{_NAME} ngày 16 tháng 6 năm 2025",
        span=Span(since=date(2025, 6, 16)),
    ),
)


def organic_law_on(day: date) -> OrganicLaw | None:
    """The law of a day; None before the first row."""
    return next((row for row in ORGANIC_LAWS if row.span.covers(day)), None)
