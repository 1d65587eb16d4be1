"""Redis away, gone or hanging: nobody waits for it, it is said once, and it is used again when it is back."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from signal import SIGCONT, SIGSTOP

import pytest

from api.counters import ANSWER_SECONDS, SharedCounters
from scripts.embedded.queue import Queue
from scripts.embedded.template import running_queue
from tests.support.installation import running_api
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

TIMES, FEW = 100, 20
PATIENCE = 20.0
ME = "{ me { role } }"


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    """A queue that a test may stop."""
    with running_queue(tmp_path / "queue") as running:
        yield running
        os.kill(running.process.pid, SIGCONT)


async def back(shared: SharedCounters, key: str) -> None:
    """Wait until the counters of all are used again."""
    for _ in range(int(PATIENCE / 0.05)):
        if await shared.count(key, 60) is not None:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the queue did not come back")


async def test_a_queue_that_hangs_costs_one_wait_and_two_lines(queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "casebook.rates")
    shared = SharedCounters(queue.url)
    assert [await shared.count("a", 60) for _ in range(2)] == [1, 2]
    for outage in (1, 2):
        os.kill(queue.process.pid, SIGSTOP)
        began = time.monotonic()
        assert [await shared.count("a", 60) for _ in range(TIMES)] == [None] * TIMES
        assert time.monotonic() - began < TIMES * ANSWER_SECONDS / 10
        os.kill(queue.process.pid, SIGCONT)
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
