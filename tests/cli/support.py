"""Small helpers for tests of the command line."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domain.kernel.vocabulary import Kind
from scripts.cli.__main__ import main
from scripts.cli.importing.run import Import, Summary
from scripts.cli.importing.table import read
from store.driver.connection import Document
from store.heads.collection import heads_of
from store.store import Store

Environ = dict[str, str]

LEAD = """
[[agency]]
id = "agency-one"
kind = "DEPARTMENT"
since = 2021-07-04
source = "Văn bản thử"
name = [{ name = "Sở Một", short = "Một" }]

[[lead]]
id = "lead-one"
agency = "agency-one"
since = 2021-07-04
source = "Văn bản thử"
"""

HEADER = ("url", "published", "title", "text")
GOOD = ("https://tin.example/bai-1", "2026-06-29 15:25:08", "Một tiêu đề", "Một đoạn văn đủ dài.")


def ended(words: Sequence[str], environ: Environ) -> int:
    """The exit code of the command line."""
    try:
        return main(list(words), environ)
    except SystemExit as end:
        return int(str(end.code))


def row(number: int = 1, **changes: str) -> tuple[str, ...]:
    """A row in order, with changes by column."""
    cells = dict(zip(HEADER, GOOD, strict=True)) | {"url": f"https://tin.example/bai-{number}"} | changes
    return tuple(cells[name] for name in HEADER)


def sheet(*rows: Sequence[str], header: Sequence[str] = HEADER, **dialect: Any) -> str:
    out = io.StringIO()
    csv.writer(out, **dialect).writerows([header, *rows])
    return out.getvalue()


def file(folder: Path, content: str | bytes, name: str = "cu.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


async def taken(store: Store, path: Path, *, dry_run: bool = False, agency: str | None = None) -> Summary:
    table = read(path)
    begun = await Import.begin(store, table, path.name, agency, dry_run=dry_run)
    return await begun.run(table.records)


def codes(summary: Summary) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in summary.faults]


async def cases(store: Store) -> list[Document]:
    found = await heads_of(store.connection, Kind.CASE).find({}).to_list(None)
    return sorted(found, key=lambda case: case["imported"]["row"])
