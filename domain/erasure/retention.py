"""How long texts are kept after their matter ended, as dated data; the day on which it ended picks the row.

Protected and groundless cases, complaints about them and requests about data are not here: the installation's setting
says how long those are kept, a year at most. Rows marked UNCONFIRMED apply like the others: a number that proves wrong
is a row to correct, no rule to rewrite. A row never shortens what a complaint that runs still needs.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.case.dates import REGULATION_SINCE
from domain.kernel.calendar import local_date
from domain.kernel.span import Span
from domain.kernel.term import TermSource
from domain.registry.certainty import Certainty


class Kept(StrEnum):
    """What is kept: a case by the reason of its closing, a reporter's contact, a complaint."""

    COMPLETED = "COMPLETED"
    REMEDIED = "REMEDIED"
    POLICE_OUTCOME = "POLICE_OUTCOME"
    WITHDRAWN = "WITHDRAWN"
    COMPLAINT = "COMPLAINT"
    CONTACT = "CONTACT"


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How many days something is kept after its end, for ends on the days of the span."""

    kept: Kept
    days: int
    span: Span
    source: TermSource
    basis: str
    certainty: Certainty = Certainty.UNCONFIRMED


YEAR: Final = 365
_ALWAYS: Final = Span(since=local_date(REGULATION_SINCE))
_FILES: Final = "Luật Lưu trữ 33/2024/QH15 (thời hạn lưu trữ hồ sơ công việc; số năm chưa đối chiếu)"
_DATA: Final = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (chỉ lưu trữ trong thời gian cần thiết; số ngày do tỉnh chọn)"

RETENTIONS: Final[tuple[Retention, ...]] = (
    *(
        Retention(kept=kept, days=10 * YEAR, span=_ALWAYS, source=TermSource.LAW, basis=_FILES)
        for kept in (Kept.COMPLETED, Kept.REMEDIED, Kept.POLICE_OUTCOME, Kept.COMPLAINT)
    ),
    Retention(kept=Kept.WITHDRAWN, days=YEAR, span=_ALWAYS, source=TermSource.INTERNAL, basis=_DATA),
    Retention(kept=Kept.CONTACT, days=90, span=_ALWAYS, source=TermSource.INTERNAL, basis=_DATA),
)
"""Entered from memory of the laws, not compared with their texts."""


class NoRetention(LookupError):
    """No row holds for what ended on that day."""


def retention_on(kept: Kept, day: date) -> Retention:
    """The row for what ended on the day. Raises NoRetention."""
    for row in RETENTIONS:
        if row.kept is kept and row.span.covers(day):
            return row
    raise NoRetention(f"{kept} on {day}")
