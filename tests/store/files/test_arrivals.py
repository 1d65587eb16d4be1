"""Files that arrive in parts: what breaks costs one segment, and the file is the one that was sent."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from random import Random

import pytest

from domain.kernel.actor import Actor
from store.files.arrivals import Arrival, WrongOffset
from store.files.segments import SEGMENT
from store.files.uploads import FILE_MOST, OFFICER_DAY_MOST, UploadCutOff, UploadsUsedUp
from store.store import Store
from tests.store.files.test_streams import CASE, actor, opened, part
from tests.support.clock import TestClock

__all__ = ["actor"]
CONTENT = Random(1).randbytes(3 * SEGMENT + 1_000)
CUTS = 50


async def begun(store: Store, actor: Actor, content: bytes = CONTENT) -> Arrival:
    return await store.arrivals.begin(actor, CASE, len(content), "image/png")


async def pieces(content: bytes, cut: int | None = None) -> AsyncIterator[bytes]:
    """The bytes, on a line that breaks behind so many of them."""
    for start in range(0, len(content), 60_000):
        end = start + 60_000 if cut is None else min(start + 60_000, cut)
        yield content[start:end]
        if cut is not None and end == cut:
            raise ConnectionError


async def left(store: Store) -> int:
    return await store.connection.collection("arrival_parts").count_documents({})


async def test_fifty_breaks_cost_a_segment_each_at_most(store: Store, actor: Actor) -> None:
    arrival, draw, sent = await begun(store, actor), Random(2), 0
    for _ in range(CUTS):
        rest = CONTENT[arrival.came :]
        cut = draw.randrange(len(rest))
        with pytest.raises(ConnectionError):
            await store.arrivals.append(actor, arrival.id, arrival.came, pieces(rest, cut))
        found = await store.arrivals.find(actor, arrival.id)
        assert found is not None
        assert 0 <= arrival.came + cut - found.came < SEGMENT
        assert found.file is None
        arrival, sent = found, sent + cut
    done = await store.arrivals.append(actor, arrival.id, arrival.came, pieces(CONTENT[arrival.came :]))
    assert (done.came, await left(store)) == (len(CONTENT), 0)
    assert done.file is not None
    assert await store.uploads.plain_hash(done.file) == sha256(CONTENT).hexdigest()
    assert await part(await opened(store, done.file), 0, None) == CONTENT


@pytest.mark.parametrize("size", [1, SEGMENT, SEGMENT + 1])
async def test_each_size_arrives_at_once(store: Store, actor: Actor, size: int) -> None:
    arrival = await begun(store, actor, CONTENT[:size])
    done = await store.arrivals.append(actor, arrival.id, 0, pieces(CONTENT[:size]))
    assert done.file is not None
    assert await store.uploads.plain_hash(done.file) == sha256(CONTENT[:size]).hexdigest()


async def test_of_writers_at_one_place_one_goes_on(store: Store, actor: Actor) -> None:
    arrival = await begun(store, actor)
    writers = (store.arrivals.append(actor, arrival.id, 0, pieces(CONTENT)) for _ in range(4))
    ended = await asyncio.gather(*writers, return_exceptions=True)
    done = [one for one in ended if isinstance(one, Arrival)]
    assert all(isinstance(one, WrongOffset) for one in ended if one not in done)
    assert len(done) == 1
    assert done[0].file is not None
    assert await store.connection.uploads.count_documents({"case": CASE}) == 1, "the others store nothing"
    assert await part(await opened(store, done[0].file), 0, None) == CONTENT


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
    assert await left(store) == 2
    await store.arrivals.end(arrival)
    assert await left(store) == 0
    clock.forward(hours=24)
    assert await store.arrivals.find(actor, other.id) is None
