"""Names of periods in a report."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.document.dating import MONTHS_EN, day_in_english, day_in_words, roman
from domain.kernel.calendar import in_utc, local_date
from domain.report.periods import PeriodKind, parse_period


def period_in_words(key: str | None, start: datetime, end: datetime, language: str = "vi") -> str:
    """`6 tháng đầu năm 2026`; for another span the days from the first to the last. Raises PeriodFault."""
    if key is None:
        return _days(start, end, language)
    period = parse_period(key)
    if language == "vi":
        return {
            PeriodKind.MONTH: f"tháng {period.number} năm {period.year}",
            PeriodKind.QUARTER: f"quý {roman(period.number or 1)} năm {period.year}",
            PeriodKind.FIRST_HALF: f"6 tháng đầu năm {period.year}",
            PeriodKind.SECOND_HALF: f"6 tháng cuối năm {period.year}",
            PeriodKind.YEAR: f"năm {period.year}",
        }[period.kind]
    return {
        PeriodKind.MONTH: f"{MONTHS_EN[(period.number or 1) - 1]} {period.year}",
        PeriodKind.QUARTER: f"quarter {period.number} of {period.year}",
        PeriodKind.FIRST_HALF: f"the first half of {period.year}",
        PeriodKind.SECOND_HALF: f"the second half of {period.year}",
        PeriodKind.YEAR: f"the year {period.year}",
    }[period.kind]


def _days(start: datetime, end: datetime, language: str) -> str:
    """From the first day to the last; the end is exclusive, and often a midnight."""
    first, last = local_date(in_utc(start)), local_date(in_utc(end) - timedelta(milliseconds=1))
    if language == "vi":
        return f"từ {day_in_words(first)} đến {day_in_words(last)}"
    return f"{day_in_english(first)} to {day_in_english(last)}"


def about(report: Mapping[str, Any], language: str, regulation: str) -> str:
    """Describe the subject of a period's report; `regulation` is the title of the one in force on its last day."""
    span = period_in_words(report["period"], report["start"], report["end"], language)
    if language == "vi":
        return f"Kết quả thực hiện {regulation} {span}"
    return f"Results of applying the coordination regulation on false and harmful online content, {span}"
