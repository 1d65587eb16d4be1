"""The API in this process, for all files that do not import the API on a socket."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.support.browser import Looker, looking
from tests.support.in_process import InProcess, in_process
from tests.support.installation import environment, forget_the_day
from tests.support.public import forgive, with_others
from tests.support.server import running_database
from tests.support.template import Template, running_queue
from tests.support.tokens import Issuer


class Apart(NamedTuple):
    """An installation with its own database and queue."""

    installation: dict[str, str]
    root_uri: str


@pytest.fixture(scope="session")
def apart(provisioned: Template, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    """Yield an installation for tests that enter accounts: after that, tokens of the tests' issuer are refused for the
    same officers."""
    folder = tmp_path_factory.mktemp("apart")
    with (
        running_database(folder / "data", provisioned, sync=False) as database,
        running_queue(folder / "queue") as queue,
    ):
        env = environment(folder, provisioned.uri(database, "api"), queue.url, issuer)
        yield Apart(env, provisioned.uri(database, "root"))


@pytest.fixture(scope="session")
def api(installation: dict[str, str]) -> Iterator[InProcess]:
    with in_process(installation) as running:
        yield running


@pytest.fixture(scope="module")
def looker() -> Iterator[Looker]:
    with looking() as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def a_day_of_its_own(installation: dict[str, str], root_uri: str) -> None:
    """Give each file a new day, so that no file uses up the daily limits of officers and networks in another."""
    forget_the_day(installation, root_uri)
    forgive(installation)


@pytest.fixture
def forgiven(installation: dict[str, str]) -> Iterator[None]:
    """Reset the rate limits of networks on public pages before each test."""
    forgive(installation)
    yield
    forgive(installation)


@pytest.fixture
def forgiven_among_others(installation: dict[str, str], forgiven: None) -> None:
    """Reset them likewise, with officers who can examine decisions of the small province's officers."""
    with_others(installation)
