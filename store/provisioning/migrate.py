"""Migration of heads to the shape of this code, while other processes read and write.

  - plan      the number of heads of each kind with an older shape, found in the head alone
  - make      each such head again from its newest version and the vault, in a separate transaction
  - note      that all heads have the shape: from now on older processes write nothing; newer processes are ready
  - repeat    one more pass, for heads that older processes wrote meanwhile

The record is read and never written. Each migrated head contains its new shape, so a run after a crash continues where
the previous run stopped.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from pymongo import ASCENDING

from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection
from store.driver.transaction import Session, transaction
from store.heads.collection import heads_of
from store.heads.head_texts import commitments, head_of
from store.heads.shape import SHAPE, note_shapes, shape_of
from store.record.canonical import plain
from store.record.revision import state_of
from store.record.sealing import VaultTampered, opened_texts
from store.write.writes import Writes

PAGE: Final = 1_000
UNREADABLE = (VaultTampered, InvalidTag, InvalidUnwrap)


@dataclass(frozen=True, kw_only=True)
class Counted:
    older: int
    all: int


@dataclass(frozen=True, kw_only=True)
class Migrated:
    """Result of a migration: the number of heads rebuilt, and the streams whose texts cannot be decrypted."""

    made: int
    unreadable: tuple[str, ...]


async def plan(connection: Connection) -> Mapping[Kind, Counted]:
    found = {}
    for kind in Kind:
        older = every = 0
        async for _, is_older in _heads(connection, kind):
            every, older = every + 1, older + is_older
        if every:
            found[kind] = Counted(older=older, all=every)
    return found


async def migrate(connection: Connection) -> Migrated:
    """Rebuild heads of an older shape, and note that all heads have the current shape.

    The migration may be repeated, and may run while other processes work.
    """
    made, unreadable = await _pass(connection)
    await note_shapes(connection.counters)
    late, _ = await _pass(connection)
    return Migrated(made=made + late, unreadable=tuple(unreadable))


async def _pass(connection: Connection) -> tuple[int, list[str]]:
    made, unreadable = 0, []
    for kind in Kind:
        async for stream, is_older in _heads(connection, kind):
            if not is_older:
                continue
            try:
                made += await made_again(connection, kind, stream)
            except UNREADABLE:
                unreadable.append(stream)
    return made, unreadable


async def _heads(connection: Connection, kind: Kind) -> AsyncIterator[tuple[str, bool]]:
    """Yield the heads of a kind in order of ids, with True for each of an older shape."""
    rows, last, number = heads_of(connection, kind).stored, "", shape_of(kind)
    while True:
        page = await rows.find({"_id": {"$gt": last}}, {SHAPE: 1}).sort("_id", ASCENDING).limit(PAGE).to_list(PAGE)
        for row in page:
            yield row["_id"], row.get(SHAPE, 0) < number
        if len(page) < PAGE:
            return
        last = page[-1]["_id"]


async def made_again(connection: Connection, kind: Kind, stream: str) -> bool:
    """Rebuild one head unless it has the current shape. Return True if it was rebuilt. Raise one of UNREADABLE.

    Head and record are read in one snapshot. If another process writes the stream at the same time, the transaction is
    retried.
    """

    async def attempt(session: Session) -> bool:
        heads = heads_of(connection, kind)
        before = await heads.as_stored(stream, session)
        if before is None or before.get(SHAPE, 0) >= shape_of(kind):
            return False
        version = await connection.revisions.find_one({"_id": f"{stream}:{before['n']}"}, session=session)
        if version is None:
            return False  # a verification reports a head without its version
        state = state_of(version)
        clear = await opened_texts(connection, {stream: commitments(state)}, session)
        head = head_of(kind, state, version["n"], version["at"], clear, connection.master)
        writes = Writes(connection)
        writes.closed_head(kind, plain(state), head, before["n"], before.key)
        await writes.run(session)
        return True

    return await transaction(connection.client, attempt)
