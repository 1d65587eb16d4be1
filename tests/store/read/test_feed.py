"""Following the log: one look, one read of rows and one of a case for all who follow in a process."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.kernel.actor import Actor
from store.read.feed import ROWS_A_LOOK, Feed
from store.store import Store
from tests.support.listener import Listener, listened
from tests.support.world import LEAD, caller, reported

MANY = 50


class Known(Feed):
    """A feed that is told how large the log is."""

    length = 0

    async def size(self) -> int:
        self._size = self.length
        return self.length


@pytest.fixture
async def heard(empty_store: Store, root_uri: str) -> AsyncIterator[tuple[Known, Listener]]:
    """A feed that is listened to, over a log of some length."""
    rows = [{"_id": place, "event": f"case-{place % 7}:{place}", "leaf": b""} for place in range(350)]
    await empty_store.connection.index.insert_many(rows)
    async with listened(empty_store.connection, root_uri) as (connection, listener):
        yield Known(connection), listener


async def places(feed: Known, place: int) -> list[int]:
    found: list[int] = []
    while rows := await feed.rows(place, feed.length):
        found += [row["_id"] for row in rows]
        place = found[-1]
    return found


def reads(listener: Listener, collection: str = "index") -> int:
    return len([command for command in listener.commands if command.get("find") == collection])


async def test_many_who_follow_read_each_row_once(heard: tuple[Known, Listener]) -> None:
    feed, listener = heard
    feed.length = 300
    listener.empty()
    found = await asyncio.gather(*(places(feed, 9) for _ in range(MANY)))
    assert found == [list(range(10, 300))] * MANY
    assert reads(listener) == -(-290 // ROWS_A_LOOK)
    feed.length = 350
    assert await asyncio.gather(*(places(feed, 299) for _ in range(MANY))) == [list(range(300, 350))] * MANY
    assert reads(listener) == 4


async def test_who_is_elsewhere_misses_nothing(heard: tuple[Known, Listener], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.read.feed.ROWS_KEPT", 2 * ROWS_A_LOOK)
    feed, _ = heard
    feed.length = 350
    assert await places(feed, 200) == list(range(201, 350))
    assert await places(feed, -1) == list(range(350))
    assert await places(feed, 345) == list(range(346, 350))
    assert await places(feed, 349) == []
    feed.length = 340
    assert await places(feed, 330) == list(range(331, 340)), "never beyond what is covered"


async def test_growth_wakes_all_a_fault_ends_all(
    heard: tuple[Known, Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.read.feed.LOOK_SECONDS", 0.001)
    feed, _ = heard
    feed.length = 10
    assert await feed.beyond(8) == 10
    waiting = [asyncio.ensure_future(feed.beyond(9)) for _ in range(MANY)]
    gone, *waiting = waiting
    await asyncio.sleep(0)
    gone.cancel()
    feed.length = 11
    assert await asyncio.gather(*waiting) == [11] * (MANY - 1)

    async def broken() -> int:
        raise ConnectionError

    waiting = [asyncio.ensure_future(feed.beyond(10)) for _ in range(3)]
    await asyncio.sleep(0)
    monkeypatch.setattr(feed, "size", broken)
    assert [type(item) for item in await asyncio.gather(*waiting, return_exceptions=True)] == [ConnectionError] * 3
    assert feed._waiting == set()
    assert feed._looking is None


async def test_a_case_is_read_once_for_all_and_shown_to_whom_it_may_be(store: Store, root_uri: str) -> None:
    made = await reported(store)
    async with listened(store.connection, root_uri) as (connection, listener):
        feed = Known(connection)
        feed.length = feed._size = 1
        actors: list[Actor] = [await store.actor(caller(agency)) for agency in (LEAD, "agency-district")]
        listener.empty()
        found: list[Any] = await asyncio.gather(*(feed.case(actors[n % 2], made.stream, 0) for n in range(MANY)))
        assert [row is not None for row in found] == [True, False] * (MANY // 2)
        assert len({id(row) for row in found if row}) == 1
        assert reads(listener, "cases") == 1
        feed._size = 2
        assert await feed.case(actors[0], made.stream, 1) == found[0], "read again for a later event"
        assert reads(listener, "cases") == 2
