"""Entering rows into the registry, again and again: a row that is there already is not touched."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.kernel.actor import OPERATOR
from domain.kernel.kind import kind_of
from domain.kernel.refusals import Refused
from scripts.seed.errors import RegistryRefused, RowRefused
from scripts.seed.ids import SEED, derived_id, entered
from scripts.seed.patience import patiently
from scripts.seed.rows import Row
from store.store import Store


async def enter(store: Store, rows: Sequence[Row]) -> int:
    """Enter the rows that are new, in their order; how many these were.

    Raises RegistryRefused, with nothing written, when a row would begin a stream that is there with other content
    (a registered row is never changed) or names an unknown area; RowRefused, with the rows before it written,
    when a rule refuses one. A crash leaves the same: run it again for the rest.
    """
    master = store.connection.master
    ids = {derived_id(SEED, row.key, master): row for row in rows}
    before = await entered(store.connection, ids)
    new = {id: row for id, row in ids.items() if id not in before}
    versions = await _versions(store, {row.stream for row in new.values()})
    faults = [
        f"{row.stream}: stands with other content" for row in new.values() if row.creates and row.stream in versions
    ]
    faults += await unknown_areas(store, rows)
    if faults:
        raise RegistryRefused(*faults)
    for id, row in new.items():
        versions[row.stream] = await _entered(store, id, row, versions.get(row.stream))
    return len(new)


async def _entered(store: Store, id: UUID, row: Row, version: int | None) -> int:
    given: dict[str, Any] = {"command_id": id, "target": row.stream, "expected": None if row.creates else version}
    try:
        outcome = await patiently(lambda: store.execute(OPERATOR, row.command, **given))
    except Refused as refused:
        codes = ", ".join(problem.code for problem in refused.problems)
        raise RowRefused(f"{row.stream}: {type(row.command).__name__} is refused: {codes}") from refused
    return outcome.version


async def _versions(store: Store, streams: set[str]) -> dict[str, int]:
    """The version of each stream; those that are not there yet are left out."""
    found: dict[str, int] = {}
    for kind in {kind_of(stream) for stream in streams} - {None}:
        assert kind is not None
        heads = store.connection.heads(kind).find({"_id": {"$in": sorted(streams)}}, {"n": 1})
        found |= {head["_id"]: head["n"] async for head in heads}
    return found


async def unknown_areas(store: Store, rows: Sequence[Row]) -> list[str]:
    """A fault for each area that rows name and that neither the registry nor the rows themselves hold.

    The registry takes any text here, and a competence for a misspelt area would stay without effect, unseen.
    """
    known = (await store.registry.current()).areas.keys() | {row.stream for row in rows}
    return [
        f"{row.stream}: area {area} is not in the registry"
        for row in rows
        for area in (getattr(row.command, "area", None), *getattr(row.command, "areas", ()))
        if area is not None and area not in known
    ]
