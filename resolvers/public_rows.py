"""Public rows: lines of the public register, official pages, and spokespersons."""

from datetime import date
from typing import Any

from domain.kernel.vocabulary import Kind
from domain.press_question.questions import Spokesperson
from domain.registry.registry import Registry
from store.read.public_register import Entry
from store.store import Store


def statement_of(entry: Entry, registry: Registry, today: date) -> dict[str, Any]:
    act, line = entry.act, entry.line
    lines, end = entry.files
    return {
        **{"id": entry.id, "number": line.n, "on": line.on, "agency": line.agency},
        "agency_name": entry.agency_name(registry, today),
        **{name: getattr(act, name, None) for name in ("kind", "measure", "outcome", "finding", "field")},
        **{name: getattr(act, name, ()) for name in ("provisions", "cells")},
        "changes": act.of if act else None,
        "changed_by": entry.changed_by,
        "opened_on": entry.opened_on,
        "withheld_until": line.withheld.due.isoformat() if line.withheld and not act else None,
        **{"overdue": entry.overdue(today), "lines": lines, "end": end},
    }


def official_pages(registry: Registry, day: date) -> list[dict[str, str]]:
    found = [(row.name_on(day), row.id, page) for row, page in registry.official_pages(day)]
    return [
        {"agency": name.name if name else id, "title": page.title, "address": page.address} for name, id, page in found
    ]


async def spokespersons(store: Store, registry: Registry, day: date) -> list[dict[str, Any]]:
    """Return the spokespersons of a day by agency name. Those appointed for only one case are left out."""
    speaking = [row.id for row in registry.rows(Spokesperson).values() if row.speaks(None, day)]
    rows = await store.heads[Kind.SPOKESPERSON].any_of(speaking) if speaking else ()
    agencies = {row["_id"]: registry.agencies[row["agency"]].name_on(day) for row in rows}
    found = [
        {
            "agency": name.name if (name := agencies[row["_id"]]) else row["agency"],
            **{part: row[part] for part in ("name", "office", "phone", "email")},
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: (row["agency"], row["name"]))
