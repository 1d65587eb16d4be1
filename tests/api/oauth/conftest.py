"""An API with its own authorization server, over an installation in which tests may enter accounts."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from store.process.settings import Settings
from store.store import Store, opened_store
from tests.api.conftest import Apart
from tests.api.oauth.sign_in_pages import Pages, sign_in_pages
from tests.support.installation import Api, free_port, running_api
from tests.support.signing_in import SEED, Browser, Program, enter


@pytest.fixture(scope="session")
def installation(apart: Apart) -> dict[str, str]:
    return apart.installation


@pytest.fixture(scope="session")
def root_uri(apart: Apart) -> str:
    return apart.root_uri


@pytest.fixture(scope="session")
def server(installation: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the API as a process. It also accepts tokens of the tests' own issuer."""
    port = free_port()
    env = {**installation, "CASEBOOK_SIGN_IN_URL": f"http://127.0.0.1:{port}/oauth"}

    async def prepare() -> None:
        async with opened_store(Settings.from_env(env)) as store:
            await enter(store)

    asyncio.run(prepare())
    with running_api(env, tmp_path_factory.mktemp("oauth") / "api.log", port) as running:
        yield running


@pytest.fixture
def program(server: Api) -> Program:
    return Program(server.url)


@pytest.fixture(scope="session")
def signed_in(server: Api) -> Iterator[Browser]:
    """Yield a browser in which the lead agency's handler is signed in. Tests share it, because a one-time code is valid
    once."""
    browser = Browser(server.url)
    browser.open("/oauth/")
    answer = browser.sign_in("lead")
    assert answer.status_code == 200, answer.text
    assert SEED not in answer.text
    yield browser
    browser.http.close()


@pytest.fixture
async def pages(store: Store) -> AsyncIterator[Pages]:
    async with sign_in_pages(store) as made:
        yield made
