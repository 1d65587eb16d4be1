"""A document that changes leaves every index as if all its entries had been written again."""

import copy
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from bson import ObjectId
from secantus import storage
from secantus.sortkey import encode_value
from secantus.storage import Storage

from scripts.embedded import rewriting
from tests.scripts.values import VALUES

DB, COLL = "main", "cases"
INDEXES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("plain", {"state": 1}, {}),
    ("down", {"at": -1}, {}),
    ("both", {"state": 1, "at": -1}, {}),
    ("inner", {"clock.due": 1}, {}),
    ("many", {"tags": 1, "state": 1}, {}),
    ("rows", {"rows.who": 1}, {}),
    ("unique", {"code": 1}, {"unique": True}),
    ("sparse", {"code": 1, "left": 1}, {"sparse": True}),
    ("partial", {"at": 1}, {"partialFilterExpression": {"state": "OPEN"}}),
    ("existing", {"at": 1, "state": 1}, {"partialFilterExpression": {"clock.due": {"$exists": True}}}),
]
BEGUN: list[dict[str, Any]] = [
    {"_id": 1, "state": "OPEN", "at": 5, "code": "a", "tags": ["x", "y"], "clock": {"due": 3}, "rows": [{"who": "p"}]},
    {"_id": 2, "state": "OPEN", "at": 6, "code": "b", "tags": [], "clock": {}, "rows": []},
    {"_id": 3, "state": "CLOSED", "at": 7, "code": "c"},
    {"_id": 4, "state": "CLOSED", "at": 1.0, "code": "d", "tags": "x", "rows": [{"who": "p"}, {"who": "q"}]},
]
UPDATES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"_id": 1}, {"$set": {"note": "of no index"}}),
    ({"_id": 1}, {"$set": {"state": "CLOSED"}}),
    ({"_id": 1}, {"$set": {"clock.due": 9, "at": 5}}),
    ({"_id": 1}, {"$unset": {"clock": ""}}),
    ({"_id": 1}, {"$push": {"tags": "z", "rows": {"who": "r"}}}),
    ({"_id": 1}, {"$pull": {"tags": "x"}}),
    ({"_id": 1}, {"$set": {"code": "e"}}),
    ({"_id": 2}, {"$set": {"code": "a"}}),  # free by now
    ({"_id": 2}, {"$set": {"code": "c", "state": "CLOSED"}}),  # taken: refused, and nothing is left of it
    ({"_id": 2}, {"$set": {"rows": [{"who": "p"}, {}], "left": None}}),
    ({"_id": 3}, {"state": "OPEN", "at": 7, "code": "c"}),
    ({"_id": 3}, {"code": "c", "at": -7}),
    ({"_id": 4}, {"$set": {"at": 1}}),
    ({"_id": 4}, {"$inc": {"at": 0.5}}),
    ({"state": "CLOSED"}, {"$set": {"at": True}}),
    ({"at": {"$lt": 9}}, {"$set": {"tags": [["x"], {"a": 1}]}}),
    ({}, {"$set": {"code": "same"}}),  # refused after the first
    ({"_id": 7}, {"$set": {"state": "OPEN", "code": "g"}}),  # entered, for it is not there
]


class Rewriting(Storage):  # type: ignore[misc]  # it has no types
    """A storage that leaves alone what stays."""


rewriting.keep_entries(Rewriting)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Storage]]:
    """One as its authors made it, and one that is looked at, with the same documents."""
    made = []
    for kind in (Storage, Rewriting):
        store = kind(str(tmp_path_factory.mktemp(kind.__name__)), enable_oplog=False)
        for name, keys, options in INDEXES:
            store.create_index(DB, COLL, name, keys, options)
        store.insert(DB, COLL, copy.deepcopy(BEGUN))
        made.append(store)
    yield made
    for store in made:
        store.close()


def outcome(store: Storage, where: dict[str, Any], change: dict[str, Any], *, multi: bool) -> Any:
    """What an update answers, or how it is refused."""
    try:
        answer = store.update_matching(DB, COLL, where, change, multi=multi, upsert=not multi)
    except storage.IndexConflict as refused:
        return type(refused), str(refused)
    return {name: found for name, found in answer.items() if name != "upserted_id"}


def entries(store: Storage) -> list[Any]:
    """Every entry of every index, every claim to a unique key, and which indexes know of arrays."""
    tables = (storage._IDX_ENTRIES_TABLE, storage._UNIQ_TABLE)
    rows = [(table, store._collect_prefix(table, (DB, COLL))) for table in tables]
    return [*rows, store._multikey_index_names(DB, COLL), store.find_matching(DB, COLL, {})]


def test_every_update_leaves_the_same_entries(stores: list[Storage]) -> None:
    plain, looked_at = stores
    assert entries(plain) == entries(looked_at)
    for (where, change), multi in product(UPDATES, (False, True)):
        assert outcome(plain, where, change, multi=multi) == outcome(looked_at, where, change, multi=multi), change
        assert entries(plain) == entries(looked_at), (where, change, multi)


def test_what_is_undone_leaves_the_same_entries(stores: list[Storage]) -> None:
    plain, looked_at = stores
    before = entries(plain)
    for store in stores:
        handle = store.begin_user_transaction()
        with store.use_user_transaction(handle):
            store.update_matching(DB, COLL, {"_id": 1}, {"$set": {"state": "GONE", "code": "gone"}})
        store.abort_user_transaction(handle)
        store.delete_matching(DB, COLL, {"_id": 1})
        store.insert(DB, COLL, [copy.deepcopy(BEGUN[0])])
    assert entries(plain) == entries(looked_at) != before


def test_what_is_the_same_has_the_same_key() -> None:
    for one, other in product(VALUES, [*copy.deepcopy(VALUES), ObjectId("1" * 24), {"a": [1]}, [True], ["a", 1]]):
        if rewriting.same(one, other):
            assert encode_value(one) == encode_value(other), (one, other)
    assert not rewriting.same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not rewriting.same(0.0, -0.0)
    assert rewriting.same([{"a": ["b"]}], [{"a": ["b"]}])


def test_a_copy_is_equal_and_shares_nothing_that_can_change() -> None:
    document = {"values": VALUES, "inner": {"list": [{"a": 1}, []]}}
    made = rewriting.copied(document)
    assert repr(made) == repr(document)
    assert made["values"] is not document["values"]
    made["inner"]["list"][0]["a"] = 2
    made["inner"]["list"][1].append(3)
    assert document["inner"] == {"list": [{"a": 1}, []]}
