"""Redis away, gone or hanging: nobody waits for it, it is said once, and it is used again when it is back."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from typing import Any

import pytest

from api.callers import rates
from api.callers.rates import SharedCounters
from scripts.local.queue import Queue
from tests.support.installation import running_api
from tests.support.patience import PATIENCE, until_seen
from tests.support.template import running_queue
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

TIMES, FEW = 100, 20
ME = "{ me { isPerson } }"


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    with running_queue(tmp_path / "queue") as running:
        yield running
        os.kill(running.process.pid, SIGCONT)


async def back(shared: SharedCounters, key: str) -> None:
    """Wait until the counters of all are used again."""
    await until_seen(partial(shared.count, key, 60), "the queue did not come back")


async def test_a_queue_that_hangs_costs_one_wait_and_two_lines(
    queue: Queue, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "casebook.rates")
    monkeypatch.setattr(rates, "ANSWER_SECONDS", PATIENCE)  # a busy queue is not away
    shared, asked = SharedCounters(queue.url), list[None]()
    pipeline = shared._redis.pipeline

    def noted(**options: Any) -> Any:
        asked.append(None)
        return pipeline(**options)

    monkeypatch.setattr(shared._redis, "pipeline", noted)
    assert [await shared.count("a", 60) for _ in range(2)] == [1, 2]
    assert (await shared.count("b", 60, 0), await shared._redis.exists("b")) == (0, 0), "who asks leaves no key"
    for outage in (1, 2):
        os.kill(queue.process.pid, SIGSTOP)
        monkeypatch.setattr(rates, "ANSWER_SECONDS", 0.2)
        asked.clear()
        assert [await shared.count("a", 60) for _ in range(TIMES)] == [None] * TIMES
        assert len(asked) == 1, "who asks after the first does not wait"
        os.kill(queue.process.pid, SIGCONT)
        monkeypatch.setattr(rates, "ANSWER_SECONDS", PATIENCE)
        await back(shared, "a")
        said = [record.message for record in caplog.records]
        assert [line.split(",")[0] for line in said] == ["queue away", "queue back"] * outage
    await shared.close()


async def test_what_is_closed_while_the_queue_is_away_leaves_nothing_behind() -> None:
    shared = SharedCounters("redis://127.0.0.1:1/0")
    assert await shared.count("a", 60) is None
    await shared.close()
    await shared.close()


def test_operations_go_on_while_the_queue_hangs(
    queue: Queue, installation: dict[str, str], issuer: Issuer, tmp_path: Path
) -> None:
    env = {**installation, "CASEBOOK_REDIS_URL": queue.url, "CASEBOOK_CALLER_RATE": str(FEW)}
    with running_api(env, tmp_path / "api.log") as api:
        token = issuer.officer("agency-lead")
        api.ask(token, ME)
        os.kill(queue.process.pid, SIGSTOP)
        answers = [api.post(token, ME).status_code for _ in range(2 * FEW + 1)]
        assert answers[0] == 200
        assert 429 in answers, "each process counts by itself meanwhile"
        assert api.log.read_text().count("queue away") == 1
