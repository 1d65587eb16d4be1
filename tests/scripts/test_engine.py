"""The embedded database keeps the lists of its indexes at hand, and never one that is no longer true."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from secrets import token_hex
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError, OperationFailure, WriteError

from scripts.embedded import engine

Rows = Collection[dict[str, Any]]
WRITERS, EACH = 4, 60


@pytest.fixture
def rows(root_uri: str) -> Iterator[Rows]:
    """A collection of its own, which was written to: its list is kept."""
    with MongoClient[dict[str, Any]](root_uri) as client:
        found = client[f"engine_{token_hex(4)}"]["rows"]
        found.insert_many([{"_id": number, "key": number} for number in range(3)])
        yield found


def test_it_is_the_version_that_was_looked_at() -> None:
    assert version("secantusdb") == engine.KNOWN, "see how it keeps its indexes, then change KNOWN"


def test_an_index_counts_from_the_moment_it_is_there_until_it_is_gone(rows: Rows) -> None:
    for _ in range(2):  # what was kept of the first index is not taken for the second
        name = rows.create_index("key", unique=True)
        with pytest.raises(DuplicateKeyError):
            rows.insert_one({"_id": "again", "key": 1})
        rows.drop_index(name)
        rows.insert_one({"_id": "again", "key": 1})
        rows.delete_one({"_id": "again"})


def test_an_option_counts_from_the_moment_it_is_there_until_it_is_gone(rows: Rows) -> None:
    for rule in ({"key": {"$lt": 9}}, {"key": {"$lt": 8}}):
        rows.database.command("collMod", rows.name, validator=rule)
        with pytest.raises(WriteError):
            rows.insert_one({"key": 8 if rule["key"]["$lt"] == 8 else 9})
    with rows.database.client.start_session() as session, session.start_transaction():
        rows.find_one({"key": 1}, session=session)
        rows.database.command("collMod", rows.name, validator={})
        rows.insert_one({"key": 8}, session=session)
    rows.drop()
    rows.insert_one({"key": 9})


def test_a_transaction_that_began_before_a_change_keeps_nothing_of_before(rows: Rows) -> None:
    client = rows.database.client
    with client.start_session() as session:
        with session.start_transaction():
            rows.find_one({"key": 1}, session=session)
            name = rows.create_index("key", unique=True)
            rows.find_one({"key": 2}, session=session)
        with pytest.raises(DuplicateKeyError):
            rows.insert_one({"_id": "again", "key": 1})
        rows.drop_index(name)


def test_an_index_built_while_others_write_has_every_document(rows: Rows) -> None:
    def write(writer: int) -> None:
        for number in range(EACH):
            rows.insert_one({"group": "all", "writer": writer, "list": [number, writer]})
            rows.find_one({"group": "all"})

    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write, writer) for writer in range(WRITERS)]
        rows.create_index([("group", 1), ("list", 1)])
        rows.create_index("list")
        for one in writing:
            one.result()
    assert rows.count_documents({"group": "all"}) == WRITERS * EACH
    assert len(rows.find({"list": 0}).to_list()) == WRITERS + EACH - 1
    assert len(rows.find({"group": "all"}).hint("group_1_list_1").to_list()) == WRITERS * EACH


def test_places_on_a_map_are_refused(rows: Rows) -> None:
    place = {"type": "Point", "coordinates": [106.2, 22.6]}
    rows.insert_one({"at": place})
    with pytest.raises(OperationFailure, match="internal server error"):  # its log says what there is not
        rows.find_one({"at": {"$geoIntersects": {"$geometry": place}}})
