"""Counts of public acts by kind, field, finding, outcome, ground and month: the rows of a table, each with a bar."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from api.pages.register.rows import outcome_label
from domain.case.state.case import Category
from domain.case.state.measures import Finding
from domain.kernel.calendar import months_after
from domain.messages import Language, label
from domain.messages.dates import local_month
from store.read.public_register import Entry

MONTHS: Final = 12
BAR_MOST: Final = 200
"""Length of the longest bar."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Row of a chart. `value` is the value to filter by; it is empty if the row has none."""

    name: str
    value: str
    count: int
    length: int


def charts(
    entries: Sequence[Entry], places: Mapping[str, str], texts: Mapping[str, Any], language: Language
) -> dict[str, list[Bar]]:
    """Count acts by each filter of the list. All withheld acts are counted together. An act may have several
    grounds."""
    acts = [entry.act for entry in entries if entry.act]
    said = {
        "kind": [(act.kind.value, label(act.kind, language)) for act in acts]
        + [("", texts["withheld"])] * (len(entries) - len(acts)),
        "field": [(act.field, label(Category(act.field), language)) for act in acts if act.field],
        "finding": [(act.finding, label(Finding(act.finding), language)) for act in acts if act.finding],
        "outcome": [(act.outcome, outcome_label(act, texts, language) or "") for act in acts if act.outcome],
        "provision": [(id, places.get(id, id)) for act in acts for id in act.provisions],
    }
    return {name: _bars(Counter(values).most_common()) for name, values in said.items() if values}


def outcomes(entries: Iterable[Entry], texts: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """Return the outcomes that occur, with their names."""
    acts = [entry.act for entry in entries if entry.act and entry.act.outcome]
    found = {act.outcome or "": outcome_label(act, texts, language) or "" for act in acts}
    return sorted(found.items(), key=lambda outcome: outcome[1])


def months(entries: Iterable[Entry], today: date, language: Language) -> list[Bar]:
    """Count the acts of each of the last months, the newest last."""
    counts = Counter(entry.line.on[:7] for entry in entries)
    firsts = last_months(today)
    return _bars([((f"{first:%Y-%m}", local_month(first, language)), counts[f"{first:%Y-%m}"]) for first in firsts])


def last_months(today: date) -> list[date]:
    """Return the first days of the last months, the newest last."""
    return [months_after(today.replace(day=1), later) for later in range(1 - MONTHS, 1)]


def _bars(counts: Sequence[tuple[tuple[str, str], int]]) -> list[Bar]:
    most = max((count for _, count in counts), default=0) or 1
    return [
        Bar(name=name, value=value, count=count, length=BAR_MOST * count // most) for (value, name), count in counts
    ]
