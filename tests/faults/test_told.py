"""kill -9 of every process while others are told: all that happened is told at least once, under the ids expected.

The receiver is a process of its own with its own ledger. `CASEBOOK_FAULT_ROUNDS` says how often each process is killed.
"""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from scripts.local.template import Template
from store.store import Store
from tests.faults.test_kill import under_load
from tests.faults.told import events_of, expected, subscribed, untold
from tests.support.installation import Process, running_worker
from tests.support.ledgers import Acknowledged
from tests.support.patience import until
from tests.support.receiving import Receiver, receiving
from tests.support.site import Site, running_site
from tests.support.world import LEAD

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
DRAIN_SECONDS, WEBHOOKS = 180.0, 3
AHEAD = {"CASEBOOK_CLOCK_OFFSET": "60"}
"""A worker whose clock runs ahead finds every lease over."""
TRY = "mutation($input: TryWebhookInput!) { tryWebhook(input: $input) { problems { code } } }"


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with receiving(tmp_path_factory.mktemp("receiver"), slow=3) as running:
        yield running


@pytest.fixture(scope="module")
def site(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    outside = {"CASEBOOK_WEBHOOK_LOOPBACK": "on"}
    with running_site(tmp_path_factory.mktemp("site"), provisioned, more=outside) as running:
        yield running


@pytest.fixture
def again(site: Site) -> Site:
    """The site after chaos: its servers were begun by threads, and went with them."""
    site.kill_database()
    site.kill_queue()
    site.api.wait_ready()
    return site


async def entered(site: Site, address: str, count: int) -> tuple[list[str], set[str]]:
    """Webhooks, and the events of before them."""
    async with site.connection() as connection:
        return await subscribed(Store(connection), address, count), await events_of(connection)


def test_all_is_told_after_every_process_was_killed(site: Site, receiver: Receiver) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")

    async def scene() -> tuple[list[Acknowledged], list[str], list[str]]:
        webhooks, before = await entered(site, receiver.address, WEBHOOKS)
        acknowledged = await under_load(site, seed)
        assert await site.drained(DRAIN_SECONDS)
        async with site.connection() as connection:
            return acknowledged, webhooks, await untold(connection, webhooks, before, receiver)

    acknowledged, webhooks, found = asyncio.run(scene())
    ids = Counter(item.id for item in receiver.ledger())
    print(f"{len(acknowledged)} acknowledged, {len(ids)} told, {ids.total() - len(ids)} of them again")
    assert found == []
    wanted = expected({f"{item.stream}:{item.version}" for item in acknowledged}, webhooks)
    assert len(wanted) == len(acknowledged) * WEBHOOKS, "each of another version"
    assert wanted <= set(ids)


async def came(receiver: Receiver, path: str, count: int) -> list[str]:
    """The ids that came on a path, once there are so many."""

    def look() -> list[str]:
        return [item.id for item in receiver.ledger() if item.path == path]

    return await asyncio.to_thread(until, look, wanted=lambda found: len(found) >= count)


async def stopped_past_its_lease(site: Site, receiver: Receiver, worker: Process) -> tuple[dict[str, Any], list[str]]:
    """A trial whose worker sleeps while another one sends it again, and then wakes up; its row and what came."""
    path = f"/slow/{uuid4()}"
    [webhook], _ = await entered(site, f"http://127.0.0.1:{receiver.port}{path}", 1)
    order = {"commandId": str(uuid4()), "webhookId": webhook}
    with running_worker(site.env | AHEAD, site.folder / f"{webhook}.log") as other:
        await asyncio.to_thread(other.wait_said, "worker ready")
        os.kill(other.child.pid, signal.SIGSTOP)  # a start may take longer than a job may
        site.api.ask(site.issuer.officer(LEAD, Post.ADMIN), TRY, input=order)
        await came(receiver, path, 1)
        os.kill(worker.child.pid, signal.SIGSTOP)
        await site.flush()  # the queue forgets that the stopped one has the job
        os.kill(other.child.pid, signal.SIGCONT)
        ids = await came(receiver, path, 2)
        assert await site.drained(DRAIN_SECONDS)
    os.kill(worker.child.pid, signal.SIGCONT)
    took = f"send:{webhook}:send ●"
    await asyncio.to_thread(until, lambda: took in worker.log.read_text(), "it takes its turn to the end")
    async with site.connection() as connection:
        [row] = await connection.outbox.find({"target": webhook}).to_list(None)
    return row, ids


def test_a_worker_stopped_past_its_lease_completes_nothing(again: Site, receiver: Receiver) -> None:
    assert again.worker is not None
    row, ids = asyncio.run(stopped_past_its_lease(again, receiver, again.worker))
    assert ids == [row["_id"]] * 2
    assert (row["state"], row["fence"], len(row["tries"])) == ("DONE", 2, 1)
    assert "lease lost" in again.worker.log.read_text()
