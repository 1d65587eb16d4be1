"""Whatever is edited behind the register's back is found, and heads are made anew from the record."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from domain.kernel.actor import OPERATOR
from domain.kernel.kind import Kind
from store.driver.connection import Connection, Document
from store.heads import rebuilding as audit
from store.heads.collection import heads_of
from store.heads.rebuilding import findings, rebuild
from store.kinds.entries import HEADS
from store.record import chain
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.record import done, everything, faults
from tests.support.world import LEAD, a_check, a_report, a_screening, caller, checking, reported

HEALTH, LEADS, LAND = caller("agency-health"), caller(LEAD), caller("agency-land")


async def a_life(store: Store) -> Outcome:
    """A case with four versions."""
    return await done(store, HEALTH, a_check(), await checking(store))


async def edit(connection: Connection, id: str, **change: Any) -> None:
    await connection.revisions.update_one({"_id": id}, {"$set": change})


async def stored(connection: Connection, id: str) -> Document:
    found = await connection.revisions.find_one({"_id": id})
    assert found is not None
    return found


def rewritten(data: bytes, **change: Any) -> bytes:
    """JSON bytes with some keys changed, as canonical as before."""
    return json.dumps(json.loads(data) | change, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


async def in_body(connection: Connection, stream: str) -> None:
    body = (await stored(connection, f"{stream}:4"))["body"]
    await edit(connection, f"{stream}:4", body=rewritten(bytes(body), action="other"))


async def in_actor(connection: Connection, stream: str) -> None:
    body = bytes((await stored(connection, f"{stream}:2"))["body"])
    actor = {**json.loads(body)["actor"], "subject": "officer-other"}
    await edit(connection, f"{stream}:2", body=rewritten(body, actor=actor))


async def in_state(connection: Connection, stream: str) -> None:
    state = (await stored(connection, f"{stream}:4"))["state"]
    await edit(connection, f"{stream}:4", state=rewritten(bytes(state), reporter="agency-paper"))


async def in_old_state(connection: Connection, stream: str) -> None:
    state = (await stored(connection, f"{stream}:2"))["state"]
    await edit(connection, f"{stream}:2", state=rewritten(bytes(state), reporter="agency-paper"))


async def in_envelope(connection: Connection, stream: str) -> None:
    envelope = (await stored(connection, f"{stream}:3"))["envelope"]
    await edit(connection, f"{stream}:3", envelope=rewritten(bytes(envelope), anchor="0" * 64))


async def in_envelope_and_leaf(connection: Connection, stream: str) -> None:
    from store.tlog.merkle import leaf_hash

    envelope = rewritten(bytes((await stored(connection, f"{stream}:2"))["envelope"]), anchor="0" * 64)
    await edit(connection, f"{stream}:2", envelope=envelope, leaf=leaf_hash(envelope))


async def in_salt(connection: Connection, stream: str) -> None:
    await edit(connection, f"{stream}:1", salt=b"\x00" * 32)


async def in_number(connection: Connection, stream: str) -> None:
    await edit(connection, f"{stream}:4", n=9)


async def in_type(connection: Connection, stream: str) -> None:
    await edit(connection, f"{stream}:4", type="case.closed")


async def in_kind(connection: Connection, stream: str) -> None:
    await edit(connection, f"{stream}:4", kind="agency")


async def in_agency(connection: Connection, stream: str) -> None:
    await edit(connection, f"{stream}:1", agency="agency-paper")


async def in_command(connection: Connection, stream: str) -> None:
    await edit(connection, f"{stream}:1", command="0")


async def in_time(connection: Connection, stream: str) -> None:
    moment = (await stored(connection, f"{stream}:1"))["at"]
    await edit(connection, f"{stream}:1", at=moment.replace(year=2020))


async def to_nonsense(connection: Connection, stream: str) -> None:
    await edit(connection, f"{stream}:2", body=b"not json")


async def without_first(connection: Connection, stream: str) -> None:
    await connection.revisions.delete_one({"_id": f"{stream}:1"})


async def without_middle(connection: Connection, stream: str) -> None:
    await connection.revisions.delete_one({"_id": f"{stream}:2"})


async def without_last(connection: Connection, stream: str) -> None:
    await connection.revisions.delete_one({"_id": f"{stream}:4"})


async def without_record(connection: Connection, stream: str) -> None:
    await connection.revisions.delete_many({"stream": stream})


async def swapped(connection: Connection, stream: str) -> None:
    one, other = await stored(connection, f"{stream}:1"), await stored(connection, f"{stream}:4")
    for id, source in ((one["_id"], other), (other["_id"], one)):
        await edit(connection, id, body=source["body"], salt=source["salt"])


async def of_another_stream(connection: Connection, stream: str) -> None:
    await edit(connection, f"{stream}:4", stream="case-other")


async def in_head(connection: Connection, stream: str) -> None:
    await heads_of(connection, Kind.CASE).update_one({"_id": stream}, {"$set": {"reporter": "agency-paper"}})


async def in_heads_text(connection: Connection, stream: str) -> None:
    await heads_of(connection, Kind.CASE).update_one({"_id": stream}, {"$set": {"claim": "Một câu khác hẳn."}})


async def in_heads_members(connection: Connection, stream: str) -> None:
    await heads_of(connection, Kind.CASE).update_one({"_id": stream}, {"$push": {"members": "agency-paper"}})


async def in_heads_version(connection: Connection, stream: str) -> None:
    await heads_of(connection, Kind.CASE).update_one({"_id": stream}, {"$set": {"n": 3}})


async def without_head(connection: Connection, stream: str) -> None:
    await heads_of(connection, Kind.CASE).delete_one({"_id": stream})


async def with_head(connection: Connection, stream: str) -> None:
    await heads_of(connection, Kind.CASE).insert_one({"_id": f"{stream}-made-up", "n": 1})


Edit = Callable[[Connection, str], Awaitable[None]]
EDITS: tuple[Edit, ...] = (
    in_body,
    in_actor,
    in_state,
    in_old_state,
    in_envelope,
    in_envelope_and_leaf,
    in_salt,
    in_number,
    in_type,
    in_kind,
    in_agency,
    in_command,
    in_time,
    to_nonsense,
    without_first,
    without_middle,
    without_last,
    without_record,
    swapped,
    of_another_stream,
    in_head,
    in_heads_text,
    in_heads_members,
    in_heads_version,
    without_head,
    with_head,
)


class TestFindings:
    async def test_all_edits_are_found_where_they_are(self, store: Store) -> None:
        """Each in a case of its own, and nothing is said of the cases beside it."""
        untouched = await a_life(store)
        cases = {item: (await a_life(store)).stream for item in EDITS}
        assert await faults(store.connection) == []
        for case, stream in cases.items():
            await case(store.connection, stream)
        found = await faults(store.connection)
        unnoticed = [case.__name__ for case, stream in cases.items() if not any(stream in line for line in found)]
        assert unnoticed == []
        assert not [line for line in found if untouched.stream in line or "agency-" in line.partition(":")[0]]

    async def test_a_registry_head_is_looked_at_too(self, store: Store) -> None:
        await heads_of(store.connection, Kind.AGENCY).update_one({"_id": LEAD}, {"$set": {"kind": "PRESS"}})
        assert await faults(store.connection) == [f"{LEAD}: head differs from the record"]

    async def test_an_access_record_is_looked_at_too(self, store: Store) -> None:
        with pytest.raises(Exception, match="scope-missing"):
            await done(store, caller("agency-paper"), a_report())
        assert await faults(store.connection) == []
        await heads_of(store.connection, Kind.ACCESS).delete_many({})
        assert [fault.partition(": ")[2] for fault in await faults(store.connection)] == [
            "head differs from the record"
        ]

    async def test_without_a_check_its_edit_is_not_found(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        made = await a_life(store)
        await in_agency(store.connection, made.stream)
        assert await faults(store.connection) == [f"{made.stream}:1: fields for queries"]
        monkeypatch.setattr(chain, "_wrong", lambda *_: iter(()))
        assert await faults(store.connection) == []


async def all_heads(connection: Connection) -> list[Document]:
    """Every head, opened."""
    return [head for kind in Kind for head in await heads_of(connection, kind).find({}).sort("_id", 1).to_list(None)]


def has_text(head: Document) -> bool:
    """Whether an opened head holds a text that lies encrypted."""
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
        await in_heads_members(store.connection, made.stream)
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
        assert [finding async for finding in findings(store.connection)] == []
        assert await store.cases.one(OPERATOR, made.stream) == after.document


async def test_what_is_written_meanwhile_is_no_finding(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the revisions of some streams and their heads somebody writes a version, and a new case."""
    outcome, agreeing = await a_life(store), audit._agreeing

    async def late(connection: Connection, some: Mapping[str, list[Document]]) -> set[str]:
        if outcome.stream in some:
            await done(store, HEALTH, a_check(), outcome)
            await reported(store)
        return await agreeing(connection, some)

    monkeypatch.setattr(audit, "_agreeing", late)
    assert await faults(store.connection) == []
