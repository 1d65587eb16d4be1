"""Registry and deny list, read whole from the record and cached while nothing changes.

Each registry write raises one counter in its own transaction; each revocation raises another counter in the same row. A
reader compares both counters, in its own snapshot, with those of its cached copies. So it never decides on rows outside
its snapshot, and a request reads one row to check both copies. A revocation is effective from the next request on, in
every process. With `good_for`, processes other than the writer's may be late by that many seconds.

The rows of the registry come from the record. After a change of the master key, the counters' row identifies the new
one: a process with the old key is refused at its next request or command. The row also contains the shape of all heads
(`store/heads/shape.py`).

Heads are not used, because the API's database user may change them: an attacker could make a handler a signatory for
one act. Revisions can only be added, and the sealer does not seal a revision whose writer is not an admitted author.
"""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from pymongo.errors import PyMongoError

from domain.book import STATES
from domain.kernel.vocabulary import REGISTRY, Kind
from domain.registry.registry import Registry
from store.driver.connection import Connection, Document
from store.driver.finding import Find, rows
from store.driver.shared_read import SharedRead
from store.driver.transaction import Session
from store.heads.shape import SHAPES, ProcessOutdated, ahead, behind
from store.keys.master import KeyRefused
from store.oauth.denied import Denied
from store.record.canonical import from_bytes
from store.record.epochs import EPOCH, REGISTRY_ROWS, REVOKED
from store.record.sealing import VaultTampered, open_sealed

log = logging.getLogger("casebook.registry")

KINDS = sorted(kind.value for kind in REGISTRY)
DAMAGED = (VaultTampered, InvalidTag, InvalidUnwrap, LookupError, TypeError, ValueError)
"""Errors that are raised when an altered text or key is opened."""
_PLACE = {"stream": 1, "n": 1, "kind": 1, "leaf": 1}


class RegistryRows:
    """Reader of registry rows. It caches data that cannot change: the state for a leaf, the text for a commitment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._states: dict[bytes, Any] = {}
        self._names: dict[str, str] = {}

    async def read(self, session: Session | None) -> Mapping[Kind, Mapping[str, Any]]:
        newest: dict[str, Document] = {}
        found = self._connection.revisions.find({"kind": {"$in": KINDS}}, _PLACE, session=session)
        async for revision in found:
            stream = revision["stream"]
            if stream not in newest or newest[stream]["n"] < revision["n"]:
                newest[stream] = revision
        self._states = await self._loaded(newest.values(), session)
        rows: dict[Kind, dict[str, Any]] = {kind: {} for kind in REGISTRY}
        for stream in sorted(newest):
            rows[Kind(newest[stream]["kind"])][stream] = self._states[newest[stream]["leaf"]]
        return rows

    async def _loaded(self, revisions: Iterable[Document], session: Session | None) -> dict[bytes, Any]:
        """Return the states after the revisions. Only unknown ones are fetched."""
        wanted = {revision["leaf"]: revision["_id"] for revision in revisions}
        states = {leaf: self._states[leaf] for leaf in wanted if leaf in self._states}
        missing = [id for leaf, id in wanted.items() if leaf not in states]
        shown = {"kind": 1, "leaf": 1, "state": 1}
        async for row in self._connection.revisions.find({"_id": {"$in": missing}}, shown, session=session):
            states[row["leaf"]] = from_bytes(STATES[Kind(row["kind"])], bytes(row["state"]))
        return states

    async def names(self, rows: Iterable[Any], session: Session | None) -> dict[str, str]:
        """Return the `subject` of each row by the row's id. Rows whose subject cannot be opened are left out."""
        sealed = {row.subject.commitment: row.id for row in rows if row.subject}
        missing = [commitment for commitment in sealed if commitment not in self._names]
        if missing:
            self._names |= await self._opened(missing, sealed, session)
        return {id: self._names[commitment] for commitment, id in sealed.items() if commitment in self._names}

    async def _opened(
        self, wanted: list[str], streams: Mapping[str, str], session: Session | None
    ) -> Mapping[str, str]:
        connection = self._connection
        values = await connection.sealed.find({"_id": {"$in": wanted}}, session=session).to_list(None)
        groups = sorted({str(value.get("group")) for value in values})
        keys = {key["_id"]: key async for key in connection.wrapped.find({"_id": {"$in": groups}}, session=session)}
        found = {}
        for value in values:
            stream, key = streams[value["_id"]], keys.get(value.get("group"))
            if key is None or (value.get("stream"), key.get("stream")) != (stream, stream):
                continue
            try:
                found[value["_id"]] = open_sealed(value, connection.master.unwrap(bytes(key["key"])))
            except DAMAGED as error:  # nobody is that person until it is repaired; the others are not affected
                log.error("the subject of %s does not open: %s", stream, type(error).__name__)
        return found


OWN = frozenset(
    {
        *(Kind.AGENCY, Kind.OFFICER, Kind.LEAD, Kind.AREA, Kind.HOLIDAYS, Kind.PROVISION),
        *(Kind.GRANT, Kind.CLIENT, Kind.USER),
    }
)
"""Kinds of rows that the registry's own methods read."""


@dataclass(frozen=True)
class Current:
    registry: Registry
    denied: Denied


class RegistryCache:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._rows = connection, RegistryRows(connection)
        self._epoch, self._revoked = -1, -1
        self._registry: Registry | None = None
        self._denied = Denied({})
        self._noted: Mapping[str, int] = {}
        self._ahead = self._shaped = False
        self._looks = SharedRead(self._find)

    def good_for(self, seconds: float) -> None:
        """Let requests use a cached registry whose read began at most this many seconds ago.

        Commands never use the cache: they read in a snapshot.
        """
        self._looks.good_for = seconds

    def look_again(self) -> None:
        """Discard all cached reads. Call this after this process changed the registry or the deny list."""
        self._looks.forget()

    @property
    def kept(self) -> Registry | None:
        """Return the registry as last read, for uses that tolerate an outdated registry; None before the first read."""
        return self._registry

    @property
    def shaped(self) -> bool:
        """Return True if at the last read all heads had the shape of this code, or a newer one."""
        return self._shaped

    def may_write(self) -> None:
        """Raise ProcessOutdated if at the last read heads had a newer shape, which this code does not fully support."""
        if self._ahead:
            raise ProcessOutdated

    async def current(self, session: Session | None = None) -> Registry:
        """Return the registry in the session's snapshot; without a session, as most servers have acknowledged it. Raise
        KeyRefused, ProcessOutdated."""
        return await self._registry_at(await self._row(session), session)

    async def with_counters(self, ids: Collection[str], session: Session) -> tuple[Registry, Mapping[str, int]]:
        """Return the registry, and other counters that are read with it; a missing counter is 0. Raise KeyRefused."""
        if not ids:
            return await self.current(session), {}
        wanted = Find({"_id": {"$in": [EPOCH, *ids]}}, limit=1 + len(ids))
        found = {row["_id"]: row for row in await rows(self._connection.counters, wanted, session)}
        registry = await self._registry_at(self._checked(found.get(EPOCH)), session)
        return registry, {id: found[id]["n"] if id in found else 0 for id in ids}

    async def with_denied(self) -> Current:
        """Return the registry and the deny list, in one read if neither changed. Raise KeyRefused."""
        row = await self._row(None)
        if (revoked := row.get(REVOKED, 0)) != self._revoked:
            self._denied, self._revoked = await Denied.read(self._connection), revoked
        denied = self._denied  # while the registry is read, an earlier request may put back an older list
        return Current(await self._registry_at(row, None), denied)

    async def _row(self, session: Session | None) -> Document:
        if session is None:
            return self._checked(await self._looks.read())
        return self._checked(await self._find(session))

    async def _find(self, session: Session | None = None) -> Document | None:
        found = await rows(self._connection.counters, Find({"_id": EPOCH}, limit=1), session)
        return found[0] if found else None

    def _checked(self, found: Document | None) -> Document:
        row = found or {}
        if row.get("master", self._connection.master.name) != self._connection.master.name:
            raise KeyRefused("the master key of these databases was changed, and this process has another one")
        if (noted := row.get(SHAPES, {})) != self._noted:
            self._noted, self._ahead, self._shaped = noted, ahead(noted), not behind(noted)
        return row

    async def _registry_at(self, row: Document, session: Session | None) -> Registry:
        epoch = row.get(REGISTRY_ROWS, 0)
        if self._registry is None or epoch != self._epoch:
            if session is not None:
                self.look_again()  # the cached read is older than this
            self._registry, self._epoch = await self._read(session), epoch
        return self._registry

    async def _read(self, session: Session | None) -> Registry:
        try:
            rows = await self._rows.read(session)
        except PyMongoError:
            raise
        except Exception as error:  # a newer version may have written what this code cannot read
            self.may_write()
            raise error
        named = [*rows[Kind.OFFICER].values(), *rows[Kind.USER].values()]
        return registry_of(rows, await self._rows.names(named, session))


def registry_of(rows: Mapping[Kind, Mapping[str, Any]], names: Mapping[str, str]) -> Registry:
    """Return the registry of these rows.

    `names` has the subjects of officers and users by id, if they can be opened.
    """
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
