"""Whatever is edited behind the register's back is found; heads and indexes are made again."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection, Document
from store.heads.collection import IndexCheck, heads_of
from store.heads.rebuilding import rebuild
from store.kinds.case_heads import ORDERS, case_indexes, index_for, name_of
from store.kinds.entries import HEADS
from store.log.audit.finding import Finding
from store.provisioning.provision import RETIRED, upgrade
from store.queue.outbox import FREE, JOBS_KEPT
from store.record.chain import Version
from store.store import Store
from store.verification.heads import heads_findings
from store.write.command_ids import Outcome
from tests.support.record import done, everything, faults, revision_of
from tests.support.world import LEAD, a_check, a_report, a_screening, caller, checking, reported

HEALTH, LEADS = caller("agency-health"), caller(LEAD)


async def a_life(store: Store) -> Outcome:
    return await done(store, HEALTH, a_check(), await checking(store))


Edit = Callable[[Connection, str], Awaitable[Any]]


def rewritten(data: bytes, **change: Any) -> bytes:
    """JSON bytes with some keys changed, as canonical as before."""
    return json.dumps(json.loads(data) | change, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def to(version: int, **change: Any) -> Edit:
    return lambda connection, stream: connection.revisions.update_one({"_id": f"{stream}:{version}"}, {"$set": change})


def within(n: int, field: str, **change: Any) -> Edit:

    async def made(connection: Connection, stream: str) -> None:
        data = bytes((await revision_of(connection, f"{stream}:{n}"))[field])
        await to(n, **{field: rewritten(data, **change)})(connection, stream)

    return made


def gone(n: int) -> Edit:
    return lambda connection, stream: connection.revisions.delete_one({"_id": f"{stream}:{n}"})


def head(change: Document) -> Edit:
    return lambda connection, stream: heads_of(connection, Kind.CASE).update_one({"_id": stream}, change)


EDITS: Mapping[str, Edit] = {
    "actor": within(2, "body", actor={"subject": "officer-other"}),
    "old state": within(2, "state", reporter="agency-paper"),
    "envelope": within(3, "envelope", anchor="0" * 64),
    "number": to(4, n=9),
    "type": to(4, type="case.closed"),
    "kind": to(4, kind="agency"),
    "command": to(1, command="0"),
    "time": to(1, at=datetime(2020, 7, 1)),  # noqa: DTZ001  # as the database gives it
    "nonsense": to(2, body=b"not json"),
    "first gone": gone(1),
    "last gone": gone(4),
    "record gone": lambda connection, stream: connection.revisions.delete_many({"stream": stream}),
    "another stream": to(4, stream="case-other"),
    "head": head({"$set": {"reporter": "agency-paper"}}),
    "text of the head": head({"$set": {"claim": "Một câu khác hẳn."}}),
    "members of the head": head({"$push": {"members": "agency-paper"}}),
    "version of the head": head({"$set": {"n": 3}}),
    "no head": lambda connection, stream: heads_of(connection, Kind.CASE).delete_one({"_id": stream}),
    "a head of nothing": lambda connection, stream: heads_of(connection, Kind.CASE).insert_one(
        {"_id": f"{stream}-made-up", "n": 1}
    ),
}
"""Beside what `tests/tamperings` and `tests/sealer/attacks.py` do."""


class TestFindings:
    async def test_all_edits_are_found_where_they_are(self, store: Store) -> None:
        """Each in a case of its own, and nothing is said of the cases beside it."""
        untouched = await a_life(store)
        cases = {name: (await a_life(store)).stream for name in EDITS}
        assert await faults(store.connection) == []
        for name, edit in EDITS.items():
            await edit(store.connection, cases[name])
        found = await faults(store.connection)
        unnoticed = [name for name, stream in cases.items() if not any(stream in line for line in found)]
        assert unnoticed == []
        assert not [line for line in found if untouched.stream in line or "agency-" in line.partition(":")[0]]

    async def test_heads_of_the_registry_and_of_access_records_are_looked_at_too(self, store: Store) -> None:
        with pytest.raises(Exception, match="scope-missing"):
            await done(store, caller("agency-paper"), a_report())
        assert await faults(store.connection) == []
        [access] = await heads_of(store.connection, Kind.ACCESS).find({}).to_list(None)
        await heads_of(store.connection, Kind.ACCESS).delete_many({})
        await heads_of(store.connection, Kind.AGENCY).update_one({"_id": LEAD}, {"$set": {"kind": "PRESS"}})
        wrong = {f"{id}: head-differs" for id in (LEAD, access["_id"])}
        assert set(await faults(store.connection)) == wrong


async def all_heads(connection: Connection) -> list[Document]:
    return [head for kind in Kind for head in await heads_of(connection, kind).find({}).sort("_id", 1).to_list(None)]


def has_text(head: Document) -> bool:
    return getattr(head, "key", None) is not None


class TestRebuild:
    async def test_makes_dropped_heads_anew_identically(self, store: Store) -> None:
        await a_life(store)
        await reported(store)
        with pytest.raises(Exception, match="scope-missing"):
            await done(store, caller("agency-paper"), a_report())
        before, heads = await everything(store.connection), await all_heads(store.connection)
        streams = len(await store.connection.revisions.distinct("stream"))
        for kind in Kind:
            await heads_of(store.connection, kind).delete_many({})
        assert await faults(store.connection) != []
        assert await rebuild(store.connection) == streams
        after = await everything(store.connection)
        assert await all_heads(store.connection) == heads
        fresh = {key["_id"] for key in after["wrapped"]} - {key["_id"] for key in before["wrapped"]}
        assert len(fresh) == sum(has_text(head) for head in heads), "a dropped head takes its key's name along"
        stays = before.keys() - {*HEADS.values(), "wrapped"}
        assert {name: after[name] for name in stays} == {name: before[name] for name in stays}
        assert await faults(store.connection) == []

    async def test_mends_heads_that_were_edited(self, store: Store) -> None:
        made = await a_life(store)
        await EDITS["members of the head"](store.connection, made.stream)
        await rebuild(store.connection)
        assert await faults(store.connection) == []

    async def test_gives_no_number_twice_when_the_counters_were_lost(self, store: Store) -> None:
        numbers = {(await reported(store)).document["code"] for _ in range(3)}
        await store.connection.counters.delete_many({})
        await rebuild(store.connection)
        assert (await reported(store)).document["code"] not in numbers

    async def test_the_register_works_on(self, store: Store) -> None:
        made = await reported(store)
        await heads_of(store.connection, Kind.CASE).delete_many({})
        await rebuild(store.connection)
        after = await done(store, LEADS, a_screening(), made)
        assert after.version == 2
        assert await faults(store.connection) == []
        assert await store.cases.one(OPERATOR, made.stream) == after.document


async def test_what_is_written_meanwhile_is_no_finding(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the revisions of some streams and their heads somebody writes a version, and a new case."""
    outcome = await a_life(store)

    async def late(connection: Connection, last: Sequence[Version], *rest: Any) -> AsyncIterator[Finding]:
        if any(version.revision["stream"] == outcome.stream for version in last):
            await done(store, HEALTH, a_check(), outcome)
            await reported(store)
        async for finding in heads_findings(connection, last, *rest):
            yield finding

    monkeypatch.setattr("store.verification.record.heads_findings", late)
    assert await faults(store.connection) == []


AT = datetime(2026, 7, 1)  # noqa: DTZ001  # as documents hold it


async def test_without_one_no_process_is_ready(
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
def test_the_index_that_a_list_names_follows_from_its_filter_and_is_there(query: dict[str, Any], begins: str) -> None:
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
