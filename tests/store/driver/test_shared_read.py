"""Shared looks: one for all who wait, and none that began before somebody asked."""

import asyncio

import pytest

from store.driver.shared_read import SharedRead


class Thing:
    """Something that is looked at, slowly: each look waits until it is let go."""

    def __init__(self) -> None:
        self.value, self.looks, self.open = 0, 0, asyncio.Event()
        self.fails = False

    async def look(self) -> int:
        self.looks += 1
        seen = self.value
        await self.open.wait()
        if self.fails:
            raise ConnectionError
        return seen


async def settled() -> None:
    """Let every task run as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_asks_while_a_look_is_under_way_is_told_what_was_there_when_they_asked() -> None:
    thing = Thing()
    shared = SharedRead(thing.look)
    first = asyncio.gather(*(shared.read() for _ in range(5)))
    await settled()
    thing.value = 1
    second = asyncio.gather(*(shared.read() for _ in range(50)))
    await settled()
    assert thing.looks == 1
    thing.open.set()
    assert (await first, await second) == ([0] * 5, [1] * 50)
    assert thing.looks == 2
    assert await shared.read() == 1
    assert thing.looks == 3


async def test_who_leaves_ends_it_for_nobody_else_and_a_failed_look_is_not_kept() -> None:
    thing = Thing()
    shared = SharedRead(thing.look)
    leaving, staying = asyncio.create_task(shared.read()), asyncio.create_task(shared.read())
    await settled()
    leaving.cancel()
    thing.fails = True
    thing.open.set()
    with pytest.raises(ConnectionError):
        await staying
    thing.fails = False
    assert await shared.read() == 0


async def test_a_look_that_hangs_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[float] = []

    class Within:
        def __init__(self, seconds: float) -> None:
            limits.append(seconds)

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr("store.driver.shared_read.within", Within)
    thing = Thing()
    thing.open.set()
    await SharedRead(thing.look).read()
    assert limits == [5.0]


async def test_a_look_is_good_for_as_long_as_was_said_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    now, thing = [100.0], Thing()
    monkeypatch.setattr("store.driver.shared_read.time.monotonic", lambda: now[0])
    shared = SharedRead(thing.look)
    shared.good_for = 0.25
    looking = asyncio.create_task(shared.read())
    await settled()
    now[0] += 0.2  # while it looks
    thing.open.set()
    assert await looking == 0
    thing.value = 1
    assert (await shared.read(), thing.looks) == (0, 1)
    now[0] += 0.05
    assert (await shared.read(), thing.looks) == (1, 2)


async def test_a_look_that_was_under_way_when_it_was_to_be_forgotten_is_not_kept() -> None:
    thing = Thing()
    shared = SharedRead(thing.look)
    shared.good_for = 60.0
    looking = asyncio.create_task(shared.read())
    await settled()
    thing.value = 1
    shared.forget()
    thing.open.set()
    assert await looking == 0
    assert await shared.read() == 1
    thing.value = 2
    shared.forget()
    assert await shared.read() == 2
