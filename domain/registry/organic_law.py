"""By which law an agency of local government acts at all: the first basis of its documents (NĐ 30/2020, Phụ lục I).

Nobody compared these rows with the gazette. The dates of 2015, 2019 and June 2025 were seen in decisions of other
provinces that cite them; that of February 2025 and the first days in force are from memory.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.kernel.span import Span


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
