"""The rows of law that the register counts by on days for which nobody confirmed one: all of them UNCONFIRMED.

An installation enters them as drafts (`scripts/casebook seed`), so that a second person only has to compare each with
its source. A confirmed row goes before the one here, on its days.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from domain.kernel.calendar import TermSource
from domain.kernel.span import Span
from domain.registry.law import ComplaintLevel, DecidedBy, LegalRow, LegalTerm, TermOf, WayOn, newest_on
from domain.registry.registry import Registry
from domain.registry.regulation import FIRST

R = TypeVar("R", bound=LegalRow)
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
    """No row holds on that day."""


def _own(rows: Iterator[R], asked: str, day: date) -> R:
    for row in rows:
        if row.span.covers(day):
            return row
    raise NoRow(asked)


def term_on(term: TermOf, day: date, registry: Registry) -> LegalTerm:
    """The row for a term that begins on the day: a confirmed one, else the register's own. Raises NoRow."""
    confirmed = newest_on((row for row in registry.rows(LegalTerm).values() if row.term is term), day)
    return confirmed or _own((row for row in TERMS if row.term is term), f"{term} on {day}", day)


def level_on(decided_by: DecidedBy, day: date, registry: Registry) -> ComplaintLevel:
    """The row that says who hears a second complaint on the day. Raises NoRow."""
    rows = (row for row in registry.rows(ComplaintLevel).values() if row.decided_by is decided_by)
    own = (row for row in LEVELS if row.decided_by is decided_by)
    return newest_on(rows, day) or _own(own, f"{decided_by} on {day}", day)
