"""Numbers of recorded acts. A document about a numbered act has the same number (NĐ 30/2020, Điều 15)."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from domain.document.state import DocumentKind, OfficeNumber
from domain.kernel.calendar import in_utc, local_date

Row = Mapping[str, Any]
NUMBER_MOST: Final = 99_999
_NUMBER: Final = re.compile(r"0*([1-9]\d{0,4})(?:\s*/\s*([\w.&-]+))?")
_APART: Final = re.compile(r"[^0-9A-Za-z]+")
Recorded = tuple[str | None, date | str | datetime] | None
"""Number as an officer entered it, and the day of the act."""


def parsed(text: str | None) -> tuple[int, str] | None:
    """Return number and symbol of `41`, `41/QĐ` or `41/QĐ-STTTT`. Return None for any other form."""
    found = _NUMBER.fullmatch(text.strip()) if text else None
    return (int(found[1]), found[2] or "") if found else None


def with_agency(symbol: str, usual: str) -> str:
    """Return the symbol with the agency, if that is usual and the symbol lacks the agency: `QĐ` becomes `QĐ-STTTT`."""
    return usual if not symbol or usual.startswith(f"{symbol}-") else symbol


def number_of_act(kind: DocumentKind, part: str, row: Row) -> OfficeNumber | None:
    """Return the recorded number of the act that a document is about; None without a well-formed number."""
    recorded = _RECORDED[kind](row, part) if kind in _RECORDED else None
    found = parsed(recorded[0]) if recorded else None
    return OfficeNumber(number=found[0], symbol=found[1], day=_day(recorded[1])) if recorded and found else None


def _day(day: date | str | datetime) -> date:
    if isinstance(day, datetime):
        return local_date(in_utc(day))
    return date.fromisoformat(day) if isinstance(day, str) else day


def _named(rows: str, key: str, number: str, day: str) -> Callable[[Row, str], Recorded]:
    def recorded(row: Row, part: str) -> Recorded:
        found = next((act for act in row[rows] if str(act[key]) == part), None)
        return (found[number], found[day]) if found else None

    return recorded


def _step(rows: str, name: str) -> Callable[[Row, str], Recorded]:
    def recorded(row: Row, part: str) -> Recorded:
        found = next((act[name] for act in row[rows] if act["id"] == part), None)
        return (found["document_number"], found["at"]) if found else None

    return recorded


def _whole(row: Row, part: str) -> Recorded:
    return row["document_number"], row["at"]


_RECORDED: Final[Mapping[DocumentKind, Callable[[Row, str], Recorded]]] = {
    DocumentKind.DECISION: _named("decisions", "public_code", "number", "decided_on"),
    DocumentKind.RULING: _named("rulings", "level", "number", "decided_on"),
    DocumentKind.RESULT_REPORT: _named("results", "cycle", "document_number", "at"),
    DocumentKind.TRANSFER_RECORD: _step("transfers", "handed_over"),
    DocumentKind.REMOVAL_PROPOSAL: _step("takedowns", "answered"),
    DocumentKind.DIRECTIVE: _whole,
    DocumentKind.INSPECTION_CONCLUSION: _whole,
}


def file_name(kind: str, numbered: Row | None, symbol: str | None, at: date, ending: str) -> str:
    """Return an ASCII name such as `quyet-dinh-41-QD-STTTT.pdf`. Without a number, the name has the day of the
    request."""
    rest = f"{numbered['number']} {with_agency(numbered['symbol'], symbol or '')}" if numbered else at.isoformat()
    return f"{_ascii(kind).lower()}-{_ascii(rest)}.{ending}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return _APART.sub("-", "".join(sign for sign in plain if not unicodedata.combining(sign))).strip("-")
