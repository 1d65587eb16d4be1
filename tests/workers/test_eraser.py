"""The eraser's rounds: one order that fails delays no other, and the list of erasures has every one."""

import asyncio
from typing import Any, cast

import pytest

from workers.eraser import look, run


class Orders:
    """An eraser with three orders, the second of which fails in the first round."""

    connection = None

    def __init__(self) -> None:
        self.done: list[str] = []
        self.rounds = 0

    def trust(self, _: object) -> None:
        """Accept everything."""

    async def end_retention(self, _: int) -> int:
        self.rounds += 1
        return 0

    async def drop_unused(self) -> int:
        return 0

    async def ordered(self) -> list[str]:
        return [name for name in ("one", "two", "three") if name not in self.done]

    async def step(self, erasure: str, _: int) -> bool:
        if erasure == "two" and self.rounds == 1:
            raise LookupError(erasure)
        self.done.append(erasure)
        return True


class Listed:
    """The list of erasures: what was done when lines were added."""

    def __init__(self, orders: Orders, stop: asyncio.Event) -> None:
        self._orders, self._stop = orders, stop
        self.seen: list[list[str]] = []

    async def follow(self, _: object) -> None:
        self.seen.append([*self._orders.done])
        if len(self.seen) == 2:
            self._stop.set()


async def test_an_order_that_fails_delays_no_other() -> None:
    orders = Orders()
    with pytest.raises(LookupError):
        await look(cast(Any, orders), 1)
    assert orders.done == ["one", "three"]
    assert await look(cast(Any, orders), 1) == 1


async def test_what_was_erased_before_a_failure_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def signed(*_: object) -> None:
        """Sign nothing."""

    monkeypatch.setattr("store.queue.signs_of_life.sign", signed)
    orders, stop = Orders(), asyncio.Event()
    orders.rounds = 1  # the first round succeeds, so that the list is complete before the failure
    listed = Listed(orders, stop)

    async def failing(erasure: str, _: int) -> bool:
        """Carry out `three`; fail at `four`, each time."""
        if erasure == "four":
            raise LookupError(erasure)
        orders.done.append(erasure)
        return True

    async def more() -> list[str]:
        return [] if orders.rounds == 2 else [name for name in ("three", "four") if name not in orders.done]

    orders.step, orders.ordered = failing, more  # type: ignore[method-assign]
    await asyncio.wait_for(run(cast(Any, orders), 1, 0.001, stop, cast(Any, listed)), 10)
    assert listed.seen == [[], ["three"]]
