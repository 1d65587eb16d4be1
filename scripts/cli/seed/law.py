"""The rows of law that every province begins with, entered as drafts: a second person compares each with its source."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from domain.administration.drafts import DraftLevel, DraftTerm
from domain.administration.provisions import ListProvision
from domain.registry.law import LegalRow
from domain.registry.provision import NOT_AT_HAND
from domain.registry.unconfirmed_law import LEVELS, TERMS
from scripts.cli.seed.registry_row import Row, row_of

CATALOGUE: Final = Path(__file__).with_name("provisions.toml")
TO_DO: Final = "Không phải lời văn của luật: phải nhập nguyên văn từ Công báo trước khi kích hoạt. Nói về"
CERTAINTY: Final = {
    "DATES": "số hiệu và ngày có trong nhiều nguồn, điều khoản chưa đối chiếu",
    "ONE_SOURCE": "chỉ có một nguồn",
    "MEMORY": "ghi theo trí nhớ",
}
"""Certainty of a row of the catalogue, as its source says."""


def law() -> Iterator[Row]:
    """Yield the terms and levels that apply until somebody confirms them, and the catalogue, as rows to be
    confirmed."""
    for term in TERMS:
        lengths = {"term": term.term, "amount": term.amount}
        if term.remote_amount is not None:
            lengths["remote_amount"] = term.remote_amount
        yield row_of(term.id, DraftTerm, _origin(term) | lengths)
    for level in LEVELS:
        yield row_of(level.id, DraftLevel, _origin(level) | {"decided_by": level.decided_by, "second": level.second})
    for listed in tomllib.loads(CATALOGUE.read_text("utf-8"))["provision"]:
        yield row_of(listed["id"], ListProvision, _listed(listed))


def _origin(row: LegalRow) -> dict[str, object]:
    until = {} if row.span.until is None else {"until": row.span.until}
    return {"basis": row.basis, "source": row.source, "since": row.span.since, **until}


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the catalogue; its wording says that it is not the text, and its source how sure it is."""
    given = {name: value for name, value in row.items() if name not in ("id", "about", "certainty")}
    source = f"Danh mục ban đầu, chưa ai đối chiếu với Công báo; {CERTAINTY[row['certainty']]}"
    return {**given, "wording": f"{NOT_AT_HAND} {TO_DO}: {row['about']}.", "source": source}
