"""A document as plain data for the renderers, and as PDF by Typst. The same data gives the same bytes.

Both renderers use these data. No markup is assembled: Typst and Word get strings as strings. For Typst the data are
passed as JSON through `sys.inputs` and read as strings, so a text can never become Typst code.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from domain.document.dating import addressed, annex_reference, day_in_english, number_and_symbol, place_and_date, roman
from domain.paper.model import (
    ANNEXES_MOST,
    BLOCKS_MOST,
    CHARACTERS_MOST,
    Annex,
    Block,
    Chart,
    Document,
    Heading,
    Level,
    Paragraph,
    Series,
    Table,
)
from workers.documents.fonts import checked, lines, number, paragraphs, printable, width
from workers.documents.format import (
    LETTERHEAD_GAP,
    LETTERHEAD_LEFT,
    PAGE,
    POINTS_A_MM,
    RULE_SHARE,
    STYLES,
    WATERMARK,
    WATERMARK_LONG,
    as_data,
)

NATION: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
NATION_EN, MOTTO_EN = "SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness"
"""Name of the state and motto in a reading version in English."""
ADDRESSED: Final = {"vi": "Kính gửi:", "en": "To:"}
LOG_MARK: Final = {"vi": "Nhật ký: {mark}", "en": "Log: {mark}"}
WHOLE: Final = PAGE.text_width * POINTS_A_MM
LEFT: Final = WHOLE * LETTERHEAD_LEFT
NAMES_MOST: Final = LEFT - LETTERHEAD_GAP * POINTS_A_MM
"""Width at which lines of boxes 2, 3 and 5b are broken, so that they do not touch box 1."""
DEPTHS: Final = {Level.SECTION: 2, Level.RESOLVES: 2, Level.CLAUSE: 3}
"""Depths of headings below the title of a document or an annex, which has depth 1."""
RULED_MOST: Final = WHOLE * 0.8
"""Width at which centred lines are broken, so that they do not fill the page."""

Data = dict[str, Any]


class DocumentTooLarge(Exception):
    """The document has too many blocks, annexes or characters."""


def laid(document: Document) -> Data:
    if len(document.annexes) > ANNEXES_MOST:
        raise DocumentTooLarge("annexes")
    made: Data = {
        "language": document.language,
        "watermark": printable(document.watermark),
        "watermark_size": _watermark_size(printable(document.watermark)),
        "notice": printable(document.notice),
        "letterhead": _letterhead(document),
        "title": printable(document.title).upper(),
        "abstract": [] if document.letter else _lines("abstract", document.abstract, RULED_MOST),
        "authority": _lines("authority", document.authority, WHOLE),
        "addressees": list(addressed(_all(document.addressees), ADDRESSED[document.language])),
        "bases": _ended(_all(document.bases)),
        "blocks": _outlined(_blocks(document.blocks, document.language), under=0 if document.letter else 1),
        "signatures": [[printable(line).upper() for line in signature.lines] for signature in document.signatures],
        "recipients": list(_all(document.recipients)),
        "annexes": [_annex(document, n, annex) for n, annex in enumerate(document.annexes, start=1)],
    }
    if any(signature.seal for signature in document.signatures):  # data without a seal is unchanged
        room = WHOLE - LEFT if len(document.signatures) == 1 else WHOLE / len(document.signatures)
        made["seals"] = [_lines("seal", signature.seal, room) for signature in document.signatures]
    if document.log_mark:  # data of a register without a log is unchanged
        made["log_mark"] = LOG_MARK[document.language].format(mark=document.log_mark)
    if document.scope:
        made["scope"] = printable(document.scope)
    longest = max((width(addressee, STYLES["addressee"]) for addressee in made["addressees"]), default=0.0)
    made["addressee_indent"] = max(0.0, (WHOLE - longest) / 2)
    made["abstract_rule"] = _rule("abstract", made["abstract"][-1:])
    check_size(made)
    return made


def _watermark_size(text: str) -> float:
    """Return the size of WATERMARK, or the largest size that fits from corner to corner."""
    across = width(text, WATERMARK) / WATERMARK.size
    return round(min(WATERMARK.size, WATERMARK_LONG / across), 1) if across else WATERMARK.size


def _letterhead(document: Document) -> Data:
    issuer = _lines("issuer", document.issuer.name, NAMES_MOST)
    own, place = document.language == "vi", printable(document.place)
    dated = place_and_date(place, document.day) if own else _place_and_date(place, document.day)
    motto = MOTTO if own else MOTTO_EN
    subject = _lines("subject", f"V/v {document.abstract}", NAMES_MOST) if document.letter else []
    return {
        "parent": _lines("parent", document.issuer.parent, NAMES_MOST),
        "issuer": issuer,
        "issuer_rule": _rule("issuer", issuer),
        "number": number_and_symbol(document.number, printable(document.symbol)) if document.symbol else "",
        "date": dated,
        "subject": subject,
        "nation": NATION if own else NATION_EN,
        "motto": motto,
        "motto_rule": width(motto, STYLES["motto"]),
    }


def _place_and_date(place: str, day: date | None) -> str:
    return f"{place}, {day_in_english(day)}" if day else place


def _lines(style: str, text: str, most: float) -> list[str]:
    text = printable(text).replace("\n", " ")
    return lines(text.upper() if STYLES[style].capitals else text, STYLES[style], most)


def _rule(style: str, over: list[str]) -> float:
    return RULE_SHARE * max((width(text, STYLES[style]) for text in over), default=0.0)


def _all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(found for text in texts if (found := printable(text).replace("\n", " ")))


def _ended(texts: tuple[str, ...]) -> list[str]:
    """End each text with `;` and the last text with a full stop (box 6)."""
    bare = [text.rstrip(" ;.") for text in texts]
    return [f"{text}{';' if at < len(bare) - 1 else '.'}" for at, text in enumerate(bare)]


def _annex(document: Document, number: int, annex: Annex) -> Data:
    label = f"Phụ lục {roman(number)}" if document.language == "vi" else f"Annex {roman(number)}"
    title = _lines("annex_title", annex.title, RULED_MOST)
    return {
        "label": label if len(document.annexes) > 1 else label.rpartition(" ")[0],
        "title": title,
        "reference": _lines("annex_reference", _reference(document), WHOLE),
        "blocks": _outlined(_blocks(annex.blocks, document.language), under=1),
    }


def _reference(document: Document) -> str:
    if document.annexed_to is None:
        return ""
    kind, whose = document.annexed_to.kind, document.annexed_to.whose
    return annex_reference(kind, document.number, document.symbol, document.day, whose)


def _blocks(blocks: tuple[Block, ...], language: str) -> Iterator[Data]:
    if len(blocks) > BLOCKS_MOST:
        raise DocumentTooLarge("blocks")
    for block in blocks:
        match block:
            case Heading(text=text, level=level):
                said = printable(text).replace("\n", " ")
                yield {
                    "kind": "heading",
                    "level": level.value,
                    "text": said.upper() if STYLES[level].capitals else said,
                }
            case Paragraph(text=text, lead=lead):
                for at, line in enumerate(paragraphs(text) or ([""] if lead else [])):
                    yield {"kind": "paragraph", "lead": "" if at else printable(lead), "text": line}
            case Table():
                yield _table(block)
            case Chart():
                yield _chart(block, language)


def _outlined(blocks: Iterable[Data], under: int) -> list[Data]:
    """Return the blocks with the depth of each heading, for screen readers and outlines.

    Depths increase one by one; none is skipped.
    """
    made, depth = list(blocks), under
    for block in made:
        if block["kind"] == "heading":
            depth = block["depth"] = min(DEPTHS[block["level"]], depth + 1)
    return made


def _table(table: Table) -> Data:
    columns = [
        {"title": printable(column.title), "share": column.share, "number": column.number} for column in table.columns
    ]
    if any(len(row) != len(columns) for row in table.rows):
        raise ValueError("a row has another number of cells than there are columns")
    rows = [[printable(cell) for cell in row] for row in table.rows]
    return {"kind": "table", "columns": columns, "rows": rows, "grouped": table.grouped}


def _chart(chart: Chart, language: str) -> Data:
    series = [_series(one, chart.unit, language) for one in chart.series]
    if any(len(one["values"]) != len(chart.labels) for one in series):
        raise ValueError("a series has another number of values than there are labels")
    longest = max((value for one in series for value in one["values"] if value is not None), default=0)
    return {
        "kind": "chart",
        "caption": printable(chart.caption),
        "labels": [printable(label) for label in chart.labels],
        "series": series,
        "most": chart.most or longest or 1,
    }


def _series(series: Series, unit: str, language: str) -> Data:
    said = [number(value, language) + (unit if value is not None else "") for value in series.values]
    return {
        "name": printable(series.name),
        "pattern": series.pattern.value,
        "values": list(series.values),
        "said": said,
    }


def check_size(made: Data) -> None:
    """Raise DocumentTooLarge for data with too many characters."""
    if sum(map(len, _texts(made))) > CHARACTERS_MOST:
        raise DocumentTooLarge("characters")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


TEMPLATES: Final = Path(__file__).parent / "templates"
NO_PACKAGES: Final = TEMPLATES / "none"
"""Folder that does not exist. No template imports a package, and without this folder none can be fetched."""
CHART_PPI: Final = 200
STANDARDS: Final = ["a-2a", "ua-1"]
"""Standards of every PDF: for archiving (PDF/A-2a, ISO 19005-2) and accessibility (PDF/UA-1, ISO 14289-1)."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[checked()])


def pdf(document: Document) -> bytes:
    made = laid(document)
    return _archived("document.typ", made, document.made_at)


def archived(data: dict[str, Any], at: datetime) -> bytes:
    """Return the laid-out file of a case as PDF/A. Raise TypstError for an invalid template."""
    return _archived("case_file.typ", data, at)


def _archived(template: str, data: dict[str, Any], at: datetime) -> bytes:
    return _compiled(template, data, format="pdf", timestamp=int(at.timestamp()), pdf_standards=STANDARDS)


def chart_picture(chart: dict[str, Any]) -> bytes:
    return _compiled("chart.typ", chart, format="png", ppi=CHART_PPI)


def _compiled(template: str, data: dict[str, Any], **how: Any) -> bytes:
    given = json.dumps({"format": as_data(), "data": data}, ensure_ascii=False)
    made: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
        sys_inputs={"given": given},
        **how,
    )
    return made
