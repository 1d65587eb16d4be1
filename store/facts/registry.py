"""The registry, read whole and kept while nothing changes.

Each registry write raises one counter in its own transaction. A reader compares that counter, in its own
snapshot, with the one its copy was read at: it never rules on rows its snapshot does not hold. The rows come from the
record (`store/facts/registry_rows.py`). The counter's row names the
master key once that was changed: whoever still has the old one is refused at the next request or command.
"""

from collections.abc import Mapping
from typing import Any

from pymongo import UpdateOne

from domain.book import STATES
from domain.kernel.kind import REGISTRY, Kind
from domain.registry.registry import Registry
from store.facts.registry_rows import RegistryRows
from store.mongo.connection import Connection, Document
from store.mongo.meter import unmetered
from store.mongo.transaction import Session
from store.record.keys import KeyRefused

EPOCH = "registry"
OWN = frozenset(
    {
        *(Kind.AGENCY, Kind.OFFICER, Kind.LEAD, Kind.AREA, Kind.HOLIDAYS, Kind.PROVISION),
        *(Kind.GRANT, Kind.CLIENT, Kind.USER),
    }
)
"""Kinds whose rows the registry asks questions of itself."""


class RegistryCache:
    """One process's copy of the registry."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._rows = connection, RegistryRows(connection)
        self._epoch = -1
        self._registry: Registry | None = None

    async def current(self, session: Session | None = None) -> Registry:
        """The registry as the session's snapshot (or the majority) has it. Raises KeyRefused."""
        found = await self._connection.counters.find_one({"_id": EPOCH}, session=session)
        epoch = found["n"] if found else 0
        if found and found.get("master", self._connection.master.name) != self._connection.master.name:
            raise KeyRefused("the master key of these databases was changed, and this process has another one")
        if self._registry is None or epoch != self._epoch:
            with unmetered():
                self._registry, self._epoch = await self._read(session), epoch
        return self._registry

    async def _read(self, session: Session | None) -> Registry:
        rows = await self._rows.read(session)
        named = [*rows[Kind.OFFICER].values(), *rows[Kind.USER].values()]
        return registry_of(rows, await self._rows.names(named, session))


def registry_of(rows: Mapping[Kind, Mapping[str, Any]], names: Mapping[str, str]) -> Registry:
    """The registry of some rows, with the subjects of officers and users by their ids, as far as they can be opened."""
    officers = {id: row for id, row in rows[Kind.OFFICER].items() if row.appointed}
    people: dict[str, tuple[str, ...]] = {}
    for id in rows[Kind.OFFICER]:
        if name := names.get(id):
            people[name] = (*people.get(name, ()), id)
    return Registry(
        agencies=rows[Kind.AGENCY],
        officers=officers,
        leads=rows[Kind.LEAD],
        areas=rows[Kind.AREA],
        holidays=rows[Kind.HOLIDAYS],
        provisions=rows[Kind.PROVISION],
        subjects={name: tuple(id for id in ids if id in officers) for name, ids in people.items()},
        grants=rows[Kind.GRANT],
        clients=rows[Kind.CLIENT],
        users=rows[Kind.USER],
        accounts={names[id]: id for id in rows[Kind.USER] if id in names},
        people=people,
        nominated={id: row for id, row in rows[Kind.OFFICER].items() if not row.appointed},
        others={STATES[kind]: rows[kind] for kind in REGISTRY - OWN},
    )


def raised(namespace: str) -> UpdateOne:
    """The write that tells every copy that it is old."""
    change: Document = {"$inc": {"n": 1}}
    return UpdateOne({"_id": EPOCH}, change, upsert=True, namespace=namespace)
