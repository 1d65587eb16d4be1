"""Whether the indexes that queries name are there, and what an earlier version left is brought up to date."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.kernel.vocabulary import Kind
from store.heads.collection import IndexCheck, heads_of
from store.kinds.case_heads import ORDERS, case_indexes, index_for, name_of
from store.provisioning.provision import RETIRED, upgrade
from store.queue.outbox import FREE, JOBS_KEPT
from store.store import Store

AT = datetime(2026, 7, 1)  # noqa: DTZ001  # as documents hold it


async def test_a_process_is_not_ready_without_one(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert await store.ready()
    monkeypatch.setattr("store.heads.collection.case_indexes", lambda: iter([[("nowhere", 1)]]))
    check = IndexCheck(store.connection)
    assert not await check.there()
    assert "provision the databases again: without nowhere_1" in caplog.text
    monkeypatch.undo()
    assert await check.there()


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ({}, ""),
        ({"seen_by": "a", "state": "S"}, "seen_by_1_"),
        ({"seen_by": {"$in": ["a"]}, "terms": b"x"}, "terms_1_"),
        ({"state": "S"}, "state_1_"),
        ({"category": "C", "state": "S"}, "category_1_"),
        ({"_id": {"$in": []}}, "_id_"),
    ],
)
def test_the_index_that_a_list_names_follows_from_its_filter_and_is_declared(
    query: dict[str, Any], begins: str
) -> None:
    named = {order: index_for(query, order) for order in ORDERS}
    assert {*named.values()} <= {*map(name_of, case_indexes()), "_id_"}
    assert any(name.startswith(begins) for name in named.values())
    assert all(ORDERS[order].field in name or name == "_id_" for order, name in named.items() if "terms" not in query)


async def test_the_embedded_engine_is_given_no_index(store: Store) -> None:
    asked = replace(store.connection, hints=None)
    await asked.counters.find_one({})
    assert heads_of(asked, Kind.CASE).hint("any") == {}
    assert heads_of(replace(asked, hints=True), Kind.CASE).hint("any") == {"hint": "any"}


async def test_what_an_earlier_version_left_in_the_outbox_is_found_again(store: Store) -> None:
    outbox, at = store.connection.outbox, store.connection.clock().replace(tzinfo=None)
    old = {"job": "x", "stream": "case-1", "data": {}, "due_at": AT, "fence": 1, "attempts": 1}
    rows: dict[str, dict[str, Any]] = {
        "case-1:1:0": {"state": "DUE", "lease_until": None},
        "case-1:2:0": {"state": "DUE", "lease_until": at + timedelta(seconds=9)},
        "case-1:3:0": {"state": "DONE", "lease_until": None, "done_at": AT},
        "case-1:0:named": {"state": "DONE", "lease_until": None, "done_at": AT},
        "msg_1": {"state": "DONE", "lease_until": None, "done_at": AT, "target": "webhook-1"},
    }
    await outbox.insert_many([{"_id": id, **old, **row} for id, row in rows.items()])
    for _ in range(2):
        await upgrade(store.connection.client, store.connection.names)
    found = {row["_id"]: row async for row in outbox.find({"_id": {"$in": [*rows]}})}
    assert await store.outbox.due() == ["case-1:1:0"]
    assert (found["case-1:2:0"]["ready_at"], found["case-1:1:0"]["lease_until"]) == (at + timedelta(seconds=9), FREE)
    assert {id: row["until"] for id, row in found.items() if "until" in row} == {"case-1:3:0": AT + JOBS_KEPT}


def test_no_retired_index_is_declared() -> None:
    declared = {name_of(keys) for keys in case_indexes()}
    assert not RETIRED["main", "cases"] & declared
