"""Rebuild of heads from the record, which is the truth. `store/verification/heads.py` compares them."""

from collections.abc import AsyncIterator

from pymongo import ASCENDING

from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.head_texts import closed, commitments, head_of
from store.heads.shape import note_shapes
from store.kinds.numbers import PREFIXES
from store.record.canonical import plain
from store.record.revision import state_of
from store.record.sealing import opened_texts


async def rebuilt(connection: Connection, last: Document) -> Document:
    state = state_of(last)
    clear = await opened_texts(connection, {last["stream"]: commitments(state)})
    return head_of(Kind(last["kind"]), state, last["n"], last["at"], clear, connection.master)


async def rebuild(connection: Connection) -> int:
    """Rebuild all heads from record and vault. Return their number. Run it while no process writes.

    A head keeps the key of its texts. A crash may leave a new key that is never used.
    """
    count = 0
    async for last in _last(connection):
        await rebuild_one(connection, last)
        count += 1
    await restore_numbers(connection)
    await note_shapes(connection.counters, back=True)
    return count


async def _last(connection: Connection) -> AsyncIterator[Document]:
    """Yield the last revision of each stream."""
    last: Document | None = None
    async for revision in connection.revisions.find({}).sort([("stream", ASCENDING), ("n", ASCENDING)]):
        if last and revision["stream"] != last["stream"]:
            yield last
        last = revision
    if last:
        yield last


async def rebuild_one(connection: Connection, last: Document) -> None:
    stream, state = last["stream"], state_of(last)
    heads, head = heads_of(connection, Kind(last["kind"])), await rebuilt(connection, last)
    before = await heads.find_one({"_id": stream})
    stored, wrapped = closed(plain(state), head, before.key if before else None, connection.master)
    if wrapped:
        await connection.wrapped.insert_one(wrapped)
    await heads.replace_one({"_id": stream}, stored, upsert=True)


async def restore_numbers(connection: Connection) -> None:
    """Raise the counters to the numbers of existing objects, so that no number is issued twice after a counter was
    lost."""
    for kind in PREFIXES:
        async for head in heads_of(connection, kind).find({}, {"code": 1}):
            _, year, n = head["code"].split("-")
            await connection.counters.update_one({"_id": f"{kind.value}-{year}"}, {"$max": {"n": int(n)}}, upsert=True)
