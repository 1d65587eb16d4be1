"""Changing the master key: what was destroyed stays closed in every copy, everything else answers as before."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from domain.case.order import CaseOrder
from domain.kernel.vocabulary import Kind, Post
from store.driver.connection import Connection, Document
from store.heads import rebuilding as audit
from store.heads.collection import heads_of
from store.keys.master import LASTING, KeyRefused, MasterKey, OpenedKeys
from store.oauth.credentials import Credentials
from store.provisioning import rewrap as module
from store.provisioning.rewrap import master_key_since, rewrap
from store.read.search import CaseFilter
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import decided
from tests.support.erasing import erased
from tests.support.record import done, faults, head_of, record_findings
from tests.support.world import LEAD, a_report, caller, reported

SECRET, NEXT = b"\x07" * 32, b"\x09" * 32
CLAIM = "Trạm y tế phường Một hết thuốc hạ sốt cho trẻ em từ đầu tháng này."


def successor(of: MasterKey, folder: Path, secret: bytes = NEXT) -> MasterKey:
    file = folder / f"{secret.hex()}.key"
    file.write_text(of.successor(secret))
    return MasterKey.from_file(file)


def under(connection: Connection, master: MasterKey) -> Store:
    """A store of a process that was started with a key."""
    return Store(replace(connection, master=master, opened_keys=OpenedKeys()))


async def answers(store: Store) -> dict[str, Any]:
    """What the register answers to what depends on keys."""
    lead = await store.actor(caller(LEAD))
    rows = (await store.heads[Kind.CASE].page(lead, 100, None)).rows
    orders = {order: await store.cases.page(lead, CaseFilter(), 100, None, order) for order in CaseOrder}
    found = await store.search.cases(lead, '"trạm y tế" thuốc', 10)
    registry = await store.registry.current()
    opened = [row["url"] for row in rows if row["decisions"]]
    return {
        "cases": [{key: value for key, value in row.items() if key not in KEYED} for row in rows],
        "orders": {order: [row["_id"] for row in page.rows] for order, page in orders.items()},
        "search": ([row["claim"] for row in found.rows], found.total),
        "narrowed": await store.cases.count(lead, CaseFilter(search="tram y te")),
        "similar": [
            [(item.case["_id"], item.likeness) for item in await store.similar.of(lead, row, by_claim=True)]
            for row in rows
        ],
        "versions": [await store.history.document(row["_id"], 1) is not None for row in rows],
        "decisions": [await store.public_door.decision_for(url, registry) for url in opened],
        "people": {**registry.accounts, **registry.subjects},
        "codes": [store.connection.master.ticket(store.connection.master.code(row["_id"], "a secret")) for row in rows],
    }


KEYED = frozenset({"terms", "words", "claim_order", "url_key", "bands", "decision_keys"})
"""Fields of a case's head that derive from the master key."""


async def a_register(store: Store) -> None:
    await done(store, caller("agency-land"), a_report(claim=CLAIM))
    await done(store, caller("agency-land"), a_report(claim=CLAIM.replace("đầu tháng", "cuối tháng")))
    await reported(store)
    await decided(store)


async def erased_case(store: Store, clock: TestClock) -> tuple[str, list[Document], list[Document]]:
    """A case that was erased, and a backup from before: its head as stored, and its keys."""
    from tests.store.erasing.test_eraser import a_protected_case

    case = await a_protected_case(store)
    backup = await heads_of(store.connection, Kind.CASE).stored.find({"_id": case}).to_list(None)
    keys = await store.connection.wrapped.find({"stream": case}).to_list(None)
    clock.forward(days=91)
    assert await erased(store, 90) == 1
    return case, backup, keys


async def from_backup(connection: Connection, backup: list[Document], keys: list[Document]) -> Document:
    """The head as whoever laid a backup beside the databases of today would read it."""
    await heads_of(connection, Kind.CASE).replace_one({"_id": backup[0]["_id"]}, backup[0])
    await connection.wrapped.insert_many(keys)
    try:
        return await head_of(connection, backup[0]["_id"])
    finally:
        await connection.wrapped.delete_many({"_id": {"$in": [key["_id"] for key in keys]}})


async def test_an_erased_case_is_closed_in_a_backup_from_before(store: Store, clock: TestClock, tmp_path: Path) -> None:
    _, backup, keys = await erased_case(store, clock)
    old = replace(store.connection, opened_keys=OpenedKeys())
    assert "chimhoàngyến" in str(await from_backup(old, backup, keys)), "until the master key is changed"
    next = successor(old.master, tmp_path)
    await rewrap(old, next)
    with pytest.raises(InvalidUnwrap):
        await from_backup(under(old, next).connection, backup, keys)


async def test_everything_answers_as_before_and_verifies(store: Store, tmp_path: Path) -> None:
    await a_register(store)
    before, findings = await answers(store), await record_findings(store.connection)
    next = successor(store.connection.master, tmp_path)
    wrapped = await store.connection.wrapped.count_documents({})
    assert await master_key_since(store.connection) is None, "nothing is sealed yet"
    began, did = store.connection.clock(), await rewrap(store.connection, next)
    assert (did.keys, did.unopened) == (wrapped, 0)
    since: Any = await master_key_since(store.connection)
    assert began <= since <= store.connection.clock()
    after = under(store.connection, next)
    assert await answers(after) == before
    assert await record_findings(after.connection) == findings
    assert await faults(after.connection) == []
    assert await after.connection.wrapped.count_documents({}) == wrapped, "no key was made or lost"
    await done(after, caller("agency-land"), a_report(claim=CLAIM))
    assert (await answers(after))["search"][1] == before["search"][1] + 1


async def test_nothing_stored_opens_under_the_old_key(store: Store, tmp_path: Path) -> None:
    await a_register(store)
    await Credentials(store.connection).set("user-1", "argon2id", "seed")
    old = store.connection.master
    before = {row["_id"]: row for row in await heads_of(store.connection, Kind.CASE).find({}).to_list(None)}
    next = successor(old, tmp_path)
    await rewrap(store.connection, next)
    async for row in store.connection.wrapped.find({}):
        next.unwrap(bytes(row["key"]))
        with pytest.raises(InvalidUnwrap):
            old.unwrap(bytes(row["key"]))
    credential: Any = await Credentials(under(store.connection, next).connection).of("user-1")
    assert credential.seed == "seed"
    async for row in heads_of(under(store.connection, next).connection, Kind.CASE).find({}):
        assert all(row[field] != before[row["_id"]][field] for field in KEYED if row[field])


class Killed(Exception):
    """The process dies here."""


def killed_after(times: int, work: Callable[..., Any]) -> Callable[..., Any]:
    """The work until it was done so many times."""
    left = [times]

    async def dies(*args: Any, **named: Any) -> Any:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return await work(*args, **named)

    return dies


@pytest.mark.parametrize("heads", [0, 2])
async def test_goes_on_where_it_was_killed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heads: int
) -> None:
    await a_register(store)
    before, next = await answers(store), successor(store.connection.master, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(module, "rebuild_one", killed_after(heads, audit.rebuild_one))
        with pytest.raises(Killed):
            await rewrap(store.connection, next)
    did = await rewrap(store.connection, next)
    assert did.unopened == 0
    after = under(store.connection, next)
    assert await answers(after) == before
    assert await faults(after.connection) == []


async def test_goes_on_among_the_keys(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_register(store)
    next, left = successor(store.connection.master, tmp_path), [5]

    class Dying(MasterKey):
        def wrap(self, key: bytes) -> bytes:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return super().wrap(key)

    dying = Dying.from_file(tmp_path / f"{NEXT.hex()}.key")
    with monkeypatch.context() as patch:
        patch.setattr(module, "AT_ONCE", 2)
        with pytest.raises(Killed):
            await rewrap(store.connection, dying)
    wrapped = await store.connection.wrapped.count_documents({})
    assert (await rewrap(store.connection, next)).keys == wrapped - 4, "two requests of two keys had gone through"
    assert await faults(under(store.connection, next).connection) == []


async def test_the_old_key_is_refused_from_the_first_step(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next = successor(store.connection.master, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(module, "_wrap", killed_after(0, module._wrap))
        with pytest.raises(Killed):
            await rewrap(store.connection, next)
    keys = await store.connection.wrapped.count_documents({})
    with pytest.raises(KeyRefused, match="was changed"):
        await store.execute(caller("agency-land"), a_report(), command_id=uuid4())
    with pytest.raises(KeyRefused, match="was changed"):
        await store.actor(caller(LEAD, Post.HANDLER))
    assert await store.connection.wrapped.count_documents({}) == keys


async def test_keys_that_a_late_writer_left_are_found(store: Store, tmp_path: Path) -> None:
    next = successor(store.connection.master, tmp_path)
    await rewrap(store.connection, next)
    late = {"_id": "late", "stream": "case-late", "key": store.connection.master.wrap(b"\x01" * 32)}
    await store.connection.wrapped.insert_one(late)
    assert (await rewrap(store.connection, next)).keys == 1
    found: Any = await store.connection.wrapped.find_one({"_id": "late"})
    assert next.unwrap(bytes(found["key"])) == b"\x01" * 32


async def test_a_key_that_opens_under_neither_is_counted_and_left(store: Store, tmp_path: Path) -> None:
    await store.connection.wrapped.insert_one({"_id": "odd", "stream": "case-odd", "key": b"\x00" * 40})
    assert (await rewrap(store.connection, successor(store.connection.master, tmp_path))).unopened == 1


async def test_another_key_than_a_successor_is_refused(store: Store, tmp_path: Path) -> None:
    for other in (MasterKey(b"\x08" * 32), store.connection.master):
        with pytest.raises(KeyRefused, match="no successor"):
            await rewrap(store.connection, other)
    await rewrap(store.connection, successor(store.connection.master, tmp_path))
    with pytest.raises(KeyRefused, match="neither"):
        await rewrap(store.connection, successor(store.connection.master, tmp_path, b"\x0a" * 32))


class TestFile:
    def test_a_successor_keeps_what_the_record_and_people_hold(self, tmp_path: Path) -> None:
        one = MasterKey(SECRET)
        two = successor(successor(one, tmp_path), tmp_path, b"\x0a" * 32)
        same = {"code": "xy", "webhook_key": "xy", **dict.fromkeys(("ticket", "old_ticket", "command_name"), "x")}
        same |= dict.fromkeys(("object_id", "repeatable", "pseudonym", "leaving"), "x")
        assert {name: getattr(two, name)(*of) for name, of in same.items()} == {
            name: getattr(one, name)(*of) for name, of in same.items()
        }
        assert two.command_digest(b"x", None) == one.command_digest(b"x", None)
        for differs in (one.match, one.term, one.ordering, one.place):
            assert getattr(two, differs.__name__)("x") != differs("x")
        assert two.band(1, b"x") != one.band(1, b"x")

    def test_it_says_nothing_of_the_key_before(self) -> None:
        assert SECRET.hex() not in MasterKey(SECRET).successor(NEXT)

    @pytest.mark.parametrize(
        "spoilt", [lambda lines: lines[:-1], lambda lines: [*lines, lines[-1]], lambda lines: [*lines, "x"]]
    )
    def test_part_of_one_is_refused(self, tmp_path: Path, spoilt: Callable[[list[str]], list[str]]) -> None:
        lines = MasterKey(SECRET).successor(NEXT).splitlines()
        assert len(lines) == 1 + len(LASTING)
        (tmp_path / "key").write_text("\n".join(spoilt(lines)))
        with pytest.raises(KeyRefused):
            MasterKey.from_file(tmp_path / "key")
