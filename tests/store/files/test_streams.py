"""Files are stored and given as they come: in parts, with flat memory, and an upload that breaks off leaves nothing."""

import tracemalloc
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import pytest

from domain.kernel.actor import Actor
from store.files.segments import BUCKET, CHUNK, SEGMENT, StoredBytes
from store.files.uploads import FileTampered, OpenFile, UploadCutOff, sealed_under
from store.store import Store
from tests.support.world import caller

CASE = "case-of-files"
PIECE = 50_000
LARGE = 16 * 1024 * 1024
KEPT_MOST = 6 * 1024 * 1024
"""More than a few segments and chunks; less than half of the file."""


@pytest.fixture
async def actor(store: Store) -> Actor:
    return await store.actor(caller("agency-health"))


async def zeros(size: int) -> AsyncIterator[bytes]:
    """So many bytes, none of them kept."""
    for start in range(0, size, PIECE):
        yield bytes(min(PIECE, size - start))


async def of(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


async def opened(store: Store, upload: str) -> OpenFile:
    row = await store.connection.uploads.find_one({"_id": upload})
    assert row is not None
    return await store.uploads.opened(CASE, {"group": upload, "digest": row["digest"], "size": row["size"]})


async def part(file: OpenFile, start: int, end: int | None) -> bytes:
    return b"".join([piece async for piece in file.part(start, end)])


async def left(store: Store) -> list[int]:
    """How many rows, files, chunks and keys are there."""
    connection = store.connection
    counted = (connection.uploads, connection.collection(f"{BUCKET}.files"), connection.collection(f"{BUCKET}.chunks"))
    return [await one.count_documents({}) for one in (*counted, connection.wrapped)]


@pytest.mark.parametrize("size", [1, SEGMENT, SEGMENT + 1, 2 * SEGMENT + CHUNK // 2])
async def test_any_part_is_that_of_the_file(store: Store, actor: Actor, size: int) -> None:
    content = bytes(index % 253 for index in range(size))
    taken = await store.uploads.take(actor, CASE, of(content), size, "image/png")
    assert (taken.size, taken.sha256) == (size, sha256(content).hexdigest())
    file = await opened(store, taken.id)
    places = [0, 1, size // 2, SEGMENT - 1, SEGMENT, SEGMENT + 1, size - 1, size]
    for start in places:
        for end in (None, *places):
            assert await part(file, start, end) == content[start : size if end is None else end]


async def test_a_file_of_before_opens_as_it_did(store: Store, actor: Actor) -> None:
    key, content = bytes(range(32)), b"sealed as one text"
    file = {"group": "g" * 32, "size": len(content)}
    chunks = StoredBytes(store.connection)
    await chunks.write(file["group"], of(sealed_under(key, content, f"{CASE}\n{file['group']}")))  # type: ignore[arg-type]
    old = OpenFile(chunks, key, CASE, file)
    assert await part(old, 0, None) == content
    assert await part(old, 7, 9) == content[7:9]


@pytest.mark.parametrize("change", [-1, 1])
async def test_fewer_or_more_bytes_than_announced_leave_nothing(store: Store, actor: Actor, change: int) -> None:
    before = await left(store)
    with pytest.raises(UploadCutOff):
        await store.uploads.take(actor, CASE, zeros(3 * SEGMENT), 3 * SEGMENT + change, "image/png")
    assert await left(store) == before


async def test_an_upload_that_breaks_off_leaves_nothing(store: Store, actor: Actor) -> None:
    class Gone(Exception):
        pass

    async def breaking() -> AsyncIterator[bytes]:
        async for piece in zeros(2 * SEGMENT):
            yield piece
        raise Gone

    before = await left(store)
    with pytest.raises(Gone):
        await store.uploads.take(actor, CASE, breaking(), 4 * SEGMENT, "image/png")
    assert await left(store) == before


async def test_what_is_changed_while_it_is_given_is_not_given(store: Store, actor: Actor) -> None:
    taken = await store.uploads.take(actor, CASE, zeros(3 * SEGMENT), 3 * SEGMENT, "image/png")
    file = await opened(store, taken.id)
    chunks: Any = store.connection.collection(f"{BUCKET}.chunks")
    await chunks.update_one({"files_id": taken.id, "n": 1}, {"$set": {"data": bytes(CHUNK)}})
    with pytest.raises(FileTampered):
        await part(file, SEGMENT, None)
    with pytest.raises(FileTampered):
        await opened(store, taken.id)
    await chunks.delete_many({"files_id": taken.id, "n": {"$gte": 2}})
    with pytest.raises(FileTampered):
        await part(file, 2 * SEGMENT, None)


async def test_memory_does_not_grow_with_the_file(store: Store, actor: Actor) -> None:
    tracemalloc.start()
    try:
        taken = await store.uploads.take(actor, CASE, zeros(LARGE), LARGE, "video/mp4")
        writing = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        size = 0
        async for piece in (await opened(store, taken.id)).part():
            size += len(piece)
        reading = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == LARGE
    assert max(writing, reading) < KEPT_MOST, (writing, reading)
