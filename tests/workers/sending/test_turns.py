"""Fairness, counted: one target that never answers among a hundred holds up none of the others."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from domain.kernel.event import JobState
from domain.kernel.refusals import NotFound, Refused
from store.queue.deliveries import AT_ONCE, Order
from store.queue.outbox import FREE, LEASE, Claim
from store.store import Store
from tests.support.clock import TestClock
from tests.support.record import there
from workers.announce import WEBHOOK
from workers.relay import Relay
from workers.sending import turns
from workers.sending.outcome import Outcome, Sent

TARGETS, EACH, LOOKS = 100, 3, 100
SLOW = "webhook-000"
DONE = Outcome(state=JobState.DONE, sent=Sent(status=204))


class Ways:
    """Ways out on which one target never answers; what was sent is counted."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.open, self.most = 0, 0
        self.answer = asyncio.Event()

    async def send(self, store: Store, claim: Claim) -> Outcome:
        target = claim.target or ""
        self.sent[target] += 1
        if target == SLOW:
            self.open += 1
            self.most = max(self.most, self.open)
            await self.answer.wait()
            self.open -= 1
        return DONE


async def crowd(store: Store) -> None:
    targets = [SLOW] * 8 + [f"webhook-{n:03}" for n in range(1, TARGETS)]
    for number, target in enumerate(targets):
        events = [f"case-{number}:{n}" for n in range(EACH)]
        await store.deliveries.order(
            Order(target=target, event=event, topic="case.changed", job=WEBHOOK) for event in events
        )


@pytest.fixture
def ways() -> Ways:
    return Ways()


def others(ways: Ways) -> int:
    return sum(count for target, count in ways.sent.items() if target != SLOW)


async def quick_ones_done(clock: TestClock, relays: list[Relay], ways: Ways) -> bool:
    """Whether all that is for the others is sent while the slow one's first lease runs, still unanswered."""
    for _ in range(LOOKS):
        clock.now += LEASE / (LOOKS + 1)
        await relays[0].look(None)
        quick = [turn for relay in relays for target, turn in relay._turns.items() if target != SLOW]
        await asyncio.gather(*quick)  # however long a busy machine takes for it
        if others(ways) == (TARGETS - 1) * EACH:
            return True
    return False


async def test_one_that_never_answers_delays_nobody(store: Store, clock: TestClock, ways: Ways) -> None:
    await crowd(store)
    relays: list[Any] = [Relay(store, ways), Relay(store, ways), Relay(store, ways)]  # type: ignore[arg-type]
    await asyncio.gather(*(relay.look(None) for relay in relays))
    assert await quick_ones_done(clock, relays, ways)
    assert not ways.answer.is_set()
    assert ways.sent[SLOW] == ways.most <= AT_ONCE, "three workers, and few of its messages in hands"
    ways.answer.set()
    for relay in relays:
        await relay.settled()


async def test_a_turn_ends_before_its_job_is_cut_off(store: Store, ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    await crowd(store)
    monkeypatch.setattr(turns, "TURN_SECONDS", -1)
    assert await turns.send({"store": store, "senders": ways}, "webhook-001") == 0


@pytest.mark.parametrize(("error", "code"), [(RuntimeError(), "RuntimeError"), (Refused(NotFound()), "not-found")])
async def test_a_failure_of_our_own_gives_the_row_back(store: Store, ways: Ways, error: Exception, code: str) -> None:
    async def broken(store: Store, claim: Claim) -> Outcome:
        raise error

    await store.deliveries.order([Order(target="webhook-1", event="case-1:1", topic="t", job=WEBHOOK)])
    ways.send = broken  # type: ignore[method-assign]
    await turns.send({"store": store, "senders": ways}, "webhook-1")
    row = there(await store.connection.outbox.find_one({"target": "webhook-1"}))
    assert (row["state"], row["failure"], row["lease_until"], row["failures"]) == ("DUE", code, FREE, 0)
