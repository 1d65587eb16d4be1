"""The twelve months of a year by which cases are reported: from the 15th of the month before to the 14th.

They are those of NĐ 09/2019/NĐ-CP, Điều 12, in every report, also in one about a span of the plain calendar.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.report.periods import Interval, month_holding

_MONTHS: Final = 12
_LAST_INSTANT: Final = timedelta(milliseconds=1)
"""Before an exclusive end: instants are whole milliseconds."""


class Month(StrEnum):
    """A month of any year, by the number that it has in the key of a period."""

    M01 = "M01"
    M02 = "M02"
    M03 = "M03"
    M04 = "M04"
    M05 = "M05"
    M06 = "M06"
    M07 = "M07"
    M08 = "M08"
    M09 = "M09"
    M10 = "M10"
    M11 = "M11"
    M12 = "M12"


_ALL: Final = tuple(Month)


def month_of(instant: datetime) -> Month:
    """The month in which something counts that the register took in at an instant."""
    return _ALL[month_holding(instant)[1] - 1]


def months_of(span: Interval) -> tuple[Month, ...]:
    """The months that a span lies in, in the order of time, each once: after a year they come again."""
    first, last = (
        year * _MONTHS + month - 1 for year, month in map(month_holding, (span.start, span.end - _LAST_INSTANT))
    )
    return tuple(_ALL[month % _MONTHS] for month in range(first, min(last, first + _MONTHS - 1) + 1))
