"""One rich world for all tests of this folder, served by a thread of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.graphql import engine, prepare
from api.pages.base import page_request as desk_pages
from api.pages.report import graphql as public
from api.pages.report import page_request
from store.driver import shared_read as shared
from store.driver.connection import wall_clock
from store.log.sealing.directory import create_directory
from store.read.history import History
from tests.matrix.desks import desks
from tests.matrix.lives import enriched
from tests.matrix.rich import World
from tests.matrix.richer import Beside, stand_beside
from tests.matrix.served import laid_out, served_here
from tests.sealer.processes import start
from tests.support.by_forms import ByForms
from tests.support.installation import environment, running_worker
from tests.support.patience import PATIENCE, until
from tests.support.public import with_others
from tests.support.reader import SETTINGS
from tests.support.server import own_prefix
from tests.support.template import running_queue
from tests.support.tokens import Issuer

ORIGIN = "casebook.test/log"
UNHURRIED_SECONDS = 120.0
KEPT_MOST = 2_000


@pytest.fixture(scope="session")
def world(root_uri: str, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Yield the world in its own databases, made by the forms of the desk, after the worker and the sealer have
    finished."""
    folder = tmp_path_factory.mktemp("rich")
    with an_installation(root_uri, issuer, folder) as env, served_here(env, ByForms) as api:
        with pytest.MonkeyPatch.context() as patch:
            lift_limits(patch)
            world = enriched(api, issuer)
            with running_worker(env, folder / "worker.log"):
                stand_beside(world)
                desks(Beside(world))
            sealed(world, env, folder)
        yield world  # the limits are as they were: tests of other folders run in this process too


@contextmanager
def an_installation(uri: str, issuer: Issuer, folder: Path) -> Iterator[dict[str, str]]:
    """Yield an installation with the desk and its own queue: a worker of another installation would take its jobs."""
    with running_queue(folder / "queue") as queue:
        env = {**environment(folder, uri, queue.url, issuer, own_prefix()), **SETTINGS}
        env["CASEBOOK_CALLER_RATE"] = "1000000"
        laid_out(env)
        with_others(env)
        yield env


@pytest.fixture(autouse=True)
def without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test of this folder without limits."""
    lift_limits(monkeypatch)


@pytest.fixture(autouse=True)
def once_for_all(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cache reads that give every reader the same, because nothing is written while the world is queried."""
    if "world" in request.fixturenames:
        told = request.getfixturevalue("world").told
        for name in ("state", "audit"):
            monkeypatch.setattr(History, name, once(getattr(History, name), told.setdefault(name, {})))


def once(ask: Any, known: dict[Any, Any]) -> Any:
    """Return a read of the store that is executed once and then cached."""

    async def asked(self: Any, *about: Any) -> Any:
        if about not in known:
            known[about] = await ask(self, *about)
        return known[about]

    return asked


def lift_limits(patch: pytest.MonkeyPatch) -> None:
    """Keep every prepared document, and wait: visibility must not depend on the machine's load."""
    patch.setattr(prepare, "KEPT_MOST", KEPT_MOST)  # every document of one agency, for the next one
    for limited in (engine, shared, page_request, public):
        patch.setattr(limited, "SECONDS_MOST", UNHURRIED_SECONDS)
    patch.setattr(desk_pages, "PAGE_SECONDS", UNHURRIED_SECONDS)


def sealed(world: World, env: dict[str, str], folder: Path) -> None:
    home = create_directory(folder / "sealer", ORIGIN, wall_clock())
    process = start(env | {"CASEBOOK_SEALER_HOME": str(home.path)}, folder / "sealer.log")
    ask = "{ log { pending } }"
    until(lambda: world.api.ask(world.token("lead"), ask)["log"]["pending"] == 0, "everything is in the log")
    process.terminate()
    process.wait(PATIENCE)
