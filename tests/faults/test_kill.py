"""kill -9 of every process under mixed writes: nothing acknowledged is lost, nothing is done twice.

Here each process is killed once, while writes are
under way; `CASEBOOK_FAULT_ROUNDS` says how often. What is counted are answers and not seconds: a busy machine takes
longer and proves as much.
"""

import asyncio
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.ledgers import Acknowledged, disagreements
from tests.support.load import OF_A_CASE, Client, more_told, told
from tests.support.site import Site, running_site
from tests.support.template import Template

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
ROUNDS = int(os.environ.get("CASEBOOK_FAULT_ROUNDS", "1"))
WRITERS, DRAIN_SECONDS = 4, 180.0
ANSWERS_MOST = 12
"""Between two blows at least one command is acknowledged, and at most so many are waited for."""


async def chaos(site: Site, clients: Sequence[Client], seed: int) -> None:
    """Kill one thing after another, each once a round, in an order and after numbers of answers that the seed fixes.

    Of the API and the worker none is killed before it was ready: on a busy machine nothing would ever be served.
    """
    dice = random.Random(seed)
    blows = [site.kill_database, site.kill_api, site.kill_worker, site.kill_queue, None]
    for _ in range(ROUNDS):
        dice.shuffle(blows)
        for blow in blows:
            if blow in (site.kill_api, site.kill_worker):
                await asyncio.to_thread(site.wait_ready)
            await more_told(clients, dice.randint(1, ANSWERS_MOST))
            if blow is None:
                await site.flush()
            else:
                await asyncio.to_thread(blow)
    await more_told(clients, WRITERS)


async def under_load(site: Site, seed: int | None) -> list[Acknowledged]:
    """What writers were told at work, with chaos beside them when a seed is given; otherwise each works one case."""
    clients, done = [Client(site.api.url, site.issuer) for _ in range(WRITERS)], asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for client in clients:
            group.create_task(client.run(done))
        if seed is not None:
            await chaos(site, clients, seed)
        done.set()
    cases = [divmod(len(client.acknowledged), OF_A_CASE) for client in clients]
    assert [begun for _, begun in cases] == [0] * WRITERS, "each ends the case in hand"
    assert min(ended for ended, _ in cases) > 0
    return told(clients)


def test_four_ledgers_agree_after_every_process_was_killed(provisioned: Template, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    with running_site(tmp_path, provisioned) as site:

        async def scene() -> list[str]:
            acknowledged = await under_load(site, seed)
            print(f"{len(acknowledged)} acknowledged")
            assert await site.drained(DRAIN_SECONDS)
            async with site.connection() as connection:
                return await disagreements(connection, acknowledged)

        found = asyncio.run(scene())
    assert found == []
