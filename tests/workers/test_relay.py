"""The relay goes on, whoever does not answer."""

import asyncio
import logging
from typing import Any

import pytest

from store.store import Store
from tests.support.patience import until_seen
from workers import relay
from workers.relay import Relay


class Silence:
    """Something that gives no answer the first time, and then what it gives otherwise."""

    def __init__(self, asked: Any) -> None:
        self._asked, self.times = asked, 0

    async def __call__(self, *how: Any, **named: Any) -> Any:
        self.times += 1
        if self.times == 1:
            await asyncio.Event().wait()
        return await self._asked(*how, **named)


@pytest.mark.parametrize(("part", "method"), [("deliveries", "targets"), ("outbox", "due")])
async def test_a_database_that_never_answers_ends_one_look(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str, method: str
) -> None:
    monkeypatch.setattr(relay, "ANSWER_SECONDS", 0.05)
    silence = Silence(getattr(getattr(store, part), method))
    monkeypatch.setattr(getattr(store, part), method, silence)

    async def away() -> None:
        return None

    with caplog.at_level(logging.WARNING, relay.log.name):
        looking = asyncio.create_task(relay.run(Relay(store), away, 0.01))
        try:

            async def looked() -> bool:
                return silence.times > 1

            await until_seen(looked)
        finally:
            looking.cancel()
    assert "look failed: TimeoutError" in caplog.messages


async def test_a_queue_that_never_answers_is_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "QUEUE_SECONDS", 0.05)

    class Queue:
        enqueue_job = Silence(None)

    assert not await relay._hinted(Queue(), "deliver", "case-1:1:0", "queue")  # type: ignore[arg-type]
