"""Stores of the store's own tests: some share each other's documents too (`shared`), the others have their own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from store.mongo.connection import Connection
from store.settings import Driver
from store.store import Store
from store.write import quota
from tests.conftest import fresh_connection
from tests.support.clock import TestClock
from tests.support.province import Province, settle
from tests.support.record import faults

OUTBOX = ("main", "outbox")


@pytest.fixture(scope="session")
def province(province: Province) -> Province:
    """The province without what the first lead assignment asks for, which is no test's matter."""
    kept = {where: documents for where, documents in province.documents.items() if where != OUTBOX}
    return province._replace(documents=kept)


@pytest.fixture
async def store(connection: Connection, province: Province) -> Store:
    """A store of its own, with the province; for tests that damage the record or look at all of it."""
    return Store(connection)


def unlimited(shared: Connection, check: Any) -> Any:
    """The daily limits, but for one store: many tests report there on one and the same day."""

    async def checked(connection: Connection, *rest: Any) -> Any:
        return None if connection.names == shared.names else await check(connection, *rest)

    return checked


@pytest.fixture(scope="session", params=[Driver.PYMONGO])
async def shared(root_uri: str, province: Province, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """A store that tests share, each with cases of its own; whatever they did, its record is whole at the end."""
    async with fresh_connection(root_uri, TestClock(), request.param) as connection:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(quota, "check", unlimited(connection, quota.check))
            yield await settle(connection, province)
        assert await faults(connection) == []
