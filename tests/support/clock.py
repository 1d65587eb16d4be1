"""A clock for tests, and databases that do not look at the machine's."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymongo import AsyncMongoClient

from store.driver.connection import Names
from store.provisioning.provision import indexes

LONGEST: Final = 2**31 - 1
"""The longest time in seconds after which a database may be told to delete a row."""


async def keep_passing_rows(client: AsyncMongoClient[dict[str, Any]], names: Names) -> None:
    """Let rows stay whose time is over by the machine's clock.

    The database deletes them once a minute. Where a test's clock stands in the past they are needed still: a session
    that was begun a moment ago would end in whichever test runs then.
    """
    for part, collection, keys, options in indexes():
        if "expireAfterSeconds" in options:
            index = {"keyPattern": dict(keys), "expireAfterSeconds": LONGEST}
            await client[getattr(names, part)].command("collMod", collection, index=index)


class TestClock:
    """Stands still until moved; each look moves it one millisecond, so that times are distinct."""

    __test__ = False

    def __init__(self) -> None:
        self.now = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)
