"""A register with a log of its own for each test, in databases that are laid out once a run and emptied each time."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from store.driver.connection import Connection, wall_clock
from tests.conftest import fresh_connection
from tests.sealer.damage import A, O, P
from tests.sealer.made import Made
from tests.sealer.panel import Panel
from tests.sealer.site import REGISTERED, Site, named
from tests.support.clock import TestClock
from tests.support.held import hold, strays


@pytest.fixture(scope="session")
async def laid_out(root_uri: str) -> AsyncIterator[Connection]:
    """Databases with the unique index that keeps an event from being sealed twice."""
    async with fresh_connection(root_uri, TestClock()) as made:
        log = made.client[made.names.log]
        await log["index"].create_index([("event", 1)], unique=True)
        yield made
        assert await strays(made) == []


@pytest.fixture(scope="session")
async def made(laid_out: Connection, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A: three versions sealed, a fourth later, which names a checkpoint. O: sealed texts. P: pending."""
    clock = TestClock()
    await hold(laid_out, {})
    site = Site(replace(laid_out, clock=clock), tmp_path_factory.mktemp("world") / "sealer", clock).begin()
    await site.sealed()
    await site.write(A, REGISTERED, named(1), named(2))
    await site.officer(O)
    await site.sealed()
    await site.write(A, named(3))
    await site.sealed()
    await site.write(P, REGISTERED)
    assert await site.findings() == []
    return await Made.of(site)


@pytest.fixture
async def connection(laid_out: Connection, made: Made, clock: TestClock, request: pytest.FixtureRequest) -> Connection:
    """The same databases, empty, or with what was made for a test that asks for `world`."""
    await hold(laid_out, made.documents if "world" in request.fixturenames else {})
    return replace(laid_out, clock=clock)


@pytest.fixture
def site(connection: Connection, made: Made, clock: TestClock, tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    """A log that was set up and holds nothing, or what was made for a test that asks for `world`."""
    folder = tmp_path / "sealer"
    if "world" not in request.fixturenames:
        return Site(connection, folder, clock).begin()
    clock.now = made.now
    return made.again(connection, clock, folder)


@pytest.fixture
def panel(site: Site, tmp_path: Path) -> Panel:
    """Witnesses of the site's log, which runs on the same clock."""
    site.clock = wall_clock
    return Panel(tmp_path, site)


@pytest.fixture
def world(site: Site) -> Site:
    """A register and its log as they were made: once, and copied from then on."""
    return site
