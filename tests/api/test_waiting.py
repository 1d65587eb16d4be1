"""A limit is set when there is something to wait for; what is waited for is not changed by it."""

import asyncio

import pytest

from api.web.waiting import limited

FOREVER = 600.0


class Odd(Exception):
    """What a coroutine raises."""


async def at_once() -> str:
    return "at once"


async def later(event: asyncio.Event) -> str:
    await event.wait()
    await asyncio.sleep(0)
    return "later"


async def failing(*, waits: bool) -> str:
    if waits:
        await asyncio.sleep(0)
    raise Odd


async def test_what_ends_at_once_is_given_though_no_time_is_left() -> None:
    assert await limited(0, at_once()) == "at once"


async def test_what_waits_is_waited_for() -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(limited(FOREVER, later(event)))
    await asyncio.sleep(0)
    assert not waiting.done()
    event.set()
    assert await waiting == "later"


async def test_what_waits_for_too_long_is_given_up() -> None:
    with pytest.raises(TimeoutError):
        await limited(0, later(asyncio.Event()))


async def test_its_errors_come_out() -> None:
    for waits in (False, True):
        with pytest.raises(Odd):
            await limited(FOREVER, failing(waits=waits))


async def test_who_leaves_ends_it() -> None:
    ended = asyncio.Event()

    async def waiting() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = asyncio.create_task(limited(FOREVER, waiting()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
