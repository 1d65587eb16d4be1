"""One rich world for all tests of this folder, served by a thread of this process."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.graphql import prepare
from scripts.embedded.template import running_queue
from store.log.sealer_directory import create_directory
from store.mongo.connection import wall_clock
from tests.sealer.processes import PATIENCE, start, until
from tests.support.desks import desks
from tests.support.installation import environment, running_worker
from tests.support.public import with_others
from tests.support.rich import World, enriched, laid_out, served_here
from tests.support.richer import Beside, stand_beside
from tests.support.tokens import Issuer

ORIGIN = "casebook.test/log"


@pytest.fixture(scope="session")
def world(root_uri: str, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, in databases of its own; the worker and the sealer have done their work and are gone."""
    folder = tmp_path_factory.mktemp("rich")
    with running_queue(folder / "queue") as queue:  # of its own: another worker at it would take its jobs
        yield from made(environment(folder, root_uri, queue.url, issuer, f"rich{secrets.token_hex(4)}"), folder, issuer)


def made(env: dict[str, str], folder: Path, issuer: Issuer) -> Iterator[World]:
    """The world in an installation."""
    env |= {"CASEBOOK_WEBHOOK_LOOPBACK": "on"}
    laid_out(env)
    with_others(env)
    with pytest.MonkeyPatch.context() as patch, served_here(env) as api:
        patch.setattr(prepare, "KEPT_MOST", 2_000)  # every document of one agency, for the next one
        world = enriched(api, issuer)
        with running_worker(env, folder / "worker.log"):
            stand_beside(world)
            desks(Beside(world))
        sealed(world, env, folder)
        yield world


def sealed(world: World, env: dict[str, str], folder: Path) -> None:
    """Take everything into the log."""
    home = create_directory(folder / "sealer", ORIGIN, wall_clock())
    process = start(env | {"CASEBOOK_SEALER_HOME": str(home.path)}, folder / "sealer.log")
    ask = "{ log { pending } }"
    until(lambda: world.api.ask(world.token("lead"), ask)["log"]["pending"] == 0, "everything is in the log")
    process.terminate()
    process.wait(PATIENCE)
