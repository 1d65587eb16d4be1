"""The same cases in the clear, in a collection that the other servers read by the driver of the product."""

import os
from typing import Any, Final

from pymongo import DESCENDING, AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection

from domain.kernel.kind import Kind
from store.driver.connection import Connection
from store.driver.databases import Names
from store.heads.collection import heads_of
from store.keys.master import MasterKey

COLLECTION: Final = "plain_cases"
ORDER: Final = [("opened_at", DESCENDING), ("_id", DESCENDING)]
URI, DATABASE = "BENCH_URI", "BENCH_DATABASE"


async def written(uri: str, prefix: str, master: bytes) -> dict[str, str]:
    """Write the cases of a register; return the settings of a server that reads them."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        connection = Connection(client=client, names=Names(prefix), master=MasterKey(master), origin="bench/log")
        heads = heads_of(connection, Kind.CASE)
        database = heads.stored.database
        await database[COLLECTION].create_index(ORDER)
        await database[COLLECTION].insert_many([dict(row) for row in await heads.find({}).to_list(None)])
        return {URI: uri, DATABASE: str(database.name)}


def collection() -> AsyncCollection[dict[str, Any]]:
    """Return the collection that the settings name."""
    return AsyncMongoClient[dict[str, Any]](os.environ[URI])[os.environ[DATABASE]][COLLECTION]


def instant(value: Any) -> str:
    """Write a moment as the product does."""
    return f"{value.isoformat(timespec='milliseconds')}Z"
