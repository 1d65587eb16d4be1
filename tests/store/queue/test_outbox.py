"""The outbox: each job is in one worker's hands at a time, and a worker that slept too long finishes nothing."""

import asyncio
from datetime import timedelta

import pytest

from domain.kernel.refusals import Refused
from store.queue.outbox import ATTEMPTS_MOST, BACKOFF_FIRST, BACKOFF_MOST, LEASE, ROWS_A_LOOK, Claim
from store.store import Store
from tests.support.clock import TestClock
from tests.support.record import done, problem
from tests.support.world import LEAD, a_report, a_screening, caller, reported

SECOND = timedelta(seconds=1)


async def a_job(store: Store) -> str:
    """The id of the one job there is."""
    made = await reported(store)
    [id] = await store.outbox.due()
    assert id == f"{made.stream}:1:0"
    return id


async def claimed(store: Store, id: str) -> Claim:
    found = await store.outbox.claim(id)
    assert found is not None
    return found


async def row(store: Store, id: str) -> dict[str, object]:
    found = await store.connection.outbox.find_one({"_id": id})
    assert found is not None
    return found


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

    async def test_done_is_done(self, store: Store, clock: TestClock) -> None:
        id = await a_job(store)
        claim = await claimed(store, id)
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

    async def test_a_late_worker_that_nobody_overtook_may_finish(self, store: Store, clock: TestClock) -> None:
        claim = await claimed(store, await a_job(store))
        clock.now += LEASE * 3
        assert await store.outbox.complete(claim)

    @pytest.mark.parametrize("id", ["", "case-1:1:0", "$where"])
    async def test_of_nothing(self, store: Store, id: str) -> None:
        assert await store.outbox.claim(id) is None


class TestFailures:
    async def test_back_off_longer_each_time_and_end_with_a_person(self, store: Store, clock: TestClock) -> None:
        id = await a_job(store)
        waits = []
        for attempt in range(1, ATTEMPTS_MOST + 1):
            claim = await claimed(store, id)
            assert claim.attempts == attempt
            before = clock.now
            assert await store.outbox.failed(claim, "refused")
            assert await store.outbox.claim(id) is None
            due = (await row(store, id))["due_at"]
            waits.append((due - before.replace(tzinfo=None)) // SECOND)  # type: ignore[operator]
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
