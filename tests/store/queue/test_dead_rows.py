"""What was given up is seen and begun anew by a person: jobs of the register and deliveries alike."""

from datetime import timedelta

from domain.case.command import NOTIFY
from domain.kernel.event import JobState
from store.queue.deliveries import Order
from store.queue.outbox import ATTEMPTS_MOST, BACKOFF_MOST
from store.store import Store
from tests.support.clock import TestClock
from tests.support.world import reported
from workers.announce import WEBHOOK
from workers.deliver import deliver

ORDER = Order(target="webhook-1", event="case-1:1", topic="case.changed", job=WEBHOOK)


async def a_job_given_up(store: Store, clock: TestClock) -> str:
    made = await reported(store)
    id = f"{made.stream}:1:0"
    for _ in range(ATTEMPTS_MOST):
        claim = await store.outbox.claim(id)
        assert claim is not None
        await store.outbox.failed(claim, "PyMongoError")
        clock.now += BACKOFF_MOST
    return id


async def a_delivery_given_up(store: Store) -> str:
    await store.deliveries.order([ORDER])
    claim = await store.deliveries.claim(ORDER.id)
    assert claim is not None
    await store.deliveries.finished(claim, JobState.DEAD, "http-500", 500)
    return ORDER.id


async def test_both_kinds_are_listed_by_id_and_by_job(store: Store, clock: TestClock) -> None:
    job, delivery = await a_job_given_up(store, clock), await a_delivery_given_up(store)
    rows = await store.dead.listed()
    assert [(row.id, row.job, row.failure, row.attempts) for row in rows] == [
        (job, NOTIFY, "PyMongoError", ATTEMPTS_MOST),
        (delivery, WEBHOOK, "http-500", 1),
    ]
    assert [row.id for row in await store.dead.listed([delivery, "no-such-row"])] == [delivery]
    assert [row.id for row in await store.dead.listed(job=NOTIFY)] == [job]
    assert await store.dead.listed([delivery], NOTIFY) == []


async def test_a_job_that_is_begun_again_is_done_and_whoever_had_it_finishes_nothing(
    store: Store, clock: TestClock
) -> None:
    made = await reported(store)
    id = f"{made.stream}:1:0"
    slow = await store.outbox.claim(id)
    assert slow is not None
    await store.connection.outbox.update_one({"_id": id}, {"$set": {"state": "DEAD"}})
    assert await store.dead.revive([]) == 0, "nothing named, nothing begun"
    assert await store.dead.revive([id, "no-such-row"]) == 1
    assert await store.dead.revive([id]) == 0, "it is due already"
    assert not await store.outbox.complete(slow)
    clock.now += timedelta(minutes=1)
    assert await deliver({"store": store}, id) == "done"
    assert await store.dead.listed() == []
