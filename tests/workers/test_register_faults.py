"""A verification that found faults is told to whoever asked, once, by webhook and by mail; nothing else is told."""

from dataclasses import replace
from datetime import timedelta

from domain.access.verification import FindingCount, Verification
from domain.kernel.event import Topic
from store.store import Store
from tests.support.clock import TestClock
from tests.support.receiver import Canary, listening
from tests.support.subscribers import active, bodies, looked
from workers.announce import order_register_faults

HEALTH, LAND = "agency-health", "agency-land"
FOUND = (FindingCount(code="erased", count=1), FindingCount(code="head-differs", count=2))


def verification(clock: TestClock, faults: int = 2) -> Verification:
    return Verification(began=clock.now, ended=clock.now, size=40, faults=faults, notes=1, findings=FOUND)


async def test_a_webhook_is_told_once_what_was_found(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary, listening(Canary()) as others:
        await active(store, HEALTH, canary.port, Topic.REGISTER_FAULT)
        await active(store, LAND, others.port, Topic.DUTY_DUE)
        assert await order_register_faults(store) == 0, "nothing was verified"
        await store.verifications.record(verification(clock, faults=0))
        assert await order_register_faults(store) == 0, "nothing is wrong"
        clock.forward(days=1)
        await store.verifications.record(verification(clock))
        assert await order_register_faults(store) == 1
        assert await order_register_faults(store) == 0, "looking twice tells once"
        await looked(store)
    [told] = bodies(canary)
    assert (told["type"], told["data"]["faults"], told["data"]["size"]) == ("register.fault", 2, 40)
    assert told["data"]["findings"] == [{"code": "erased", "count": 1}, {"code": "head-differs", "count": 2}]
    assert others.opened == 0


async def test_what_was_found_long_ago_is_told_no_more(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary:
        await active(store, HEALTH, canary.port, Topic.REGISTER_FAULT)
        await store.verifications.record(replace(verification(clock), ended=clock.now - timedelta(days=8)))
        assert await order_register_faults(store) == 0
    assert canary.opened == 0
