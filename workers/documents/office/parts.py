"""Fixed words of reports, in both languages: parts, periods, appendices, captions, marks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from domain.document.dating import MONTHS_EN, day_in_english, day_in_words, roman
from domain.kernel.calendar import in_utc, local_date
from domain.report.periods import PeriodKind, parse_period
from domain.report.state.consolidated import ConsolidatedState

PARTS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("DIRECTION", "I", "Công tác chỉ đạo, triển khai", "Direction and implementation"),
    ("RESULTS", "II", "Kết quả thực hiện", "Results"),
    ("ASSESSMENT", "III", "Đánh giá chung", "Assessment"),
    ("MERITS_AND_BREACHES", "IV", "Khen thưởng, xử lý vi phạm", "Commendations and breaches"),
    ("BUDGET", "V", "Kinh phí", "Budget"),
    ("DIFFICULTIES", "VI", "Khó khăn, vướng mắc", "Difficulties"),
    ("PROPOSALS", "VII", "Phương hướng, giải pháp; đề xuất, kiến nghị", "Outlook, solutions and proposals"),
)
"""Parts of the report: id, number, title in both languages. A part contains the tables whose `appendix` is its
number."""
ANNEXES: Final[tuple[tuple[str, str], ...]] = (
    ("Tiếp nhận theo kênh và cơ quan", "Reports received by channel and agency"),
    ("Kết luận", "Findings"),
    ("Phối hợp", "Coordination"),
    ("Quyết định theo căn cứ pháp lý", "Decisions by legal basis"),
    ("Đề nghị gỡ bỏ", "Removal proposals"),
    ("Chuyển cơ quan Công an", "Transfers to the police"),
    ("Báo chí", "Press"),
    ("Tập huấn, tuyên truyền", "Training and awareness"),
    ("Khiếu nại, tố cáo", "Complaints"),
    ("Cơ quan: đầu mối, tình trạng nộp báo cáo", "Agencies: focal officers, reports submitted"),
    ("Kinh phí", "Budget"),
    ("Khó khăn, kiến nghị", "Difficulties and proposals"),
)
AGENCIES: Final = 10
SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "vi": {
        "tables": "Các bảng có cột số liệu kỳ này, kỳ trước và luỹ kế từ đầu năm.",
        "annex": "Phụ lục",
        "see": "Số liệu chi tiết tại các phụ lục kèm theo:",
        "empty": "(chưa có nội dung)",
        "signing": "Việc phải ký bằng khóa riêng (kỳ này, kỳ trước, luỹ kế): đã ký {signed[0]}, {signed[1]}, "
        "{signed[2]}; thực hiện bằng văn bản giấy do người thực hiện không có khóa {on_paper[0]}, "
        "{on_paper[1]}, {on_paper[2]}.",
        "missing": "Cơ quan chưa gửi báo cáo",
        "none": "Không có.",
        "chart": "Biểu đồ",
        "received": "Vụ việc tiếp nhận theo kênh",
        "findings": "Kết luận thẩm định",
        "time": "Thời gian trung bình từ tiếp nhận đến kết thúc",
        "agencies": "Vụ việc tiếp nhận theo cơ quan báo",
        "months": "Vụ việc tiếp nhận và kết thúc theo tháng báo cáo của kỳ này",
        "agency": "Cơ quan",
        "focal": "Cán bộ đầu mối",
        "submitted": "Báo cáo kỳ này",
        "only": "Chỉ tính vụ việc có",
        "category": "lĩnh vực",
        "channel": "kênh tiếp nhận",
        "finding": "kết luận",
        "area": "địa bàn",
        "party": "cơ quan báo, chủ trì, kiểm tra hoặc quyết định",
    },
    "en": {
        "tables": "The tables have columns for this period, for the one before, and to date since the year began.",
        "annex": "Annex",
        "see": "The annexes hold the figures in full:",
        "empty": "(nothing was written yet)",
        "signing": "Acts that had to be signed with a key (this period, the one before, to date): signed {signed[0]}, "
        "{signed[1]}, {signed[2]}; done on paper for want of a key {on_paper[0]}, {on_paper[1]}, {on_paper[2]}.",
        "missing": "Agencies that have not reported",
        "none": "None.",
        "chart": "Chart",
        "received": "Cases received by channel",
        "findings": "Findings",
        "time": "Mean time from receipt to closing",
        "agencies": "Cases received by reporting agency",
        "months": "Cases received and closed by reporting month of this period",
        "agency": "Agency",
        "focal": "Focal officers",
        "submitted": "Report of this period",
        "only": "Only cases are counted with",
        "category": "field",
        "channel": "channel",
        "finding": "finding",
        "area": "area",
        "party": "reporting, leading, checking or deciding agency",
    },
}
SUBMITTED: Final[Mapping[str, tuple[str, str]]] = {
    "in_time": ("Đúng hạn", "In time"),
    "late": ("Quá hạn", "Late"),
    "missing": ("Chưa gửi", "Not submitted"),
}
DRAFT: Final = ("DỰ THẢO", "DRAFT")
MARKS: Final[Mapping[ConsolidatedState, tuple[str, str]]] = {
    ConsolidatedState.FROZEN_DATA: DRAFT,
    ConsolidatedState.DRAFT: DRAFT,
    ConsolidatedState.REVIEWED: DRAFT,
    ConsolidatedState.SUPERSEDED: ("ĐÃ THAY THẾ", "SUPERSEDED"),
}
"""Text printed across every page, by the report's state. A reviewed report has no such text, because people sign it."""
READING: Final = "READING VERSION – NOT AUTHORITATIVE. Only the signed Vietnamese report has effect."
PUBLIC: Final = "BẢN CÔNG KHAI – Chỉ gồm số liệu; số nhỏ được che bằng dấu –. Chỉ báo cáo đã ký có hiệu lực."
MASKED_NOTE: Final = (
    "Dấu – thay cho số từ 1 đến 4 có thể làm lộ một người, và cho số khác mà từ đó có thể tính ra. Bản này không có "
    "phần lời của báo cáo."
)


def period_in_words(key: str | None, start: datetime, end: datetime, language: str = "vi") -> str:
    """Return a period in words, like `6 tháng đầu năm 2026`; for another span, its first and last day. Raise
    PeriodFault."""
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
    """Return the first and last day in words. The end is exclusive, and often a midnight."""
    first, last = local_date(in_utc(start)), local_date(in_utc(end) - timedelta(milliseconds=1))
    if language == "vi":
        return f"từ {day_in_words(first)} đến {day_in_words(last)}"
    return f"{day_in_english(first)} to {day_in_english(last)}"


def about(report: Mapping[str, Any], language: str, regulation: str) -> str:
    """Return the subject of a period's report. `regulation` is the title of the Decision in force on the period's last
    day."""
    span = period_in_words(report["period"], report["start"], report["end"], language)
    if language == "vi":
        return f"Kết quả thực hiện {regulation} {span}"
    return f"Results of applying the coordination regulation on false and harmful online content, {span}"
