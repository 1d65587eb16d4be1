"""An installation at two times, for journeys in which a deadline passes."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from scripts.local.queue import Queue
from store.process.settings import Settings
from store.provisioning.provision import lay_out
from store.store import opened_store
from tests.support.installation import Api, Process, environment, forget_the_day, running_api, running_worker
from tests.support.play import Play, a_ground
from tests.support.public import forgive
from tests.support.reader import SETTINGS
from tests.support.server import own_prefix
from tests.support.tokens import Issuer
from tests.support.unsealed import held_of
from tests.support.world import build

TEN_DAYS = {"CASEBOOK_CLOCK_OFFSET": str(10 * 86_400)}


@pytest.fixture(autouse=True)
def a_day_of_its_own(request: pytest.FixtureRequest) -> None:
    """Give each journey a new day, so that none uses up the daily limits of another in the shared installation."""
    if "installation" in request.fixturenames:
        installation: dict[str, str] = request.getfixturevalue("installation")
        forget_the_day(installation, request.getfixturevalue("root_uri"))
        forgive(installation)


@pytest.fixture(autouse=True)
def nothing_would_be_held(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check that the sealer would seal everything that a journey wrote to the shared installation. Entries of other
    tests may be held back."""
    if "installation" not in request.fixturenames:
        yield
        return
    env = request.getfixturevalue("installation")

    async def held() -> dict[str, str]:
        async with opened_store(Settings.from_env(env)) as store:
            return await held_of(store.connection)

    before = asyncio.run(held())
    yield
    assert {version: why for version, why in asyncio.run(held()).items() if version not in before} == {}


@pytest.fixture
def two_times(
    root_uri: str, own_redis: Queue, issuer: Issuer, tmp_path: Path
) -> Iterator[tuple[Api, Callable[[], Api]]]:
    """Yield a separate installation, today and ten days later, with its own queue and worker.

    The future begins when the function is called, so that its worker finds nothing due that a test still asks about
    today.
    """
    env = environment(tmp_path, root_uri, own_redis.url, issuer, own_prefix())

    async def enter() -> None:
        async with opened_store(Settings.from_env(env)) as store:
            await lay_out(store.connection.client, store.connection.names)
            await build(store)

    asyncio.run(enter())
    env |= SETTINGS
    future = env | TEN_DAYS
    with running_api(env, tmp_path / "now.log") as now, ExitStack() as begun:

        def later() -> Api:
            begun.enter_context(running_worker(future, tmp_path / "worker.log"))
            return begun.enter_context(running_api(future, tmp_path / "then.log"))

        yield now, later


@pytest.fixture(scope="module")
def ground(api: Api, issuer: Issuer) -> str:
    """Return a provision on which measures may rest."""
    return a_ground(api, issuer)


@pytest.fixture
def play(api: Api, worker: Process, issuer: Issuer) -> Play:
    """Return a case to be acted out, beside a worker."""
    return Play(api, issuer)
