"""Leases of uses: no more than is allowed by all processes together, and fewer questions to the queue."""

from collections import Counter
from collections.abc import AsyncIterator
from random import Random

import pytest

from api.callers.rates import Allowance, Rates, SharedCounters, Taken
from scripts.local.queue import Queue
from tests.support.clock import TestClock

ALLOWED = Allowance(uses=50, seconds=60)


@pytest.fixture
async def shared(own_redis: Queue) -> AsyncIterator[SharedCounters]:
    made = SharedCounters(own_redis.url)
    yield made
    await made.close()


def rates(shared: SharedCounters, clock: TestClock) -> Rates:
    return Rates(shared, lambda who: f"h{who}", clock)


@pytest.mark.parametrize("lease", [1, 7, 20, 50, 80])
async def test_one_process_allows_exactly_what_is_allowed(shared: SharedCounters, clock: TestClock, lease: int) -> None:
    one = rates(shared, clock)
    waits = [await one.wait("a", ALLOWED, "x", lease) for _ in range(ALLOWED.uses + 5)]
    assert [wait == 0 for wait in waits] == [True] * ALLOWED.uses + [False] * 5
    clock.forward(seconds=60)
    assert await one.wait("a", ALLOWED, "x", lease) == 0


async def test_two_processes_together_allow_no_more_and_count_seldom(shared: SharedCounters, clock: TestClock) -> None:
    both = rates(shared, clock), rates(shared, clock)
    asked, count = 0, shared.count

    async def counted(key: str, seconds: int, uses: int = 1) -> int | None:
        nonlocal asked
        asked += 1
        return await count(key, seconds, uses)

    shared.count = counted  # type: ignore[method-assign]  # listened to, not replaced
    let_in = [await process.wait("a", ALLOWED, "x", 20) == 0 for _ in range(ALLOWED.uses) for process in both]
    assert sum(let_in) == ALLOWED.uses
    assert asked < ALLOWED.uses + 10
    assert let_in[:20] == [True] * 20


async def test_a_lease_is_of_one_caller_and_one_window(
    shared: SharedCounters, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.callers.rates.KEPT_MOST", 3)
    one = rates(shared, clock)
    for who in ("x", "y", "z", "more", "others"):
        assert await one.wait("a", ALLOWED, who, 20) == 0
    assert len(one._leased) == 3
    clock.forward(seconds=60)
    assert await one.wait("a", ALLOWED, "x", 20) == 0
    assert len(one._leased) == 1


@pytest.mark.parametrize("seed", range(8))
async def test_what_is_spent_was_taken_and_not_given_back(shared: SharedCounters, clock: TestClock, seed: int) -> None:
    """Also of uses dearer than a lease, and of what is given back when the next window has begun."""
    drawn, one = Random(seed), rates(shared, clock)
    allowed, spent, open_ = Allowance(uses=10_000, seconds=60), Counter[str](), list[tuple[Taken, int]]()
    for _ in range(120):
        if open_ and drawn.random() < 0.5:
            taken, uses = open_.pop(drawn.randrange(len(open_)))
            spent[taken.key] -= uses
            assert one.unused(taken, uses).used == spent[taken.key]
        else:
            uses = drawn.choice((1, 5, 20, 60))
            taken = await one.take("h", "cost", allowed, 20, uses)
            spent[taken.key] += uses
            assert (taken.used, taken.wait) == (spent[taken.key], 0)
            open_.append((taken, drawn.randint(0, uses)))
        clock.forward(seconds=drawn.choice((0, 0, 0, 25)))
