"""Stores that are cheap.

The province is entered once a run and copied. Tests share databases: some each other's documents too (`shared`),
the others find them emptied (`store`). Nothing is dropped before the server is: dropping waits for the disk.
"""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from gridfs import AsyncGridFSBucket
from pymongo import AsyncMongoClient

from store.mongo.connection import Connection
from store.mongo.databases import COLLECTIONS, Names
from store.mongo.motor import bucket as motor_bucket
from store.mongo.motor import connect as motor_connect
from store.mongo.provision import lay_out
from store.mongo.transaction import settled
from store.record.keys import MasterKey
from store.settings import Driver
from store.store import Store
from store.write import quota
from tests.support.clock import TestClock
from tests.support.province import Province, settle
from tests.support.record import faults

OUTBOX = ("main", "outbox")


@asynccontextmanager
async def laid_out(uri: str, driver: Driver) -> AsyncIterator[Connection]:
    """An installation under a prefix of its own."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as admin:
        names = Names(f"t{secrets.token_hex(6)}")
        await lay_out(admin, names)
        client = motor_connect(uri, tz_aware=False) if driver is Driver.MOTOR else admin
        master = MasterKey(b"\x07" * 32)
        yield Connection(
            client=client,
            names=names,
            master=master,
            origin="casebook.test/log",
            clock=TestClock(),
            bucket=motor_bucket if driver is Driver.MOTOR else AsyncGridFSBucket,
        )
        if driver is Driver.MOTOR:
            await settled(client.close())


@pytest.fixture(scope="session")
async def by_driver(root_uri: str) -> AsyncIterator[Mapping[Driver, Connection]]:
    """Databases that are emptied before each test, for both drivers."""
    async with laid_out(root_uri, Driver.PYMONGO) as one, laid_out(root_uri, Driver.MOTOR) as other:
        yield {Driver.PYMONGO: one, Driver.MOTOR: other}


@pytest.fixture(params=[Driver.PYMONGO])
async def connection(
    by_driver: Mapping[Driver, Connection], clock: TestClock, request: pytest.FixtureRequest
) -> Connection:
    """A connection to empty databases; parametrise indirectly with a driver to run under both."""
    made = replace(by_driver[request.param], clock=clock)
    for part, collections in COLLECTIONS.items():
        for each in collections:
            await made.client[getattr(made.names, part)][each].delete_many({})
    return made


@pytest.fixture(scope="session")
def province(province: Province) -> Province:
    """The province without what the first lead assignment asks for, which is no test's matter."""
    kept = {where: documents for where, documents in province.documents.items() if where != OUTBOX}
    return province._replace(documents=kept)


@pytest.fixture
async def store(connection: Connection, province: Province) -> Store:
    """A store of its own, with the province; for tests that damage the record or look at all of it."""
    return await settle(connection, province)


def unlimited(shared: Connection, check: Any) -> Any:
    """The daily limits, but for one store: many tests report there on one and the same day."""

    async def checked(connection: Connection, *rest: Any) -> Any:
        return None if connection.names == shared.names else await check(connection, *rest)

    return checked


@pytest.fixture(scope="session", params=[Driver.PYMONGO])
async def shared(root_uri: str, province: Province, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """A store that tests share, each with cases of its own; whatever they did, its record is whole at the end."""
    async with laid_out(root_uri, request.param) as connection:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(quota, "check", unlimited(connection, quota.check))
            yield await settle(connection, province)
        assert await faults(connection) == []
