"""Rebuilding and comparing: heads from the record, folded states against stored ones.

The record is the truth. `findings` says where a head, a state or a chain disagrees with it; `rebuild` makes
the heads anew. Data that was tampered with may break whatever reads it: that is a finding, not a crash.
"""

from collections.abc import AsyncIterator

from pymongo import ASCENDING
from pymongo.errors import PyMongoError

from domain.kernel.kind import Kind, kind_of
from store.heads.head_texts import closed, has_texts, new_key
from store.heads.heads import commitments, head_of
from store.mongo.connection import Connection, Document
from store.record.chain import chain_findings
from store.record.epochs import note_shapes
from store.record.numbers import restore_numbers
from store.record.revision import state_of
from store.record.vault import opened


async def streams(connection: Connection) -> AsyncIterator[tuple[str, list[Document]]]:
    """Every stream with its revisions in order."""
    current: list[Document] = []
    async for revision in connection.revisions.find({}).sort([("stream", ASCENDING), ("n", ASCENDING)]):
        if current and revision["stream"] != current[0]["stream"]:
            yield current[0]["stream"], current
            current = []
        current.append(revision)
    if current:
        yield current[0]["stream"], current


async def findings(connection: Connection) -> AsyncIterator[str]:
    """Everything in the record and the heads that does not agree; nothing when all is well."""
    known: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    async for stream, revisions in streams(connection):
        for finding in chain_findings(revisions):
            yield finding
        if (kind := kind_of(stream)) is None:
            yield f"{stream}: no stream of this register"
            continue
        known[kind].add(stream)
        try:
            head = await connection.heads(kind).as_stored(stream)
            agrees = head == await rebuilt(connection, revisions[-1])
        except PyMongoError:
            raise
        except Exception as error:
            yield f"{stream}: head cannot be made ({type(error).__name__})"
        else:
            if not agrees:
                yield f"{stream}: head differs from the record"
    for kind, ids in known.items():
        async for head in connection.heads(kind).find({}, {"_id": 1}):
            if head["_id"] not in ids:
                yield f"{head['_id']}: head without a record"


async def rebuilt(connection: Connection, last: Document) -> Document:
    """The head that a stream's last revision calls for."""
    state = state_of(last)
    clear = await opened(connection, last["stream"], commitments(state))
    return head_of(Kind(last["kind"]), state, last["n"], last["at"], clear, connection.master)


async def rebuild(connection: Connection) -> int:
    """Make all heads anew from record and vault; the number of heads. Run while nobody writes.

    A head keeps the key of its texts if it has one. What a crash leaves of a new one is a key that opens nothing.
    """
    count = 0
    async for _, revisions in streams(connection):
        await rebuild_one(connection, revisions[-1])
        count += 1
    await restore_numbers(connection)
    await note_shapes(connection.counters, back=True)
    return count


async def rebuild_one(connection: Connection, last: Document) -> None:
    """Make the head of a stream anew from its last revision."""
    stream, state = last["stream"], state_of(last)
    heads, head = connection.heads(Kind(last["kind"])), await rebuilt(connection, last)
    if has_texts(state, head):
        before = await heads.find_one({"_id": stream})
        key = before.key if before else None
        if key is None:
            key, wrapped = new_key(stream, connection.master)
            await connection.wrapped.insert_one(wrapped)
        head = closed(state, head, key)
    await heads.replace_one({"_id": stream}, head, upsert=True)
