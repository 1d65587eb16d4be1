"""What the peers in Python read: the same collection, by the driver that the product uses."""

import os
from typing import Any, Final

from pymongo import DESCENDING, AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection

COLLECTION: Final = "peer_cases"
ORDER: Final = [("opened_at", DESCENDING), ("_id", DESCENDING)]
URI, DATABASE = "BENCH_URI", "BENCH_DATABASE"


def collection() -> AsyncCollection[dict[str, Any]]:
    """The cases."""
    return AsyncMongoClient[dict[str, Any]](os.environ[URI])[os.environ[DATABASE]][COLLECTION]


def instant(value: Any) -> str:
    """As the product shows one."""
    return f"{value.isoformat(timespec='milliseconds')}Z"
