"""Deliveries: one row for each event and target, each target in its own turn, a worker that slept finishes nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.kernel.event import JobState
from domain.kernel.refusals import Refused
from store.queue import deliveries
from store.queue.deliveries import AT_ONCE, HELD_BACK, TRIES_KEPT, Order
from store.queue.outbox import LEASE, Claim
from store.store import Store
from tests.support.clock import TestClock


def order(target: str = "webhook-1", event: str = "case-1:1", *, lane: bool = False) -> Order:
    return Order(target=target, event=event, topic="case.changed", job="deliver-webhook", lane=lane)


async def claimed(store: Store, id: str) -> Claim:
    found = await store.deliveries.claim(id)
    assert found is not None
    return found


async def test_ordered_twice_is_one_row_with_the_same_id_for_ever(store: Store) -> None:
    assert order().id == "msg_34c00b96768a531e8235b23a3ee270b4"
    assert await store.deliveries.order([order(), order("webhook-2")]) == 2
    claim = await claimed(store, order().id)
    assert await store.deliveries.finished(claim, JobState.DONE, status=204)
    assert await store.deliveries.order([order(), order("webhook-2"), order(event="case-1:2")]) == 1
    assert await store.deliveries.order([]) == 0
    assert await store.deliveries.due_of("webhook-1") == [order(event="case-1:2").id]


async def test_are_no_jobs_and_each_target_has_a_turn(store: Store, clock: TestClock) -> None:
    await store.deliveries.order([order("webhook-1", f"case-1:{n}") for n in range(1, 4)])
    await store.deliveries.order([order("webhook-2")])
    assert await store.outbox.due() == []
    assert sorted(await store.deliveries.targets()) == ["webhook-1", "webhook-2"]
    claim = await claimed(store, order("webhook-2").id)
    assert await store.deliveries.targets() == ["webhook-1"]
    await store.deliveries.retry(claim, clock() + timedelta(hours=1), "http-503", 503)
    assert await store.deliveries.targets() == ["webhook-1"]
    clock.forward(hours=2)
    assert sorted(await store.deliveries.targets()) == ["webhook-1", "webhook-2"]


async def test_of_one_target_few_are_in_hands_at_once(store: Store, clock: TestClock) -> None:
    ids = [order(event=f"case-{n}:1").id for n in range(10)]
    await store.deliveries.order([order(event=f"case-{n}:1") for n in range(10)])
    found = [item for item in await asyncio.gather(*map(store.deliveries.claim, ids)) if item]
    assert len(found) <= AT_ONCE
    clock.now += HELD_BACK
    for id in ids:
        if len(found) < AT_ONCE and (more := await store.deliveries.claim(id)):
            found.append(more)
    assert len(found) == AT_ONCE
    clock.now += HELD_BACK
    assert await store.deliveries.claim(next(id for id in ids if id not in {item.id for item in found})) is None
    await store.deliveries.finished(found[0], JobState.DONE)
    clock.now += HELD_BACK
    left = next(id for id in ids if id not in {item.id for item in found})
    assert (await claimed(store, left)).attempts == 1, "held back is not tried"


async def test_a_later_version_waits_until_the_earlier_one_is_done_or_given_up(store: Store, clock: TestClock) -> None:
    first, second = (order(event=f"publication-1:{n}", lane=True) for n in (9, 10))
    other = order("webhook-2", "publication-1:10", lane=True)
    await store.deliveries.order([second, first, other])
    assert await store.deliveries.claim(second.id) is None
    assert await store.deliveries.claim(other.id) is not None, "another target's lane"
    claim = await claimed(store, first.id)
    clock.now += HELD_BACK
    assert await store.deliveries.claim(second.id) is None, "while the first is in hands"
    await store.deliveries.finished(claim, JobState.DEAD, "http-503", 503)
    clock.now += HELD_BACK
    assert (await claimed(store, second.id)).place == 10


async def test_a_later_version_is_not_looked_at_before_the_earlier_one_is_tried_again(
    store: Store, clock: TestClock
) -> None:
    first, second = (order(event=f"publication-1:{n}", lane=True) for n in (1, 2))
    await store.deliveries.order([first, second])
    again = clock() + timedelta(hours=2)
    await store.deliveries.retry(await claimed(store, first.id), again, "http-503", 503)
    assert await store.deliveries.claim(second.id) is None
    clock.now += HELD_BACK
    assert await store.deliveries.due_of("webhook-1") == []
    clock.now = again
    assert await store.deliveries.due_of("webhook-1") == [first.id, second.id]


async def test_a_worker_that_slept_past_its_lease_finishes_nothing(store: Store, clock: TestClock) -> None:
    await store.deliveries.order([order()])
    slow = await claimed(store, order().id)
    clock.now += LEASE
    quick = await claimed(store, order().id)
    assert not await store.deliveries.finished(slow, JobState.DONE, status=204)
    assert not await store.deliveries.retry(slow, clock(), "timeout", None)
    row = await store.connection.outbox.find_one({"_id": order().id})
    assert row is not None
    assert (row["state"], row["tries"], row["failures"]) == ("DUE", [], 0)
    assert await store.deliveries.retry(replace(slow, fence=quick.fence), clock(), "timeout", None), "without the fence"
    quick = await claimed(store, order().id)
    assert await store.deliveries.finished(quick, JobState.DONE, status=204)


async def test_only_what_ended_begins_anew_and_only_for_its_own_target(store: Store) -> None:
    await store.deliveries.order([order()])
    id = order().id
    assert not await store.deliveries.requeue(id, "webhook-1"), "it is due already"
    claim = await claimed(store, id)
    await store.deliveries.finished(claim, JobState.DEAD, "http-500", 500)
    assert not await store.deliveries.requeue(id, "webhook-2")
    assert await store.deliveries.requeue(id, "webhook-1")
    assert not await store.deliveries.finished(claim, JobState.DONE), "the worker of before has no say in it"
    assert (await claimed(store, id)).failures == 0


async def test_what_was_given_up_since_a_moment_begins_anew_up_to_a_limit(
    store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "REQUEUED_MOST", 2)
    orders = [order(event=f"case-1:{n}") for n in range(5)]
    for item in (*orders, order("webhook-2")):
        await store.deliveries.order([item])
        await store.deliveries.finished(await claimed(store, item.id), JobState.DEAD, "webhook-disabled", sent=False)
        clock.now += timedelta(minutes=1)
    since = clock() - timedelta(minutes=5, seconds=30)
    assert await store.deliveries.requeue_since("webhook-1", since) == 2
    assert await store.deliveries.due_of("webhook-1") == [item.id for item in orders[1:3]]
    assert await store.deliveries.requeue_since("webhook-1", since) == 2
    assert await store.deliveries.requeue_since("webhook-1", since) == 0
    dead = await store.deliveries.page(["webhook-1", "webhook-2"], 9, None, JobState.DEAD)
    assert {row["id"] for row in dead.rows} == {orders[0].id, order("webhook-2").id}


async def test_the_newest_tries_are_kept_and_shown(store: Store, clock: TestClock) -> None:
    await store.deliveries.order([order()])
    for n in range(TRIES_KEPT + 3):
        claim = await claimed(store, order().id)
        await store.deliveries.retry(claim, clock(), f"http-{500 + n}", 500 + n)
        clock.forward(seconds=1)
    page = await store.deliveries.page(["webhook-1"], 10, None, None)
    [row] = page.rows
    assert [attempt["status"] for attempt in row["attempts"]] == [503 + n for n in range(TRIES_KEPT)]


async def test_pages_hold_the_named_targets_only(store: Store, clock: TestClock) -> None:
    for n in range(5):
        await store.deliveries.order([order(event=f"case-1:{n}"), order("webhook-2", f"case-1:{n}")])
    first = await store.deliveries.page(["webhook-1"], 3, None, None)
    assert (len(first.rows), first.more) == (3, True)
    assert [row["event"] for row in first.rows] == ["case-1:4", "case-1:3", "case-1:2"]
    assert (await store.deliveries.page(["webhook-1"], 9, None, JobState.DEAD)).rows == []
    assert (await store.deliveries.page([], 9, None, None)).rows == []
    with pytest.raises(Refused):
        await store.deliveries.page(["webhook-1"], 101, None, None)
