"""The API in this process, for all files that do not import the one on a socket."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from store.mongo.databases import Names
from tests.support.in_process import InProcess, in_process


@pytest.fixture(scope="session")
def api(installation: dict[str, str]) -> Iterator[InProcess]:
    """The API without a socket."""
    with in_process(installation) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def a_day_of_its_own(installation: dict[str, str], root_uri: str) -> None:
    """Forget how often officers acted today: files share the installation, and any number of them one worker."""
    with MongoClient[dict[str, Any]](root_uri) as client:
        counters = client[Names(installation["CASEBOOK_MONGO_PREFIX"]).main]["counters"]
        counters.delete_many({"_id": {"$gte": "daily:", "$lt": "daily;"}})
