"""The registry's rows as the record has them: the newest revision of each stream, and the names that its seals hold.

Heads play no part: the API's user of the database may change them, and a handler was made signatory for one act in that
way. A revision can only be added, and who adds one without being an admitted author has it held by the sealer.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from domain.book import STATES
from domain.kernel.kind import REGISTRY, Kind
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.record.canonical import from_bytes
from store.record.sealing import VaultTampered, open_sealed

log = logging.getLogger("casebook.registry")

KINDS = sorted(kind.value for kind in REGISTRY)
DAMAGED = (VaultTampered, InvalidTag, InvalidUnwrap, LookupError, TypeError, ValueError)
"""Errors from opening an altered text or key."""
_PLACE = {"stream": 1, "n": 1, "kind": 1, "leaf": 1}


class RegistryRows:
    """Reads the rows, and keeps what cannot change: the state of a leaf, the text of a commitment."""

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
        """The states after the revisions; only those that are not known are fetched."""
        wanted = {revision["leaf"]: revision["_id"] for revision in revisions}
        states = {leaf: self._states[leaf] for leaf in wanted if leaf in self._states}
        missing = [id for leaf, id in wanted.items() if leaf not in states]
        shown = {"kind": 1, "leaf": 1, "state": 1}
        async for row in self._connection.revisions.find({"_id": {"$in": missing}}, shown, session=session):
            states[row["leaf"]] = from_bytes(STATES[Kind(row["kind"])], bytes(row["state"]))
        return states

    async def names(self, rows: Iterable[Any], session: Session | None) -> dict[str, str]:
        """The `subject` of each row that has one that can be opened, by the row's id."""
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
            except DAMAGED as error:  # nobody is that person until it is mended; the others go on
                log.error("the subject of %s does not open: %s", stream, type(error).__name__)
        return found
