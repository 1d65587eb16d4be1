"""A register with a log of its own for each test, in databases that are laid out once a run and emptied each time."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from store.mongo.connection import Connection, wall_clock
from store.mongo.databases import COLLECTIONS
from store.settings import Driver
from tests.conftest import fresh_connection
from tests.sealer.damage import A, O, P
from tests.sealer.panel import Panel
from tests.sealer.site import REGISTERED, Site, named
from tests.support.clock import TestClock


@pytest.fixture(scope="session")
async def laid_out(root_uri: str) -> AsyncIterator[Connection]:
    """Databases with the unique index that keeps an event from being sealed twice."""
    async with fresh_connection(root_uri, TestClock(), Driver.PYMONGO) as made:
        log = made.client[made.names.log]
        await log["index"].create_index([("event", 1)], unique=True)
        yield made


@pytest.fixture
async def connection(laid_out: Connection, clock: TestClock) -> Connection:
    """The same databases, empty."""
    for part, collections in COLLECTIONS.items():
        for collection in collections:
            await laid_out.client[getattr(laid_out.names, part)][collection].delete_many({})
    return replace(laid_out, clock=clock)


@pytest.fixture
async def site(connection: Connection, clock: TestClock, tmp_path: Path) -> Site:
    """A log that was set up and holds nothing."""
    return Site(connection, tmp_path / "sealer", clock).begin()


@pytest.fixture
def panel(site: Site, tmp_path: Path) -> Panel:
    """Witnesses of the site's log, which runs on the same clock."""
    site.clock = wall_clock
    return Panel(tmp_path, site)


@pytest.fixture
async def world(site: Site) -> Site:
    """A: three versions sealed, a fourth later, which names a checkpoint. O: sealed texts. P: pending."""
    await site.sealed()
    await site.write(A, REGISTERED, named(1), named(2))
    await site.officer(O)
    await site.sealed()
    await site.write(A, named(3))
    await site.sealed()
    await site.write(P, REGISTERED)
    assert await site.findings() == []
    return site
