"""The outbox: claims, failures, rows that were given up, and deliveries to webhooks."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.command import NOTIFY
from domain.kernel.event import JobState
from domain.kernel.refusals import Refused
from store.queue import deliveries
from store.queue.deliveries import AT_ONCE, HELD_BACK, TRIES_KEPT, Order
from store.queue.outbox import ATTEMPTS_MOST, BACKOFF_FIRST, BACKOFF_MOST, LEASE, ROWS_A_LOOK, Claim
from store.store import Store
from tests.support.clock import TestClock
from tests.support.record import done, problem
from tests.support.world import LEAD, a_report, a_screening, caller, reported
from workers.announce import WEBHOOK
from workers.deliver import deliver

SECOND = timedelta(seconds=1)


async def a_job(store: Store) -> str:
    """The id of the one job there is."""
    made = await reported(store)
    [id] = await store.outbox.due()
    assert id == f"{made.stream}:1:0"
    return id


async def claimed(store: Store, id: str) -> Claim:
    """Claim a job, or a delivery."""
    found = await (store.deliveries if id.startswith("msg_") else store.outbox).claim(id)
    assert found is not None
    return found


async def row(store: Store, id: str) -> Any:
    return await store.connection.outbox.find_one({"_id": id})


class TestJobs:
    async def test_are_written_with_their_event(self, store: Store) -> None:
        made = await reported(store)
        await done(store, caller(LEAD), a_screening(), made)
        rows = {item["_id"]: item["data"] async for item in store.connection.outbox.find({})}
        assert rows == {
            f"{made.stream}:1:0": {"agency": LEAD, "about": "case.reported"},
            f"{made.stream}:2:0": {"agency": "agency-health", "about": "case.screened"},
        }

    async def test_of_what_was_refused_are_not_there(self, store: Store) -> None:
        await problem(done(store, caller("agency-land"), a_report(free_of_secrets=False)))
        with pytest.raises(Refused):
            await done(store, caller(LEAD), a_screening(), await reported(store), expected=9)
        assert len(await store.outbox.due()) == 1

    async def test_are_due_oldest_first_and_not_all_at_once(self, store: Store) -> None:
        made = [f"{(await reported(store)).stream}:1:0" for _ in range(4)]
        assert await store.outbox.due() == made
        assert ROWS_A_LOOK == 200


async def test_an_earlier_job_of_the_same_stream_and_name_counts_until_it_is_done(store: Store) -> None:
    made = await reported(store)
    await done(store, caller(LEAD), a_screening(), made)
    await reported(store)
    first, second = [await claimed(store, f"{made.stream}:{version}:0") for version in (1, 2)]
    asked = [(first, "notify"), (second, "notify"), (second, "other")]
    assert [await store.outbox.earlier(claim, job) for claim, job in asked] == [False, True, False]
    assert await store.outbox.complete(first)
    assert not await store.outbox.earlier(second, "notify")


class TestClaims:
    async def test_of_many_workers_one_gets_it(self, store: Store) -> None:
        id = await a_job(store)
        found = [item for item in await asyncio.gather(*(store.outbox.claim(id) for _ in range(8))) if item]
        assert [(item.fence, item.attempts, item.job) for item in found] == [(1, 1, "notify")]
        assert await store.outbox.due() == []

    async def test_hold_until_the_lease_ends(self, store: Store, clock: TestClock) -> None:
        id = await a_job(store)
        await claimed(store, id)
        clock.now += LEASE - SECOND
        assert await store.outbox.claim(id) is None
        assert await store.outbox.due() == []
        clock.now += SECOND
        assert await store.outbox.due() == [id]
        assert (await claimed(store, id)).fence == 2

    async def test_done_is_done_also_late_if_nobody_overtook_it(self, store: Store, clock: TestClock) -> None:
        id = await a_job(store)
        claim = await claimed(store, id)
        clock.now += LEASE * 3
        assert await store.outbox.complete(claim)
        clock.now += LEASE * 2
        assert await store.outbox.claim(id) is None
        assert await store.outbox.due() == []
        assert not await store.outbox.complete(claim)
        assert (await row(store, id))["state"] == "DONE"

    async def test_a_worker_that_slept_past_its_lease_finishes_nothing(self, store: Store, clock: TestClock) -> None:
        id = await a_job(store)
        slow = await claimed(store, id)
        clock.now += LEASE
        quick = await claimed(store, id)
        assert not await store.outbox.complete(slow)
        assert not await store.outbox.failed(slow, "timeout")
        assert (await row(store, id))["state"] == "DUE"
        assert await store.outbox.complete(quick)
        assert not await store.outbox.complete(slow)

    async def test_of_nothing(self, store: Store) -> None:
        assert [await store.outbox.claim(id) for id in ("", "case-1:1:0", "$where")] == [None] * 3


class TestFailures:
    async def test_back_off_longer_each_time_and_end_with_a_person(self, store: Store, clock: TestClock) -> None:
        id = await a_job(store)
        waits = []
        for attempt in range(1, ATTEMPTS_MOST + 1):
            claim = await claimed(store, id)
            assert claim.attempts == attempt
            before = clock.now.replace(tzinfo=None)
            assert await store.outbox.failed(claim, "refused")
            assert await store.outbox.claim(id) is None
            waits.append(((await row(store, id))["due_at"] - before) // SECOND)
            clock.now += BACKOFF_MOST + SECOND
        expected = [min(BACKOFF_FIRST * 2**n, BACKOFF_MOST) // SECOND for n in range(ATTEMPTS_MOST)]
        assert waits == expected
        found = await row(store, id)
        assert (found["state"], found["failure"], found["attempts"]) == ("DEAD", "refused", ATTEMPTS_MOST)
        assert await store.outbox.due() == []
        assert await store.outbox.claim(id) is None

    async def test_of_one_that_many_workers_died_with_are_still_counted(self, store: Store) -> None:
        """Crashes raise the attempts without a failure being told."""
        id = await a_job(store)
        await store.connection.outbox.update_one({"_id": id}, {"$set": {"attempts": 5_000}})
        assert await store.outbox.claim(id) is None
        assert (await row(store, id))["state"] == "DEAD"


def order(target: str = "webhook-1", event: str = "case-1:1", *, lane: bool = False) -> Order:
    return Order(target=target, event=event, topic="case.changed", job=WEBHOOK, lane=lane)


async def test_both_kinds_are_listed_by_id_and_by_job(store: Store, clock: TestClock) -> None:
    job, delivery = await a_job(store), order().id
    for _ in range(ATTEMPTS_MOST):
        await store.outbox.failed(await claimed(store, job), "PyMongoError")
        clock.now += BACKOFF_MOST
    await store.deliveries.order([order()])
    await store.deliveries.finished(await claimed(store, delivery), JobState.DEAD, "http-500", 500)
    rows = await store.dead.listed()
    assert [(row.id, row.job, row.failure, row.attempts) for row in rows] == [
        (job, NOTIFY, "PyMongoError", ATTEMPTS_MOST),
        (delivery, WEBHOOK, "http-500", 1),
    ]
    assert [row.id for row in await store.dead.listed([delivery, "no-such-row"])] == [delivery]
    assert [row.id for row in await store.dead.listed(job=NOTIFY)] == [job]
    assert await store.dead.listed([delivery], NOTIFY) == []


async def test_a_job_begun_again_is_done_and_whoever_had_it_ends_nothing(store: Store, clock: TestClock) -> None:
    id = await a_job(store)
    slow = await claimed(store, id)
    await store.connection.outbox.update_one({"_id": id}, {"$set": {"state": "DEAD"}})
    assert await store.dead.revive([]) == 0, "nothing named, nothing begun"
    assert await store.dead.revive([id, "no-such-row"]) == 1
    assert await store.dead.revive([id]) == 0, "it is due already"
    assert not await store.outbox.complete(slow)
    clock.now += timedelta(minutes=1)
    assert await deliver({"store": store}, id) == "done"
    assert await store.dead.listed() == []


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
    orders = [order(event=f"case-{n}:1") for n in range(10)]
    ids = [item.id for item in orders]
    await store.deliveries.order(orders)
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


async def test_a_later_version_waits_until_the_earlier_one_is_tried_again(store: Store, clock: TestClock) -> None:
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
    left = await row(store, order().id)
    assert (left["state"], left["tries"], left["failures"]) == ("DUE", [], 0)
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


async def test_what_was_given_up_begins_anew_up_to_a_limit(
    store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "REQUEUED_MOST", 2)
    orders = [order(event=f"case-1:{n}") for n in range(5)]
    for item in (*orders, order("webhook-2")):
        await store.deliveries.order([item])
        claim = await claimed(store, item.id)
        await store.deliveries.finished(claim, JobState.DEAD, "webhook-disabled", sent=False)
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
