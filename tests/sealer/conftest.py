"""A register with its own log for each test, in databases that are provisioned once a run and emptied for each test."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from store.driver.connection import Connection, wall_clock
from tests.conftest import fresh_connection
from tests.sealer.damage import A, O, P
from tests.sealer.processes import Panel
from tests.sealer.site import REGISTERED, Made, Site, named
from tests.support.clock import TestClock
from tests.support.held import hold, strays


@pytest.fixture(scope="session")
async def laid_out(root_uri: str) -> AsyncIterator[Connection]:
    """Yield databases with the unique index that prevents sealing an event twice."""
    async with fresh_connection(root_uri, TestClock()) as made:
        log = made.client[made.names.log]
        await log["index"].create_index([("event", 1)], unique=True)
        yield made
        assert await strays(made) == []


@pytest.fixture(scope="session")
async def made(laid_out: Connection, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return three streams. A has three sealed versions and a later fourth, which names a checkpoint; O has sealed
    texts; P is pending."""
    clock = TestClock()
    await hold(laid_out, {})
    site = Site(replace(laid_out, clock=clock), tmp_path_factory.mktemp("world") / "sealer", clock).begin()
    await site.sealed()
    await site.write(A, REGISTERED, named(1), named(2))
    await site.officer(O)
    await site.sealed()
    await site.extend(A, named(3))
    await site.write(P, REGISTERED)
    assert await site.findings() == []
    return await Made.of(site)


@pytest.fixture
async def connection(laid_out: Connection, made: Made, clock: TestClock, request: pytest.FixtureRequest) -> Connection:
    """Return a connection to the same databases: empty, or with the streams of `made` for a test that asks for
    `world`."""
    await hold(laid_out, made.documents if "world" in request.fixturenames else {})
    return replace(laid_out, clock=clock)


@pytest.fixture
def site(connection: Connection, made: Made, clock: TestClock, tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    """Return a log that is set up and empty, or has the streams of `made` for a test that asks for `world`."""
    folder = tmp_path / "sealer"
    if "world" not in request.fixturenames:
        return Site(connection, folder, clock).begin()
    clock.now = made.now
    return made.again(connection, clock, folder)


@pytest.fixture
def panel(site: Site, tmp_path: Path) -> Panel:
    """Return witnesses of the site's log, which use the same clock."""
    site.clock = wall_clock
    return Panel(tmp_path, site)


@pytest.fixture
def world(site: Site) -> Site:
    """Return a register and its log with the streams of `made`, which are made once and then copied."""
    return site
