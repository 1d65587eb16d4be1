"""The lead agency's consolidated report (Đ6.3): seven parts, charts, appendices PL I to PL XII, all from frozen data.

`domain/frozen.py` describes the data. The words are the officers'; the numbers are the data's, and no other.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from domain.dating import roman
from domain.statistics import Table as Id
from workers.documents.figures import WORDS, bars, found, mean_days, numbered, table_blocks
from workers.documents.model import Annex, Block, Column, Document, Heading, Level, Paragraph, Table
from workers.documents.office.desk import Desk, day_of
from workers.documents.office.spans import period_in_words

Row = Mapping[str, Any]
Data = Mapping[str, Any]

PARTS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("DIRECTION", "I", "Công tác chỉ đạo, triển khai", "Direction and implementation"),
    ("RESULTS", "II", "Kết quả thực hiện", "Results"),
    ("ASSESSMENT", "III", "Đánh giá chung", "Assessment"),
    ("MERITS_AND_BREACHES", "IV", "Khen thưởng, xử lý vi phạm", "Commendations and breaches"),
    ("BUDGET", "V", "Kinh phí", "Budget"),
    ("DIFFICULTIES", "VI", "Khó khăn, vướng mắc", "Difficulties"),
    ("PROPOSALS", "VII", "Phương hướng, giải pháp; đề xuất, kiến nghị", "Outlook, solutions and proposals"),
)
"""The parts of the report: id, number, title in both languages. Tables whose `appendix` is the number stand in it."""
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
"""The appendix that lists agencies, which is no table of numbers."""
SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "vi": {
        "tables": "Trong các bảng, mỗi ô ghi lần lượt số liệu kỳ này / kỳ trước / luỹ kế từ đầu năm.",
        "see": "Số liệu chi tiết tại các Phụ lục I đến XII kèm theo.",
        "missing": "Cơ quan chưa gửi báo cáo",
        "none": "Không có.",
        "received": "Biểu đồ 1. Vụ việc tiếp nhận theo kênh",
        "findings": "Biểu đồ 2. Kết luận thẩm định",
        "time": "Biểu đồ 3. Thời gian trung bình từ tiếp nhận đến kết thúc",
        "agencies": "Biểu đồ 4. Vụ việc tiếp nhận theo cơ quan báo",
        "agency": "Cơ quan",
        "focal": "Cán bộ đầu mối",
        "submitted": "Báo cáo kỳ này",
    },
    "en": {
        "tables": "In the tables each cell gives this period / the period before / since the year began.",
        "see": "Annexes I to XII hold the figures in full.",
        "missing": "Agencies that have not reported",
        "none": "None.",
        "received": "Chart 1. Cases received by channel",
        "findings": "Chart 2. Findings",
        "time": "Chart 3. Mean time from receipt to closing",
        "agencies": "Chart 4. Cases received by reporting agency",
        "agency": "Agency",
        "focal": "Focal officers",
        "submitted": "Report of this period",
    },
}
_SUBMITTED: Final[Mapping[str, tuple[str, str]]] = {
    "in_time": ("Đúng hạn", "In time"),
    "late": ("Quá hạn", "Late"),
    "missing": ("Chưa gửi", "Not submitted"),
}
NOTICE: Final = "READING VERSION – NOT AUTHORITATIVE. Only the signed Vietnamese report has effect."
WORDS_NOTE: Final = "(Words of the officers are given in the Vietnamese original.)"


def consolidated_report(report: Row, data: Data, desk: Desk) -> Document:
    """The report to the People's Committee."""
    lead, day = report["agency"], _day(report)
    committee = desk.committee(day)
    symbol = desk.symbol("BC", lead, day)
    return Document(
        symbol=symbol,
        issuer=desk.issuer(lead, day),
        place=desk.place(lead, day),
        day=_signed_on(report),
        made_at=desk.made_at,
        title="Báo cáo",
        abstract=_about(report, "vi"),
        addressees=(desk.name(committee, day),) if committee else (),
        blocks=tuple(_body(report, data, "vi")),
        signatures=(desk.signature(lead, day),),
        recipients=desk.kept([], day, first=("Như trên",)),
        annexes=tuple(_annexes(report, data, "vi")),
        annexed_to=f"Kèm theo Báo cáo số ……/{symbol} ngày …… tháng …… năm …… của {desk.name(lead, day)}",
        watermark=desk.watermark(lead, day, []),
    )


def reading_version(report: Row, data: Data, desk: Desk) -> Document:
    """The same numbers for readers of English: no number, no signature, and marked on every page."""
    lead, day = report["agency"], _day(report)
    return Document(
        symbol="",
        issuer=desk.issuer(lead, day),
        place=desk.place(lead, day),
        day=day,
        made_at=desk.made_at,
        title="Report",
        abstract=_about(report, "en"),
        blocks=(Paragraph(text=WORDS_NOTE), *_body(report, data, "en")),
        annexes=tuple(_annexes(report, data, "en")),
        watermark=desk.watermark(lead, day, []),
        notice=NOTICE,
        language="en",
    )


def _day(report: Row) -> date:
    return day_of(report["as_of"])


def _signed_on(report: Row) -> date | None:
    return date.fromisoformat(report["signature"]["signed_on"]) if report["signature"] else None


def _about(report: Row, language: str) -> str:
    span = period_in_words(report["period"], report["start"], report["end"], language)
    if language == "vi":
        return f"Kết quả thực hiện Quy chế phối hợp để theo dõi, xử lý thông tin xấu độc trên không gian mạng {span}"
    return f"Results of applying the coordination regulation on false and harmful online content, {span}"


def _body(report: Row, data: Data, language: str) -> Iterator[Block]:
    texts = {each["part"]: each["text"] for each in report["texts"]}
    yield Paragraph(text=SAID[language]["tables"])
    for id, number, vi, en in PARTS:
        yield Heading(text=f"{number}. {vi if language == 'vi' else en}")
        if text := texts.get(id):
            yield Paragraph(text=text)
        for table in data["tables"]:
            if table["appendix"] == number:
                yield from table_blocks(table, language)
        if id == "RESULTS":
            yield from _charts(data, language)
            yield Paragraph(text=SAID[language]["see"])
        if id == "DIRECTION":
            yield from _missing(report, data, language)


def _charts(data: Data, language: str) -> Iterator[Block]:
    said = SAID[language]
    yield from bars(found(data, Id.RECEIVED), said["received"], language, by_column=True)
    yield from bars(found(data, Id.FINDINGS), said["findings"], language, by_column=True)
    yield from mean_days(found(data, Id.CLOSING_TIME), said["time"], language)
    yield from bars(found(data, Id.RECEIVED), said["agencies"], language)


def _missing(report: Row, data: Data, language: str) -> Iterator[Block]:
    """The agencies that did not report stand by name in the report itself (Đ6.3)."""
    if report["submissions"]:
        names = {each["id"]: each["vi"] for each in data["agencies"]}
        missing = "; ".join(names.get(each, each) for each in report["submissions"]["missing"])
        yield Heading(text=SAID[language]["missing"], level=Level.CLAUSE)
        yield Paragraph(text=f"{missing}." if missing else SAID[language]["none"])


def _annexes(report: Row, data: Data, language: str) -> Iterator[Annex]:
    for n, (vi, en) in enumerate(ANNEXES, start=1):
        if n == AGENCIES:
            blocks: tuple[Block, ...] = (_agencies(report, data, language),)
        else:
            tables = [each for each in data["tables"] if each["appendix"] == f"PL {roman(n)}"]
            legend = Paragraph(text=WORDS[language]["legend"])
            blocks = (legend, *(block for each in tables for block in table_blocks(each, language)))
        wide = any(isinstance(each, Table) and len(each.columns) > 5 for each in blocks)
        yield Annex(title=vi if language == "vi" else en, blocks=blocks, landscape=wide)


def _agencies(report: Row, data: Data, language: str) -> Table:
    said, at = SAID[language], 0 if language == "vi" else 1
    state = {
        agency: words[at]
        for name, words in _SUBMITTED.items()
        for agency in (report["submissions"] or {}).get(name, ())
    }
    active = [each for each in data["agencies"] if each["active"] or each["id"] in state]
    rows = [(each["vi"], str(each["focal"]), state.get(each["id"], "–")) for each in active]
    columns = (
        Column(title=WORDS[language]["number"], share=0.5),
        Column(title=said["agency"], share=3),
        Column(title=said["focal"], number=True),
        Column(title=said["submitted"], share=1.3),
    )
    return Table(columns=columns, rows=numbered(rows))
