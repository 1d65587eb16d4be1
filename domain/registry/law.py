"""Rows of law as dated data, and the register's own rows for days without a confirmed row.

A complaint goes first to the agency that decided. Then it goes to the level above, or to a court (Luật Khiếu nại, Điều
7).

No person has compared the rows of organic laws with the gazette. The dates of 2015, 2019 and June 2025 were seen in
decisions of other provinces that cite these laws. The date of February 2025 and the first days in force are from
memory.

An installation enters these rows as drafts (`scripts/casebook seed`). A second person then compares each with its
source. A confirmed row overrides the row here on its days.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final, TypeVar

from domain.kernel.calendar import TermSource
from domain.kernel.span import Span
from domain.registry.entry import LawStatus
from domain.registry.registry import Registry
from domain.registry.regulation import FIRST


class TermCertainty(StrEnum):
    """Certainty of a row of terms: confirmed against a law, confirmed as a choice of the province, or unconfirmed."""

    LAW = "LAW"
    INTERNAL = "INTERNAL"
    UNCONFIRMED = "UNCONFIRMED"


def certainty_of(status: LawStatus, basis: TermSource) -> TermCertainty:
    return TermCertainty(basis) if status is LawStatus.ACTIVE else TermCertainty.UNCONFIRMED


@dataclass(frozen=True, kw_only=True)
class LegalRow:
    """Common fields of rows of law. An unconfirmed row has no second person."""

    id: str
    basis: TermSource
    source: str
    span: Span
    drafted_by: str
    drafted_at: datetime
    status: LawStatus = LawStatus.DRAFT
    activated_by: str | None = None
    activated_at: datetime | None = None
    read_in: str | None = None
    """Place and day of the second person's reading of the text; None in older rows."""
    read_on: date | None = None
    ended_for: str | None = None

    def counts_on(self, day: date) -> bool:
        """Return whether the row is confirmed and valid on the day."""
        return self.status is LawStatus.ACTIVE and self.span.covers(day)

    @property
    def certainty(self) -> TermCertainty:
        return certainty_of(self.status, self.basis)


R = TypeVar("R", bound=LegalRow)


def newest_on(rows: Iterable[R], day: date) -> R | None:
    """Return the newest confirmed row that is valid on the day, or None."""
    counting = (row for row in rows if row.counts_on(day))
    return max(counting, key=lambda row: (row.span.since, row.id), default=None)


class TermOf(StrEnum):
    """Subject of a legal term. The subject sets the unit of the term.

    Terms of complaints, of retention and of carrying out data requests are in calendar days. Limitation periods are in
    months. Terms of reports to the lead agency, of answers about data and of answers to the press are in working days,
    hours or days.
    """

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
    """Unit in which a term is counted."""

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
"""Units of terms that are not in calendar days. The rule sets the unit; the row sets only the number."""


def unit_of(term: TermOf) -> TermUnit:
    return UNITS.get(term, TermUnit.DAYS)


@dataclass(frozen=True, kw_only=True)
class LegalTerm(LegalRow):
    """Length of a term on the days of its row. `remote_amount` applies if travel is hard (vùng sâu, vùng xa)."""

    term: TermOf
    amount: int
    remote_amount: int | None = None

    def amount_where(self, *, remote: bool) -> int:
        """Return the length of the term, which may be longer if travel is hard."""
        return self.remote_amount if remote and self.remote_amount is not None else self.amount


class WayOn(StrEnum):
    """Remedy that is open after a decision or an answer."""

    AGENCY = "AGENCY"
    COMMITTEE = "COMMITTEE"
    MINISTER = "MINISTER"
    COURT = "COURT"


class DecidedBy(StrEnum):
    """Author of the act that a complaint is against: the provincial People's Committee, or another agency."""

    AGENCY = "AGENCY"
    COMMITTEE = "COMMITTEE"


@dataclass(frozen=True, kw_only=True)
class ComplaintLevel(LegalRow):
    """Level that hears a second complaint on the days of its row. COURT means that the law has no second level."""

    decided_by: DecidedBy
    second: WayOn


@dataclass(frozen=True, kw_only=True)
class OrganicLaw:
    """Law on Organisation of Local Government, as documents on a given day cite it."""

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
    """Return the Law on Organisation of Local Government in force on a day. None before the first row."""
    return next((row for row in ORGANIC_LAWS if row.span.covers(day)), None)


YEAR: Final = 365
COMPLAINTS: Final = Span(since=date(2012, 7, 1), until=date(2026, 7, 1))
COMPLAINTS_AMENDED: Final = Span(since=date(2026, 7, 1))
PRESS: Final = Span(since=FIRST.span.since, until=date(2026, 7, 1))
PRESS_AMENDED: Final = Span(since=date(2026, 7, 1))
DATA_BEFORE: Final = Span(since=FIRST.span.since, until=date(2026, 1, 1))
DATA_DECREE: Final = Span(since=date(2026, 1, 1))
FILES_BEFORE: Final = Span(since=FIRST.span.since, until=date(2025, 7, 1))
FILES: Final = Span(since=date(2025, 7, 1))
SANCTIONS: Final = Span(since=date(2013, 7, 1))
_LAW, _AMENDED = "Luật Khiếu nại 02/2011/QH13", "Luật Khiếu nại 02/2011/QH13, sửa đổi theo Luật 136/2025/QH15"
_SUSPENSION: Final = "Luật Khiếu nại, Điều 11a (Luật 136/2025/QH15: tạm đình chỉ có căn cứ; số ngày do tỉnh chọn)"
_FILES: Final = "Luật Lưu trữ 33/2024/QH15 (không ấn định số năm; số năm do tỉnh chọn, cần đối chiếu thông tư)"
_FILES_BEFORE: Final = "Luật Lưu trữ 01/2011/QH13 và thông tư về thời hạn bảo quản (chưa đối chiếu, do tỉnh chọn)"
_DATA: Final = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (chỉ lưu trữ trong thời gian cần thiết; số ngày do tỉnh chọn)"
_AT_ONCE: Final = "Quy chế, Điều 3.1 («ngay», «đồng thời thông báo»; số ngày do tỉnh chọn)"
_HOUSE: Final = "Thời hạn nội bộ của hệ thống, không do luật định"
_ACCESS: Final = "Luật Tiếp cận thông tin 104/2016/QH13"
_DATA_DECREE: Final = "Nghị định 356/2025/NĐ-CP"
_DATA_DONE: Final = f"{_DATA_DECREE}, Điều 5 (10 đến 20 ngày tùy yêu cầu; chưa đối chiếu nên tính mức ngắn nhất)"
_SANCTIONS: Final = "Luật Xử lý vi phạm hành chính 15/2012/QH13"
_WRITTEN: Final = datetime(2026, 11, 28, tzinfo=UTC)

_COMPLAINTS = (
    (TermOf.COMPLAINT_FILE, 90, None, "Điều 9"),
    (TermOf.COMPLAINT_ACCEPT, 10, None, "Điều 27"),
    (TermOf.COMPLAINT_DECIDE, 30, 45, "Điều 28"),
    (TermOf.COMPLAINT_DECIDE_COMPLEX, 45, 60, "Điều 28"),
    (TermOf.COMPLAINT_FILE_SECOND, 30, 45, "Điều 33"),
    (TermOf.COMPLAINT_DECIDE_SECOND, 45, 60, "Điều 37"),
    (TermOf.COMPLAINT_DECIDE_SECOND_COMPLEX, 60, 70, "Điều 37"),
)
_OTHERS = (
    (TermOf.COMPLAINT_SUSPEND, 30, TermSource.INTERNAL, _SUSPENSION, COMPLAINTS_AMENDED),
    *(
        (term, 10 * YEAR, TermSource.INTERNAL, source, span)
        for source, span in ((_FILES_BEFORE, FILES_BEFORE), (_FILES, FILES))
        for term in (
            TermOf.KEPT_COMPLETED,
            TermOf.KEPT_REMEDIED,
            TermOf.KEPT_POLICE_OUTCOME,
            TermOf.KEPT_COMPLAINT,
        )
    ),
    (TermOf.KEPT_WITHDRAWN, YEAR, TermSource.INTERNAL, _DATA, FIRST.span),
    (TermOf.KEPT_DUPLICATE, YEAR, TermSource.INTERNAL, _DATA, FIRST.span),
    (TermOf.KEPT_PROTECTION, 180, TermSource.INTERNAL, _DATA, FIRST.span),
    (TermOf.KEPT_CONTACT, 90, TermSource.INTERNAL, _DATA, FIRST.span),
    (TermOf.NOTIFY_LEAD, 1, TermSource.INTERNAL, _AT_ONCE, FIRST.span),
    (TermOf.PRESS_EVENT, 24, TermSource.LAW, "Nghị định 09/2017/NĐ-CP, Điều 6", FIRST.span),
    (TermOf.PRESS_QUESTION, 5, TermSource.INTERNAL, _HOUSE, FIRST.span),
    (TermOf.PRESS_ACCESS_ELECTRONIC, 3, TermSource.LAW, f"{_ACCESS}, Điều 30", FIRST.span),
    (TermOf.PRESS_ACCESS_POST, 5, TermSource.LAW, f"{_ACCESS}, Điều 31", FIRST.span),
    (TermOf.PRESS_PETITION, 30, TermSource.LAW, "Luật Báo chí 103/2016/QH13, Điều 39", PRESS),
    (TermOf.PRESS_PETITION, 30, TermSource.LAW, "Luật Báo chí 126/2025/QH15 (trả lời trên báo chí)", PRESS_AMENDED),
    (TermOf.DATA_REPLY, 2, TermSource.INTERNAL, _HOUSE, DATA_BEFORE),
    (TermOf.DATA_ACCESS, 10, TermSource.INTERNAL, _HOUSE, DATA_BEFORE),
    (TermOf.DATA_CORRECTION, 10, TermSource.INTERNAL, _HOUSE, DATA_BEFORE),
    (TermOf.DATA_ERASURE, 10, TermSource.INTERNAL, _HOUSE, DATA_BEFORE),
    (TermOf.DATA_EXTENSION, 15, TermSource.INTERNAL, _HOUSE, DATA_BEFORE),
    (TermOf.DATA_REPLY, 2, TermSource.LAW, f"{_DATA_DECREE}, Điều 5", DATA_DECREE),
    (TermOf.DATA_ACCESS, 10, TermSource.LAW, _DATA_DONE, DATA_DECREE),
    (TermOf.DATA_CORRECTION, 10, TermSource.LAW, _DATA_DONE, DATA_DECREE),
    (TermOf.DATA_ERASURE, 10, TermSource.LAW, _DATA_DONE, DATA_DECREE),
    (TermOf.DATA_EXTENSION, 15, TermSource.LAW, f"{_DATA_DECREE}, Điều 5 (gia hạn một lần)", DATA_DECREE),
    (TermOf.LIMITATION_SANCTION, 12, TermSource.LAW, f"{_SANCTIONS}, Điều 6.1.a", SANCTIONS),
    (TermOf.LIMITATION_SANCTION_PRESS, 24, TermSource.LAW, f"{_SANCTIONS}, Điều 6.1.a", SANCTIONS),
)


def _term(
    term: TermOf, amount: int, basis: TermSource, source: str, span: Span, remote_amount: int | None = None
) -> LegalTerm:
    return LegalTerm(
        id=_id("term", term, span),
        term=term,
        amount=amount,
        remote_amount=remote_amount,
        basis=basis,
        source=source,
        span=span,
        drafted_by="",
        drafted_at=_WRITTEN,
    )


def _terms() -> Iterator[LegalTerm]:
    for span, law in ((COMPLAINTS, _LAW), (COMPLAINTS_AMENDED, _AMENDED)):
        for term, amount, remote, article in _COMPLAINTS:
            yield _term(term, amount, TermSource.LAW, f"{law}, {article}", span, remote)
    for term, amount, basis, source, span in _OTHERS:
        yield _term(term, amount, basis, source, span)


def _level(decided_by: DecidedBy, second: WayOn, articles: str) -> ComplaintLevel:
    span = Span(since=COMPLAINTS.since)
    return ComplaintLevel(
        id=_id("level", decided_by, span),
        decided_by=decided_by,
        second=second,
        basis=TermSource.LAW,
        source=f"{_LAW}, {articles}",
        span=span,
        drafted_by="",
        drafted_at=_WRITTEN,
    )


def _id(kind: str, of: str, span: Span) -> str:
    return f"{kind}-{of.lower().replace('_', '-')}-{span.since.year}"


TERMS: Final = tuple(_terms())
LEVELS: Final = (
    _level(DecidedBy.AGENCY, WayOn.COMMITTEE, "Điều 7.1, Điều 21.2"),
    _level(DecidedBy.COMMITTEE, WayOn.MINISTER, "Điều 7.3, Điều 23.2"),
)


class NoRow(LookupError):
    """No row of law is valid on the day."""


def _own(rows: Iterator[R], asked: str, day: date) -> R:
    for row in rows:
        if row.span.covers(day):
            return row
    raise NoRow(asked)


def term_on(term: TermOf, day: date, registry: Registry) -> LegalTerm:
    """Return the row for a term that begins on the day: a confirmed row, otherwise the register's own. Raises NoRow."""
    confirmed = newest_on((row for row in registry.rows(LegalTerm).values() if row.term is term), day)
    return confirmed or _own((row for row in TERMS if row.term is term), f"{term} on {day}", day)


def level_on(decided_by: DecidedBy, day: date, registry: Registry) -> ComplaintLevel:
    """Return the row that sets the level of a second complaint on the day. Raises NoRow."""
    rows = (row for row in registry.rows(ComplaintLevel).values() if row.decided_by is decided_by)
    own = (row for row in LEVELS if row.decided_by is decided_by)
    return newest_on(rows, day) or _own(own, f"{decided_by} on {day}", day)
