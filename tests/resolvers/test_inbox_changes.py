"""What time and lapses do to an inbox that is followed; what acts do to it is seen in `tests/api/`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, timedelta
from functools import partial
from typing import Any

import pytest

from domain.case.rounds import LapseRound
from domain.kernel.actor import SYSTEM, Caller
from domain.kernel.refusals import NotAllowed, Refused
from resolvers import following as module
from resolvers.following import InboxUpdate, digest_in, inbox_changes
from resolvers.inbox import InboxFilter
from store.store import Store
from tests.resolvers.asking import context_of
from tests.resolvers.test_inbox import LAND, a_round
from tests.support.clock import TestClock
from tests.support.patience import PATIENCE
from tests.support.world import an_id

SOON = timedelta(seconds=0.2)


@asynccontextmanager
async def followed(store: Store, who: Caller, told: str | None = None) -> AsyncIterator[Any]:
    async with aclosing(inbox_changes(await context_of(store, who), told, InboxFilter())) as events:
        yield events


async def taken(events: Any) -> InboxUpdate:
    async with asyncio.timeout(PATIENCE):
        event: InboxUpdate = await anext(events)
        return event


def late(event: InboxUpdate) -> list[tuple[bool, bool]]:
    return [(item.overdue, item.lapsed) for item in event.inbox.items]


async def test_a_duty_is_told_when_overdue(store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_AGAIN", timedelta(hours=1))  # only the moment that is due can wake it
    made = await a_round(store)
    [due] = {duty["due_at"] for duty in made.document["duties"]}
    clock.now = due.replace(tzinfo=UTC) - SOON
    async with followed(store, LAND) as events:
        assert late(await taken(events)) == [(False, False)]
        asyncio.get_running_loop().call_later(SOON.total_seconds() / 2, partial(clock.forward, seconds=1))
        assert late(await taken(events)) == [(True, False)]


async def test_a_lapse_is_told(store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_AGAIN", SOON)
    made = await a_round(store)
    clock.forward(days=7)
    async with followed(store, LAND) as events:
        assert late(await taken(events)) == [(True, False)]
        lapse = LapseRound(round=made.document["rounds"][0]["id"])
        await store.execute(SYSTEM, lapse, command_id=an_id(), target=made.stream)
        assert late(await taken(events)) == [(True, True)]


async def test_what_was_told_is_not_told_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_AGAIN", SOON)
    made = await a_round(store)
    async with followed(store, LAND) as events:
        told = (await taken(events)).cursor
    async with followed(store, LAND, told) as events:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3 * SOON.total_seconds()):
                await anext(events)
    assert digest_in(told) == told
    assert made.document["state"] == "COORDINATING"


async def test_who_counts_for_nothing_is_told_nothing_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_AGAIN", SOON)
    async with followed(store, LAND) as events:
        await taken(events)

        async def nobody(*_: Any) -> Any:
            raise NotAllowed("no-appointment")

        monkeypatch.setattr(store, "actor", nobody)
        with pytest.raises(NotAllowed):
            await taken(events)


@pytest.mark.parametrize("cursor", ["", "7", "z" * 32, "A" * 32, "a" * 33])
def test_a_cursor_of_something_else_is_refused(cursor: str) -> None:
    with pytest.raises(Refused):
        digest_in(cursor)
