"""kill -9 of every process under mixed writes: nothing acknowledged is lost, nothing is done twice.

Each proof has a control that must fail, or it would prove nothing. Here each process is killed once, while writes are
under way; `CASEBOOK_FAULT_ROUNDS` says how often. What is counted are answers and not seconds: a busy machine takes
longer and proves as much.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.local.template import Template
from tests.support.ledgers import Acknowledged, disagreements
from tests.support.load import OF_A_CASE, Client, more_told, told
from tests.support.site import Site, running_site

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
ROUNDS = int(os.environ.get("CASEBOOK_FAULT_ROUNDS", "1"))
WRITERS, DRAIN_SECONDS = 4, 180.0
ANSWERS_MOST = 12
"""Between two blows at least one command is acknowledged, and at most so many are waited for."""
JOBS_OF_A_CASE = 2
"""Orders to notify somebody, by what a client does."""
STRIKES_MOST = 25
"""How often the control may strike until a loss shows; most often the first does."""


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


async def struck(site: Site) -> list[Acknowledged]:
    """Writers at work when the database is killed, so that what was acknowledged last is not flushed by chance."""
    clients = [Client(site.api.url, site.issuer) for _ in range(2 * WRITERS)]
    tasks = [asyncio.create_task(client.run(asyncio.Event())) for client in clients]
    await more_told(clients, 4 * len(clients))
    await asyncio.to_thread(site.kill_database)
    for task in tasks:
        task.cancel()
    # A client may meet a case that is no longer there: that is what the control is about.
    await asyncio.gather(*tasks, return_exceptions=True)
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


def test_control_without_sync_on_commit_acknowledged_writes_are_lost(provisioned: Template, tmp_path: Path) -> None:
    with running_site(tmp_path, provisioned, sync=False, worker=False) as site:

        async def scene() -> list[str]:
            acknowledged: list[Acknowledged] = []
            for _ in range(STRIKES_MOST):
                acknowledged += await struck(site)
                site.kill_api()
                site.api.wait_ready()
                async with site.connection() as connection:
                    found = await disagreements(connection, acknowledged)
                # Nobody works here, so jobs are left undone as well: only a loss is what is waited for.
                if lost := [item for item in found if "acknowledged and lost" in item]:
                    return lost
            return []

        lost = asyncio.run(scene())
    assert lost


def test_control_without_the_relay_jobs_are_not_done(provisioned: Template, tmp_path: Path) -> None:
    with running_site(tmp_path, provisioned, worker=False) as site:

        async def scene() -> tuple[int, list[str]]:
            acknowledged = await under_load(site, None)
            assert not await site.drained(1.0)
            async with site.connection() as connection:
                return len(acknowledged) // OF_A_CASE, await disagreements(connection, acknowledged)

        cases, found = asyncio.run(scene())
    jobs = JOBS_OF_A_CASE * cases
    wanted = {"job not done": jobs, "done without its command": jobs, f"0 notices for {jobs} jobs": 1}
    assert Counter(item.partition(":")[0] for item in found) == wanted
