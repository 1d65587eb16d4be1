"""Public acts for people and programs: each with its labels, and as a flat row for files."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from api.web.cells import cell_label
from domain.activity.recounts import Recount
from domain.case.state.case import Category, ClosureReason
from domain.case.state.measures import Finding, Measure, OwnMeasureKind
from domain.case.state.pathways import ReopeningGround, TakedownAsk
from domain.complaint.state import RedressOutcome, RejectionGround
from domain.messages import Language, label
from domain.messages.dates import local_day, local_month
from domain.publication.state import RetractionGround
from domain.registry.registry import Registry
from domain.statement.state import PROVINCE, PublicAct, StatementKind
from resolvers.public_rows import statement_of
from store.read.public_register import Entry

MEASURES: Final[Mapping[StatementKind, type[StrEnum]]] = {
    StatementKind.OWN_MEASURE: OwnMeasureKind,
    StatementKind.OWN_MEASURE_ENDED: OwnMeasureKind,
    StatementKind.REQUEST: TakedownAsk,
    StatementKind.WITHDRAWAL: TakedownAsk,
    StatementKind.REFUSAL: TakedownAsk,
}
"""Enum of an act's measure by the act's kind, for kinds whose measure is not that of a decision."""
OUTCOMES: Final[Mapping[StatementKind, type[StrEnum]]] = {
    StatementKind.NO_MEASURE: ClosureReason,
    StatementKind.REFUSAL: RejectionGround,
    StatementKind.RETRACTION: RetractionGround,
    StatementKind.REOPENED: ReopeningGround,
    StatementKind.RECOUNT: Recount,
}
"""Enum of an act's outcome by the act's kind, for kinds whose outcome is not that of a complaint."""
COLUMNS: Final = (
    *("id", "number", "on", "agency", "agency_name", "kind", "measure", "outcome", "finding", "field", "provisions"),
    *("changes", "changed_by", "opened_by", "opened_on", "withheld_until", "overdue", "cells"),
)


def when(entry: Entry, language: Language) -> str:
    write = local_day if entry.line.agency else local_month
    return write(entry.day, language)


def address_of(id: str) -> str:
    """Return the path of an act's page."""
    stream, _, number = id.rpartition(":")
    return f"/register/{stream}/{number}"


def measure_label(act: PublicAct, language: Language) -> str | None:
    kind = MEASURES.get(act.kind, Measure)
    return label(kind(act.measure), language) if act.measure else None


def outcome_label(act: PublicAct, texts: Mapping[str, Any], language: Language) -> str | None:
    """Return the outcome of an act in words. The outcome of a notice is the result of the complaint against its
    decision."""
    if not act.outcome:
        return None
    if act.kind is StatementKind.OWN_MEASURE_ENDED:
        return str(texts["ended"][act.outcome])
    return label(OUTCOMES.get(act.kind, RedressOutcome)(act.outcome), language)


def facts(entry: Entry, texts: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    """Yield the public facts of an act by name, except its kind."""
    act = entry.act
    if act is None:
        return
    said = {
        "measure": measure_label(act, language),
        "outcome": outcome_label(act, texts, language),
        "finding": label(Finding(act.finding), language) if act.finding else None,
        "field": label(Category(act.field), language) if act.field else None,
        "cells": "; ".join(cell_label(cell, language) for cell in act.cells),
    }
    yield from ((texts[name], value) for name, value in said.items() if value)


def shown(entry: Entry, registry: Registry, texts: Mapping[str, Any], language: Language, day: date) -> dict[str, Any]:
    """Return an act as a row of the list. The head of the act's page has the same content."""
    return {
        "id": entry.id,
        "path": address_of(entry.id),
        "number": entry.line.n,
        "year": entry.line.year,
        "on": when(entry, language),
        "agency": entry.agency_name(registry, day),
        "kind": label(entry.act.kind, language) if entry.act else texts["withheld"],
        "open": entry.act is not None,
        "overdue": entry.overdue(day),
        "facts": list(facts(entry, texts, language)),
        "changed": bool(entry.changed_by),
    }


def flat(entry: Entry, registry: Registry, day: date) -> dict[str, Any]:
    """Return an act as a row of a file with the columns COLUMNS. Codes are spelled as in the register. Lists are
    separated by spaces."""
    row = {**statement_of(entry, registry, day), "opened_by": entry.opened_by}
    joined = {name: " ".join(row[name]) for name in ("provisions", "cells", "changed_by")}
    return {name: row[name] for name in COLUMNS} | joined | {"agency": row["agency"] or PROVINCE}


Count = tuple[str | None, str, dict[str, int], int]
"""An agency's id and name, the number of its acts by kind, and their sum. Acts that are not yet disclosed are counted
as `WITHHELD`."""


def counted(entries: Sequence[Entry], registry: Registry, day: date) -> list[Count]:
    """Count acts by agency and kind. The agency with the most comes first, the province as a whole last."""
    found: dict[str | None, dict[str, int]] = {}
    names: dict[str | None, str] = {}
    for entry in entries:
        kinds = found.setdefault(entry.line.agency, {})
        kind = entry.act.kind.value if entry.act else "WITHHELD"
        kinds[kind] = kinds.get(kind, 0) + 1
        names.setdefault(entry.line.agency, entry.agency_name(registry, day) or "")
    rows = [(id, names[id], kinds, sum(kinds.values())) for id, kinds in found.items()]
    return sorted(rows, key=lambda row: (row[0] is None, -row[3], row[1]))
