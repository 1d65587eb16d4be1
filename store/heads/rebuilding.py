"""Rebuild of heads from the record, and comparison of heads and folded states with the stored ones.

The record is the truth. `findings` reports heads, states and chains that disagree with it; `rebuild` replaces the
heads. If tampered data break the code that reads them, this is a finding, not a crash.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, Final

from pymongo import ASCENDING
from pymongo.errors import PyMongoError

from domain.kernel.vocabulary import Kind, kind_of
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.head_texts import closed, commitments, head_of
from store.heads.shape import note_shapes
from store.kinds.numbers import PREFIXES
from store.record.canonical import plain
from store.record.chain import chain_findings
from store.record.revision import state_of
from store.record.sealing import opened_texts

TOGETHER: Final = 100


async def streams(connection: Connection) -> AsyncIterator[tuple[str, list[Document]]]:
    current: list[Document] = []
    async for revision in connection.revisions.find({}).sort([("stream", ASCENDING), ("n", ASCENDING)]):
        if current and revision["stream"] != current[0]["stream"]:
            yield current[0]["stream"], current
            current = []
        current.append(revision)
    if current:
        yield current[0]["stream"], current


async def findings(connection: Connection) -> AsyncIterator[str]:
    known: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    async for some in _together(connection):
        agreeing = await _agreeing(connection, some)
        for stream, revisions in some.items():
            for finding in chain_findings(revisions):
                yield finding
            if (kind := kind_of(stream)) is None:
                yield f"{stream}: no stream of this register"
                continue
            known[kind].add(stream)
            if stream not in agreeing and (wrong := await _head_finding(connection, kind, revisions[-1])):
                yield wrong
    for kind, ids in known.items():
        async for head in heads_of(connection, kind).find({}, {"_id": 1}):
            if head["_id"] not in ids and not await _revision(connection, head["_id"], 1):
                yield f"{head['_id']}: head without a record"


async def _together(connection: Connection) -> AsyncIterator[dict[str, list[Document]]]:
    some: dict[str, list[Document]] = {}
    async for stream, revisions in streams(connection):
        some[stream] = revisions
        if len(some) == TOGETHER:
            yield some
            some = {}
    yield some


async def _agreeing(connection: Connection, some: Mapping[str, list[Document]]) -> set[str]:
    """Return those of the given streams whose head matches the record. They are read together.

    Return nothing if a stream cannot be read, or if two have the same text: then each stream is compared separately.
    """
    try:
        last = {stream: revisions[-1] for stream, revisions in some.items() if kind_of(stream)}
        states = {stream: state_of(revision) for stream, revision in last.items()}
        wanted = {stream: set(commitments(state)) for stream, state in states.items()}
        if len(set().union(*wanted.values())) < sum(map(len, wanted.values())):
            return set()
        clear = await opened_texts(connection, wanted)
        heads = await _heads(connection, last)
        return {
            stream
            for stream, state in states.items()
            if heads.get(stream) == _called_for(connection, last[stream], state, clear)
        }
    except PyMongoError:
        raise
    except Exception:
        return set()


async def _heads(connection: Connection, ids: Iterable[str]) -> dict[str, Document]:
    of: dict[Kind, list[str]] = {}
    for stream in ids:
        if kind := kind_of(stream):
            of.setdefault(kind, []).append(stream)
    found = [await heads_of(connection, kind).all_as_stored(some) for kind, some in of.items()]
    return {head["_id"]: head for heads in found for head in heads}


async def _revision(connection: Connection, stream: str, n: int) -> Document | None:
    return await connection.revisions.find_one({"_id": f"{stream}:{n}"})


async def _head_finding(connection: Connection, kind: Kind, last: Document) -> str | None:
    """Compare the head of one stream with its revision, and return the finding.

    Writers may be active: a head newer than the revision that was read is compared with its own revision. An older head
    is always a fault.
    """
    stream = last["stream"]
    try:
        head = await heads_of(connection, kind).as_stored(stream)
        if head and head["n"] > last["n"]:
            last = await _revision(connection, stream, head["n"]) or last
        agrees = head == await rebuilt(connection, last)
    except PyMongoError:
        raise
    except Exception as error:
        return f"{stream}: head cannot be made ({type(error).__name__})"
    return None if agrees else f"{stream}: head differs from the record"


async def rebuilt(connection: Connection, last: Document) -> Document:
    state = state_of(last)
    clear = await opened_texts(connection, {last["stream"]: commitments(state)})
    return _called_for(connection, last, state, clear)


def _called_for(connection: Connection, last: Document, state: Any, clear: Mapping[str, str]) -> Document:
    return head_of(Kind(last["kind"]), state, last["n"], last["at"], clear, connection.master)


async def rebuild(connection: Connection) -> int:
    """Rebuild all heads from record and vault. Return their number. Run it while no process writes.

    A head keeps the key of its texts. A crash may leave a new key that is never used.
    """
    count = 0
    async for _, revisions in streams(connection):
        await rebuild_one(connection, revisions[-1])
        count += 1
    await restore_numbers(connection)
    await note_shapes(connection.counters, back=True)
    return count


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
