"""The widest search for garbage waits for a moment when nobody is served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from api.middleware import garbage
from api.middleware.garbage import WIDER_MOST, Garbage, Served
from tests.support.patience import PATIENCE


class Searches:
    """Python's module, of which a search is due when a test says so."""

    def __init__(self) -> None:
        self.made, self.due = asyncio.Event(), False

    def get_count(self) -> tuple[int, int, int]:
        return 0, 0, WIDER_MOST if self.due and not self.made.is_set() else WIDER_MOST - 1

    def collect(self) -> None:
        self.made.set()


@pytest.fixture
async def searches(monkeypatch: pytest.MonkeyPatch) -> Searches:
    found = Searches()
    monkeypatch.setattr(garbage, "gc", found)
    monkeypatch.setattr(garbage, "LOOK_SECONDS", 0)
    return found


@pytest.fixture
async def running(searches: Searches) -> AsyncIterator[Garbage]:
    made = Garbage()
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_is_due_waits_until_the_answer_is_given(searches: Searches, running: Garbage) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await goes_on.wait()

    nothing: Any = None
    answer = asyncio.create_task(Served(answering, running)({"type": "http"}, nothing, nothing))
    await begun.wait()
    searches.due = True
    await turns()
    assert not searches.made.is_set()
    goes_on.set()
    await answer
    async with asyncio.timeout(PATIENCE):
        await searches.made.wait()


async def test_what_an_answer_leaves_is_looked_at_when_it_is_given(
    searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "LOOK_SECONDS", 1e6)
    made = Garbage()
    task = asyncio.create_task(made.run())
    made.begin()
    await turns()
    searches.due = True
    made.end()
    async with asyncio.timeout(PATIENCE):
        await searches.made.wait()
    task.cancel()


async def test_its_patience_ends(searches: Searches, running: Garbage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "PATIENCE_SECONDS", 0.01)
    running.begin()  # and it never ends
    searches.due = True
    async with asyncio.timeout(PATIENCE):
        await searches.made.wait()


async def test_a_request_that_fails_is_over(running: Garbage, searches: Searches) -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("failed")

    nothing: Any = None
    with pytest.raises(ValueError, match="failed"):
        await Served(failing, running)({"type": "http"}, nothing, nothing)
    searches.due = True
    async with asyncio.timeout(PATIENCE):
        await searches.made.wait()
