"""Plans of the server for the queries of the product. `tests/support/shapes/listed.py` writes the queries to
`shapes.jsonl`.

Each line is a query without its values, with the index that must support the query. On empty collections this check
shows which plans the server has, not which one it chooses among many documents.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from scripts.cli.conforming.trial import CannotAsk, Trial, require
from store.driver.connection import EMBEDDED

FILE: Final = Path(__file__).with_name("shapes.jsonl")
SHOWN: Final = 3
ALL, SORTING = "COLLSCAN", "SORT"


@cache
def shapes() -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines())


async def explained(trial: Trial) -> str:
    """Request the server's plan of every listed query. Fail for a collection scan, or for a sort that an index could
    avoid."""
    hello = await trial.admin.admin.command("hello")
    if hello.get("setName") == EMBEDDED:
        raise CannotAsk("the embedded engine's planner is its own: it looks at no named index as a MongoDB does")
    wrong = list[str]()
    for shape in shapes():
        wrong += [f"{shape['in'][1]} {json.dumps(shape['filter'])}: {what}" for what in await _faults(trial, shape)]
    require(not wrong, f"{len(wrong)} of {len(shapes())} shapes: {'; '.join(wrong[:SHOWN])}")
    return f"{len(shapes())} shapes"


async def _faults(trial: Trial, shape: Mapping[str, Any]) -> list[str]:
    chosen, named = await _stages(trial, shape), await _stages(trial, shape, hint=shape["by"])
    faults = ["reads the whole collection"] if ALL in chosen else []
    if SORTING in named and not shape.get("sorted"):
        faults.append(f"sorts, though {shape['by']} has the order")
    return faults


async def _stages(trial: Trial, shape: Mapping[str, Any], **more: str) -> frozenset[str]:
    """Return the stages of the winning plan."""
    part, collection = shape["in"]
    find: dict[str, Any] = {"find": collection, "filter": shape["filter"], **more}
    if "sort" in shape:
        find["sort"] = dict(shape["sort"])
    if "limited" in shape:
        find["limit"] = 1
    database = trial.admin.get_database(getattr(trial.names, part))
    found = await database.command({"explain": find, "verbosity": "queryPlanner"})
    return frozenset(stages(found["queryPlanner"]["winningPlan"]))


def stages(plan: Any) -> Iterator[str]:
    """Yield the names of all stages in a plan, from any query engine of the server."""
    if isinstance(plan, Mapping):
        if isinstance(plan.get("stage"), str):
            yield plan["stage"]
        for inner in plan.values():
            yield from stages(inner)
    elif isinstance(plan, list):
        for inner in plan:
            yield from stages(inner)
