"""The rows of law in docs/terms.md; the rest of the page is written by hand."""

import re
from typing import Final

from domain.messages import label
from domain.registry.legal_term import LegalTerm, unit_of
from domain.registry.unconfirmed_law import TERMS
from scripts.workbench import ROOT

PAGE: Final = ROOT / "docs/terms.md"
ROWS: Final = re.compile(r"(?<=\|---\|\n)(?:\|.*\n)+")
"""The rows of the first table, which has those of the law."""


def page() -> str:
    """The whole page, with the rows as they are in the code."""
    rows = "".join(map(_row, TERMS))
    return ROWS.sub(lambda _: rows, PAGE.read_text(encoding="utf-8"), count=1)


def _row(row: LegalTerm) -> str:
    unit = label(unit_of(row.term), "en").lower()
    remote = row.remote_amount or row.amount
    cells = (
        f"`{row.term}`",
        label(row.term, "vi"),
        f"{row.amount} {unit}",
        f"{remote} {unit}",
        row.span.since,
        row.span.until or "",
        row.basis,
        row.source,
    )
    return f"| {' | '.join(map(str, cells))} |\n"
