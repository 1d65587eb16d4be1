"""kill -9 of every process while others are told: all that happened is told at least once, under the ids expected.

The receiver is a process of its own with its own ledger. `CASEBOOK_FAULT_ROUNDS` says how often each process is killed.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from store.store import Store
from tests.faults.test_kill import under_load
from tests.faults.told import events_of, expected, subscribed, untold
from tests.support.ledgers import Acknowledged
from tests.support.receiving import Receiver, receiving
from tests.support.site import Site, running_site
from tests.support.template import Template

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
DRAIN_SECONDS, WEBHOOKS = 180.0, 3


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with receiving(tmp_path_factory.mktemp("receiver"), slow=3) as running:
        yield running


@pytest.fixture(scope="module")
def site(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    outside = {"CASEBOOK_WEBHOOK_LOOPBACK": "on"}
    with running_site(tmp_path_factory.mktemp("site"), provisioned, more=outside) as running:
        yield running


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
