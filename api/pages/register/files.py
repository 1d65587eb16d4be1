"""Public acts of a year as files, and the newest acts as an Atom feed (RFC 4287)."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any, Final
from xml.etree import ElementTree as ET

from api.pages.register.rows import COLUMNS
from domain.kernel.calendar import VIETNAM, iso_millis
from store.read.public_register import Entry

ATOM: Final = "http://www.w3.org/2005/Atom"
ATOM_TYPE: Final = "application/atom+xml"
MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "sha256": "text/plain; charset=utf-8",
}
"""Media types of a year's files, by extension."""
MARK: Final = "\ufeff"
"""Byte order mark. Without this mark a spreadsheet decodes Vietnamese wrongly."""
FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")  # full width on purpose
"""Characters that begin a formula in a spreadsheet."""


def as_csv(rows: Sequence[dict[str, Any]]) -> bytes:
    """Return the rows as CSV (RFC 4180)."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({name: _cell(row[name]) for name in COLUMNS} for row in rows)
    return f"{MARK}{text.getvalue()}".encode()


def as_lines(rows: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def sums(files: dict[str, bytes]) -> bytes:
    """Return the SHA-256 sums of the files, in the format of `sha256sum --check`."""
    return "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in files.items()).encode()


def atom(entries: Sequence[Entry], rows: Sequence[dict[str, Any]], title: str, base: str) -> bytes:
    """Return the feed of the newest acts. The time of an entry is the end of its day, or the end of the first day of
    its month."""
    feed = ET.Element(_q("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": "vi"})
    here = f"{base}/register/feed.atom"
    _add(feed, "id", here)
    _add(feed, "title", title)
    _add(feed, "updated", max(map(_stamp, entries), default="1970-01-01T00:00:00.000Z"))
    ET.SubElement(feed, _q("link"), {"rel": "self", "type": ATOM_TYPE, "href": here})
    ET.SubElement(feed, _q("link"), {"rel": "alternate", "type": "text/html", "href": f"{base}/register/"})
    for entry, row in zip(entries, rows, strict=True):
        made, url = ET.SubElement(feed, _q("entry")), f"{base}{row['path']}"
        _add(made, "id", url)
        _add(made, "title", f"{row['kind']} · {row['agency'] or row['of_province']} · {row['number']}")
        _add(made, "updated", _stamp(entry))
        ET.SubElement(made, _q("link"), {"rel": "alternate", "type": "text/html", "href": url})
        _add(ET.SubElement(made, _q("author")), "name", row["agency"] or row["of_province"])
        _add(made, "content", "\n".join(f"{name}: {value}" for name, value in row["facts"]) or row["kind"], type="text")
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _stamp(entry: Entry) -> str:
    return iso_millis(datetime.combine(entry.day, time.max, VIETNAM).astimezone(UTC))


def _q(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, _q(name), attributes).text = text
