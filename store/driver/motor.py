"""Motor through the same seam, for those who ask for it.

Motor's support ended on 14 May 2026 in favour of PyMongo's own async API, the default. Motor wraps each call in a
future and awaits other calls than PyMongo does; `settled` in `transaction` covers the differences.
"""

from typing import Any, cast

from pymongo import AsyncMongoClient


def connect(uri: str, **options: Any) -> AsyncMongoClient[dict[str, Any]]:
    """A Motor client, typed as the PyMongo client whose calls the store makes."""
    from motor.motor_asyncio import AsyncIOMotorClient  # imported only where chosen

    # Motor has no types; it answers the same calls.
    return cast(AsyncMongoClient[dict[str, Any]], AsyncIOMotorClient(uri, **options))


def bucket(database: Any, name: str) -> Any:
    from motor.motor_asyncio import AsyncIOMotorGridFSBucket

    return AsyncIOMotorGridFSBucket(database, name)
