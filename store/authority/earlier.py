"""Earlier versions, as far back as their hashes link them: an altered body ends them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from store.authority.signed_acts import NOTED_MOST
from store.log.storage import LogStorage
from store.tlog.merkle import leaf_hash

Row = Mapping[str, Any]


class Earlier:
    """Stored versions by their leaf hashes."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}

    async def read(self, storage: LogStorage, revisions: Iterable[Row]) -> None:
        """Read the versions before those whose bodies say that they were signed, and forget all others."""
        self._rows = {}
        ids = {id for revision in revisions for id in _before(revision)}
        if not ids:
            return
        shown = dict.fromkeys(("envelope", "salt", "body"), 1)
        async for row in storage.revisions.find({"_id": {"$in": sorted(ids)}}, shown):
            if isinstance(row.get("envelope"), bytes):
                self._rows[leaf_hash(row["envelope"]).hex()] = row

    def of(self, prev: str | None) -> Iterator[tuple[str, str, str]]:
        """The versions from one on, the newest first: leaf hash, type and command."""
        while prev is not None:
            row = self._rows[prev]
            said, data = json.loads(row["envelope"]), bytes(row["body"])
            if said["body"] != sha256(bytes(row["salt"]) + data).hexdigest():
                raise ValueError("a version before it is not what was sealed")
            body = json.loads(data)
            yield prev, body["type"], body["command"]
            prev = said["prev"]


def _before(revision: Row) -> Iterator[str]:
    """The ids of the versions before a signed one; none of another one, or of bytes that cannot be read."""
    body, envelope = revision.get("body"), revision.get("envelope")
    if not isinstance(body, bytes) or not isinstance(envelope, bytes) or b'"signed":' not in body:
        return
    try:
        said = json.loads(envelope)
        stream, n = str(said["stream"]), int(said["n"])
    except (LookupError, TypeError, ValueError):
        return
    yield from (f"{stream}:{number}" for number in range(max(1, n - 2 * NOTED_MOST), n))
