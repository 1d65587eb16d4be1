"""A clock for tests, and databases that ignore the machine's clock."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymongo import AsyncMongoClient

from store.driver.connection import Names
from store.provisioning.provision import indexes

LONGEST: Final = 2**31 - 1
"""Most seconds after which a database can be told to delete a row."""


async def keep_passing_rows(client: AsyncMongoClient[dict[str, Any]], names: Names) -> None:
    """Keep rows that have expired by the machine's clock.

    The database deletes them once a minute. A test whose clock is in the past still needs them: a session begun a
    moment ago would end during any test.
    """
    for part, collection, keys, options in indexes():
        if "expireAfterSeconds" in options:
            index = {"keyPattern": dict(keys), "expireAfterSeconds": LONGEST}
            await client[getattr(names, part)].command("collMod", collection, index=index)


class TestClock:
    """Clock that stands still until moved. Each reading moves it by one millisecond, so that times are distinct."""

    __test__ = False

    def __init__(self) -> None:
        self.now = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)
