"""Files under seal: streams, segments and arrivals; what goes in comes out in parts of any place."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from domain.kernel.actor import Actor
from store.files import segments
from store.files.arrivals import Arrival, WrongOffset
from store.files.segments import BEGINNING_BYTES, BUCKET, CHUNK, HEADER, MAGIC, SEGMENT, TAG_BYTES, StoredBytes
from store.files.uploads import (
    FILE_MOST,
    OFFICER_DAY_MOST,
    FileTampered,
    OpenFile,
    UploadCutOff,
    UploadsUsedUp,
    sealed_under,
)
from store.store import Store
from tests.support.clock import TestClock
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
    for start in range(0, size, PIECE):
        yield bytes(min(PIECE, size - start))


async def pieces(content: bytes, cut: int | None = None, size: int = PIECE) -> AsyncIterator[bytes]:
    """The bytes, on a line that breaks behind so many of them."""
    for start in range(0, len(content), size):
        end = start + size if cut is None else min(start + size, cut)
        yield content[start:end]
        if cut is not None and end == cut:
            raise ConnectionError


async def opened(store: Store, upload: str) -> OpenFile:
    row: Any = await store.connection.uploads.find_one({"_id": upload})
    return await store.uploads.opened(CASE, {"group": upload, "digest": row["digest"], "size": row["size"]})


async def part(file: OpenFile, start: int, end: int | None) -> bytes:
    return b"".join([piece async for piece in file.part(start, end)])


async def left(store: Store) -> list[int]:
    connection = store.connection
    counted = (connection.uploads, connection.collection(f"{BUCKET}.files"), connection.collection(f"{BUCKET}.chunks"))
    return [await one.count_documents({}) for one in (*counted, connection.wrapped)]


@pytest.mark.parametrize("size", [1, SEGMENT, SEGMENT + 1, 2 * SEGMENT + CHUNK // 2])
async def test_any_part_is_that_of_the_file(store: Store, actor: Actor, size: int) -> None:
    content = bytes(index % 253 for index in range(size))
    taken = await store.uploads.take(actor, CASE, pieces(content), size, "image/png")
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
    await chunks.write(file["group"], pieces(sealed_under(key, content, f"{CASE}\n{file['group']}")))  # type: ignore[arg-type]
    old = OpenFile(chunks, key, CASE, file)
    assert await part(old, 0, None) == content
    assert await part(old, 7, 9) == content[7:9]


@pytest.mark.parametrize(
    ("cut", "size", "error"),
    [(None, 3 * SEGMENT - 1, UploadCutOff), (None, 3 * SEGMENT + 1, UploadCutOff), (2 * SEGMENT, 4 * SEGMENT, OSError)],
    ids=["fewer", "more", "broken off"],
)
async def test_other_bytes_leave_nothing(
    store: Store, actor: Actor, cut: int | None, size: int, error: type[Exception]
) -> None:
    before = await left(store)
    with pytest.raises(error):
        await store.uploads.take(actor, CASE, pieces(bytes(3 * SEGMENT), cut), size, "image/png")
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


CONTENT = Random(1).randbytes(3 * SEGMENT + 1_000)
CUTS = 50


async def begun(store: Store, actor: Actor, content: bytes = CONTENT) -> Arrival:
    return await store.arrivals.begin(actor, CASE, len(content), "image/png")


async def left_over(store: Store) -> int:
    return await store.connection.collection("arrival_parts").count_documents({})


async def test_fifty_breaks_cost_a_segment_each_at_most(store: Store, actor: Actor) -> None:
    arrival, draw, sent = await begun(store, actor), Random(2), 0
    for _ in range(CUTS):
        rest = CONTENT[arrival.came :]
        cut = draw.randrange(len(rest))
        with pytest.raises(ConnectionError):
            await store.arrivals.append(actor, arrival.id, arrival.came, pieces(rest, cut))
        found: Any = await store.arrivals.find(actor, arrival.id)
        assert (0 <= arrival.came + cut - found.came < SEGMENT, found.file) == (True, None)
        arrival, sent = found, sent + cut
    done: Any = await store.arrivals.append(actor, arrival.id, arrival.came, pieces(CONTENT[arrival.came :]))
    assert (done.came, await left_over(store)) == (len(CONTENT), 0)
    assert await store.uploads.plain_hash(done.file) == sha256(CONTENT).hexdigest()
    assert await part(await opened(store, done.file), 0, None) == CONTENT


@pytest.mark.parametrize("size", [1, SEGMENT, SEGMENT + 1])
async def test_each_size_arrives_at_once(store: Store, actor: Actor, size: int) -> None:
    arrival = await begun(store, actor, CONTENT[:size])
    done: Any = await store.arrivals.append(actor, arrival.id, 0, pieces(CONTENT[:size]))
    assert await store.uploads.plain_hash(done.file) == sha256(CONTENT[:size]).hexdigest()


async def test_of_writers_at_one_place_one_goes_on(store: Store, actor: Actor) -> None:
    arrival = await begun(store, actor)
    writers = (store.arrivals.append(actor, arrival.id, 0, pieces(CONTENT)) for _ in range(4))
    ended = await asyncio.gather(*writers, return_exceptions=True)
    [done] = [one for one in ended if not isinstance(one, WrongOffset)]
    assert isinstance(done, Arrival)
    assert await store.connection.uploads.count_documents({"case": CASE}) == 1, "the others store nothing"
    assert await part(await opened(store, done.file or ""), 0, None) == CONTENT


async def test_other_bytes_than_announced_and_other_places_are_refused(store: Store, actor: Actor) -> None:
    arrival = await begun(store, actor)
    with pytest.raises(UploadCutOff):
        await store.arrivals.append(actor, arrival.id, 0, pieces(CONTENT + b"x"))
    for place in (1, len(CONTENT)):
        with pytest.raises(WrongOffset):
            await store.arrivals.append(actor, arrival.id, place, pieces(b"x"))


async def test_bytes_count_when_they_are_announced(store: Store, actor: Actor) -> None:
    for _ in range(OFFICER_DAY_MOST // FILE_MOST):
        await store.arrivals.begin(actor, CASE, FILE_MOST, "image/png")
    with pytest.raises(UploadsUsedUp):
        await store.arrivals.begin(actor, CASE, 1, "image/png")


async def test_it_ends_after_a_day_or_when_it_is_given_up(store: Store, actor: Actor, clock: TestClock) -> None:
    arrival, other = await begun(store, actor), await begun(store, actor)
    await store.arrivals.append(actor, arrival.id, 0, pieces(CONTENT[: 2 * SEGMENT]))
    assert await left_over(store) == 2
    await store.arrivals.end(arrival)
    assert await left_over(store) == 0
    clock.forward(hours=24)
    assert await store.arrivals.find(actor, other.id) is None


KEY, BOUND = bytes(range(32)), "case-1\ngroup"
SIZES = [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 5]


async def sealed(content: bytes) -> bytes:
    return b"".join([part async for part in segments.sealed(KEY, pieces(content, size=1000), BOUND)])


def segment_opened(file: bytes, number: int, size: int, *, place: int | None = None, bound: str = BOUND) -> bytes:
    at = number if place is None else place
    segment = file[segments.place_of(at) : segments.place_of(at + 1)]
    return segments.opened(KEY, file[len(MAGIC) : HEADER], number, segment, size, bound)


@pytest.mark.parametrize("size", SIZES)
async def test_every_segment_opens_at_its_place(size: int) -> None:
    content = bytes(index % 251 for index in range(size))
    file = await sealed(content)
    assert file.startswith(MAGIC)
    assert len(file) == HEADER + size + segments.segments_of(size) * segments.TAG_BYTES
    found = b"".join(segment_opened(file, number, size) for number in range(segments.segments_of(size)))
    assert found == content


async def test_nothing_moved_cut_off_or_bound_elsewhere_opens() -> None:
    content = bytes(3 * SEGMENT)
    file, size = await sealed(content), len(content)
    assert segment_opened(file, 1, size) == content[:SEGMENT]
    for number, whole, place, bound in (
        (1, size, 0, BOUND),  # moved
        (1, 2 * SEGMENT, 1, BOUND),  # as the last one, the end cut off
        (2, 4 * SEGMENT, 2, BOUND),  # the last one as one that others follow
        (0, size, 0, "case-2\ngroup"),  # of another case
    ):
        with pytest.raises(InvalidTag):
            segment_opened(file, number, whole, place=place, bound=bound)


async def test_two_files_of_one_content_share_no_beginning() -> None:
    one, other = await sealed(b"x"), await sealed(b"x")
    assert one[len(MAGIC) : len(MAGIC) + BEGINNING_BYTES] != other[len(MAGIC) : len(MAGIC) + BEGINNING_BYTES]
    assert len(one) == HEADER + 1 + TAG_BYTES
