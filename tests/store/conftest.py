"""Stores of the store's own tests. Some tests share documents (`shared`), the others have their own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from store.driver.connection import Connection
from store.driver.transaction import Session, transaction
from store.store import Store
from store.write import quota
from tests.conftest import fresh_connection
from tests.support.clock import TestClock
from tests.support.province import Province, settle
from tests.support.record import faults

OUTBOX = ("main", "outbox")


@pytest.fixture(scope="session")
def province(province: Province) -> Province:
    """Return the province without jobs in the outbox, such as the one about the first lead assignment."""
    kept = {where: documents for where, documents in province.documents.items() if where != OUTBOX}
    return province._replace(documents=kept)


@pytest.fixture
async def store(connection: Connection, province: Province) -> Store:
    """Return a separate store with the province, for tests that damage the record or read all of it."""
    return Store(connection)


def unlimited(shared: Connection, check: Any) -> Any:
    """Return the check of daily limits, switched off for the shared store, where many tests report on the same day."""

    async def checked(connection: Connection, *rest: Any) -> Any:
        return None if connection.names == shared.names else await check(connection, *rest)

    return checked


@pytest.fixture(scope="session")
async def shared(root_uri: str, province: Province) -> AsyncIterator[Store]:
    """Yield a store that tests share, each with its own cases. At the end its record must be intact."""
    async with fresh_connection(root_uri, TestClock()) as connection:
        yield await settle(connection, province)
        assert await faults(connection) == []


@pytest.fixture(autouse=True)
def without_daily_limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch off daily limits for a test that asks for `shared`."""
    if "shared" in request.fixturenames:
        store: Store = request.getfixturevalue("shared")
        monkeypatch.setattr(quota, "check", unlimited(store.connection, quota.check))


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Return a list that grows by one each time that a command is tried."""
    made: list[None] = []

    async def counted(client: Any, work: Callable[[Session], Awaitable[Any]]) -> Any:
        async def tried(session: Session) -> Any:
            made.append(None)
            return await work(session)

        return await transaction(client, tried)

    monkeypatch.setattr("store.write.command_handler.transaction", counted)
    return made
