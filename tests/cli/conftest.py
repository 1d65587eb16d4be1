"""Stores and settings for tests of the command line: a seeded store that is only read, and small stores to write to."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from scripts.cli.__main__ import main
from scripts.cli.seed.grants import grant_new
from scripts.cli.seed.load import enter
from scripts.cli.seed.registry_file import PROVINCE, SAMPLE, read
from scripts.cli.seed.registry_row import law
from scripts.cli.seed.stories import carry_out, officers, stories
from store.driver.connection import Connection
from store.store import Store
from tests.cli.support import LEAD, Environ, file
from tests.conftest import fresh_connection, shared_folder
from tests.support.clock import TestClock
from tests.support.held import Documents, hold
from tests.support.province import Province, laid, taken
from tests.support.template import locked


async def seed(store: Store) -> None:
    """Enter the registry, the samples and their cases."""
    for rows in (read(PROVINCE), tuple(law()), read(SAMPLE), tuple(officers())):
        await enter(store, rows)
    await grant_new(store)
    await carry_out(store, stories())


@pytest.fixture(scope="session")
async def seeded(root_uri: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    """Yield a store with the registry, the samples and their cases, which one worker of a run enters. Tests only read
    it."""
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
    """Return a store with one agency, which is the lead agency."""
    await enter(empty_store, read(file(tmp_path, LEAD, "small.toml")))
    return empty_store


def settings_in(folder: Path) -> Environ:
    """Return the settings of a development installation without keys, whose database is not reachable."""
    (folder / "master.key").write_text("07" * 32)
    (folder / "jwks.json").write_text('{"keys": []}')
    return {
        "CASEBOOK_HOME": str(folder / "home"),
        "CASEBOOK_MODE": "development",
        "CASEBOOK_MONGO_URI": "mongodb://u:hunter2@127.0.0.1:1/",
        "CASEBOOK_REDIS_URL": "redis://127.0.0.1:1/0",
        "CASEBOOK_MASTER_KEY_FILE": str(folder / "master.key"),
        "CASEBOOK_ISSUER": "https://issuer.example/oauth",
        "CASEBOOK_ISSUER_AGENCIES": "https://issuer.example/oauth=*",
        "CASEBOOK_AUDIENCE": "https://casebook.example/graphql",
        "CASEBOOK_JWKS_FILE": str(folder / "jwks.json"),
    }


@pytest.fixture
def settings(tmp_path: Path) -> Environ:
    return settings_in(tmp_path)


def reaching(uri: str, connection: Connection) -> Environ:
    return {"CASEBOOK_MONGO_URI": uri, "CASEBOOK_MONGO_PREFIX": connection.names.prefix}


@pytest.fixture
def environ(server_uri: str, connection: Connection, settings: Environ) -> Environ:
    return settings | reaching(server_uri, connection)


@pytest.fixture(scope="session")
async def one_agency(
    server_uri: str, databases: Connection, province: Province, tmp_path_factory: pytest.TempPathFactory
) -> Documents:
    """Enter the law and a single lead agency, as `casebook seed` does. Return the documents."""
    await hold(databases, laid(province))
    folder = tmp_path_factory.mktemp("one-agency")
    words = ["seed", "--file", str(file(folder, LEAD, "one.toml"))]
    production = settings_in(folder) | reaching(server_uri, databases) | {"CASEBOOK_MODE": "production"}
    assert await asyncio.to_thread(main, words, production) == 0
    return (await taken(databases)).documents


@pytest.fixture
async def of_one_agency(environ: Environ, connection: Connection, one_agency: Documents) -> Environ:
    """Return the settings of an installation with a single agency."""
    await hold(connection, one_agency)
    return environ
