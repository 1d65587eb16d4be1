"""Stores and settings for the command line: a seeded one that is only read, small ones to write to."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from scripts.cli.seed.grants import grant_new
from scripts.cli.seed.load import enter
from scripts.cli.seed.registry_file import read
from scripts.cli.seed.registry_row import law
from scripts.cli.seed.stories import carry_out, officers, stories
from scripts.cli.seed.verb import PROVINCE, SAMPLE
from scripts.local.template import locked
from store.driver.connection import Names
from store.provisioning.provision import lay_out
from store.store import Store
from tests.cli.support import LEAD, Environ
from tests.conftest import fresh_connection, shared_folder
from tests.support.clock import TestClock
from tests.support.held import hold
from tests.support.province import Province, taken
from tests.support.server import own_prefix


async def seed(store: Store) -> None:
    """Enter the registry, the samples and their cases."""
    for rows in (read(PROVINCE), tuple(law()), read(SAMPLE), tuple(officers())):
        await enter(store, rows)
    await grant_new(store)
    await carry_out(store, stories())


@pytest.fixture(scope="session")
async def seeded(root_uri: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    """A store with the registry, the samples and their cases: one worker of a run enters them. Tests read it."""
    kept, clock = shared_folder(tmp_path_factory) / "seeded.bson", TestClock()
    async with fresh_connection(root_uri, clock) as connection:
        store = Store(connection)
        with locked(kept.with_suffix(".lock")):
            if kept.exists():
                found = Province.from_bytes(kept.read_bytes())
                await hold(connection, found.documents)
                clock.now = max(clock.now, found.until)
            else:
                await seed(store)
                kept.write_bytes((await taken(connection)).to_bytes())
        yield store


@pytest.fixture
async def small(empty_store: Store, tmp_path: Path) -> Store:
    """A store of one agency, which leads."""
    path = tmp_path / "small.toml"
    path.write_text(LEAD, encoding="utf-8")
    await enter(empty_store, read(path))
    return empty_store


@pytest.fixture
def settings(tmp_path: Path) -> Environ:
    """Settings of a development installation whose database is away, and which has no keys yet."""
    (tmp_path / "master.key").write_text("07" * 32)
    (tmp_path / "jwks.json").write_text('{"keys": []}')
    return {
        "CASEBOOK_HOME": str(tmp_path / "home"),
        "CASEBOOK_MODE": "development",
        "CASEBOOK_MONGO_URI": "mongodb://u:hunter2@127.0.0.1:1/",
        "CASEBOOK_REDIS_URL": "redis://127.0.0.1:1/0",
        "CASEBOOK_MASTER_KEY_FILE": str(tmp_path / "master.key"),
        "CASEBOOK_ISSUER": "https://issuer.example/oauth",
        "CASEBOOK_ISSUER_AGENCIES": "https://issuer.example/oauth=*",
        "CASEBOOK_AUDIENCE": "https://casebook.example/graphql",
        "CASEBOOK_JWKS_FILE": str(tmp_path / "jwks.json"),
    }


@pytest.fixture
def environ(root_uri: str, settings: Environ) -> Environ:
    """The same, with a database laid out."""
    names = Names(own_prefix())

    async def prepare() -> None:
        async with AsyncMongoClient[dict[str, Any]](root_uri, tz_aware=False) as client:
            await lay_out(client, names)

    asyncio.run(prepare())
    return settings | {"CASEBOOK_MONGO_URI": root_uri, "CASEBOOK_MONGO_PREFIX": names.prefix}
