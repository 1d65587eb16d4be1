"""One rich world for all tests of this folder, served by a thread of this process."""

import secrets
from collections.abc import Iterator

import pytest

from scripts.embedded.queue import Queue
from tests.support.installation import environment
from tests.support.rich import World, enriched, laid_out, served_here
from tests.support.tokens import Issuer


@pytest.fixture(scope="session")
def world(root_uri: str, redis: Queue, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, in databases of its own."""
    env = environment(tmp_path_factory.mktemp("rich"), root_uri, redis.url, issuer, f"rich{secrets.token_hex(4)}")
    laid_out(env)
    with served_here(env) as api:
        yield enriched(api, issuer)
