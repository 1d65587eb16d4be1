"""Heads of an older shape: read and written as today's are, made again beside others, and told to every process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.book import STATES
from domain.kernel.vocabulary import Kind, Post
from store.heads import shape
from store.heads.collection import heads_of
from store.heads.head_texts import closed, commitments, head_of, places
from store.heads.rebuilding import rebuild
from store.heads.shape import SHAPE, SHAPES, ProcessOutdated, ahead, behind, holds_texts, shape_of, shapes, text_fields
from store.heads.to_state import state_in
from store.keys.master import MasterKey
from store.kinds.entries import KINDS
from store.provisioning import migrate as module
from store.provisioning.migrate import Counted, made_again, migrate, plan
from store.read.search import CaseFilter
from store.record.canonical import from_bytes, plain
from store.record.epochs import EPOCH
from store.record.sealing import opened_texts
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.complaints import complaint, decided
from tests.support.golden import OLD
from tests.support.record import done, everything, faults
from tests.support.world import LEAD, a_screening, caller, reported

OWED = {"duties", "owed_by"}
OF_CASES = (
    OWED
    | {"bands", "changed_at", "claim_order", "decision_codes", "decision_keys", "hearing_codes", "hearing_keys"}
    | {"hidden", "next_due", "opened_at", "results_of", "seen_by", "terms", "url_key"}
)
OF_ERASURES = {Kind.ERASURE: OWED | {"readers", "ticket"}}
DERIVED: Mapping[int, Mapping[Kind, set[str]]] = {
    0: {
        **{Kind.CASE: OF_CASES, Kind.ACTIVITY: {"seen_by"}, Kind.ACCESS: {"about", "at"}, **OF_ERASURES},
        **dict.fromkeys((Kind.DIRECTIVE, Kind.INSPECTION, Kind.DIFFICULTY), OWED | {"seen_by"}),
        **{Kind.REDRESS: OWED | {"readers"}, Kind.CONSOLIDATED: OWED | {"shown"}},
        **dict.fromkeys((Kind.ACCUSATION, Kind.EXCHANGE, Kind.REPORT), OWED),
        **{Kind.PUBLICATION: OWED | {"changed_at", "issued_at"}, Kind.DOCUMENT: set(), Kind.STATEMENT: set()},
    },
    1: {
        **{Kind.CASE: OF_CASES | {"protects"}, **OF_ERASURES},
        Kind.PUBLICATION: OWED | {"changed_at", "complaint_code", "issued_at"},
        **dict.fromkeys((Kind.DIRECTIVE, Kind.INSPECTION), OWED | {"seen_by"}),
        **dict.fromkeys((Kind.EXCHANGE, Kind.REPORT), OWED),
    },
    2: {Kind.CASE: OF_CASES | {"protects"}, **OF_ERASURES, Kind.EXCHANGE: OWED},
    **{n: {Kind.CASE: OF_CASES | {"protects", "words"}} for n in (3, 4)},
    **{n: {Kind.CASE: OF_CASES | {"protects", "words", "numbered"}} for n in range(5, 10)},
}
"""What is derived for a kind by the number of its entry (`derived_shape`); for rows of the registry, their bytes."""
AGED = ("seen_by", "evidence", "terms", "lead", "receipt")
"""Fields that a head is made to lack here: some of its state, some derived."""


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_derived_changes_only_with_its_number(kind: Kind) -> None:
    """Whoever fails here raises `derived_shape` of the kind there and enters what is derived now above."""
    number = KINDS[kind].derived_shape
    for stream, (_, data) in OLD.items():
        if stream.startswith(f"{kind.value}-"):
            state: Any = from_bytes(STATES[kind], data.encode())
            head = head_of(kind, state, 1, datetime(2026, 7, 1, tzinfo=UTC), {}, MasterKey(b"\x07" * 32))
            derived = head.keys() - plain(state).keys() - {"_id", "n", SHAPE}
            assert derived == DERIVED[number].get(kind, {"bytes"})


def test_encrypted_texts_are_looked_for_wherever_they_are() -> None:
    sealed = set[Kind]()
    for stream, (_, data) in OLD.items():
        kind, master = Kind(stream.partition("-")[0]), MasterKey(b"\x07" * 32)
        state: Any = from_bytes(STATES[kind], data.encode())
        clear = dict.fromkeys(commitments(state), "https://tin.example/")
        head = head_of(kind, state, 1, datetime(2026, 1, 1, tzinfo=UTC), clear, master)
        stored, _ = closed(plain(state), head, None, master)
        assert len(places(stored, text_fields(kind))) == len(places(stored, stored.keys())), stream
        if clear:
            sealed.add(kind)
    assert sealed == {kind for kind in Kind if text_fields(kind)}


@dataclass(frozen=True)
class Inner:
    a: str
    b: str | None = None


@dataclass(frozen=True)
class Outer:
    id: str
    inner: Inner
    many: tuple[Inner, ...] = ()


@dataclass(frozen=True)
class Grown(Outer):
    other: Mapping[str, Inner] | None = None


def test_a_field_more_is_a_shape_more() -> None:
    assert shape._named(Inner, frozenset()) == 2
    assert shape._named(Outer, frozenset()) == 3 + 2 * 2
    assert shape._named(Grown, frozenset()) == 4 + 3 * 2


def test_a_register_is_behind_or_ahead_by_what_it_noted() -> None:
    newer, older = (shapes() | {"case": shape_of(Kind.CASE) + more} for more in (1, -1))
    assert [behind(noted) for noted in ({}, shapes(), older)] == [list(Kind), [], [Kind.CASE]]
    later = newer, shapes() | {"a-kind-to-come": 1}
    assert [ahead(noted) for noted in ({}, shapes(), *later)] == [False, False, True, True]


async def aged(store: Store, kind: Kind = Kind.CASE) -> dict[str, Any]:
    """Make all heads of a kind such as an earlier version left them; as they were, by their ids."""
    heads = heads_of(store.connection, kind)
    before = {head["_id"]: head async for head in heads.find({})}
    await heads.stored.update_many({}, {"$unset": dict.fromkeys((SHAPE, *AGED))})
    await store.connection.counters.update_one({"_id": EPOCH}, {"$unset": {SHAPES: ""}})
    return before


async def test_an_older_head_is_read_as_the_record_gives_it(store: Store) -> None:
    case = await decided(store)
    before = await aged(store)
    heads = heads_of(store.connection, Kind.CASE)
    assert {head["_id"]: head async for head in heads.find({})} == before
    assert await heads.find_one({"_id": case}) == before[case]
    few: Any = await heads.find_one({"_id": case}, {"claim": 1, "evidence": 1, "receipt.channel": 1})
    assert few.keys() == {"_id", "n", SHAPE, "claim", "evidence", "receipt"}
    assert few == {key: before[case][key] for key in few}
    some = [{key: head[key] for key in ("_id", "n", SHAPE, "claim", "lead")} for head in before.values()]
    assert await heads.showing(("claim", "lead")).find({}).to_list() == some
    assert state_in(Kind.CASE, (await heads.find({}).to_list())[0])


async def test_whoever_writes_to_an_older_head_leaves_one_of_today(store: Store) -> None:
    made = await reported(store)
    await aged(store)
    await done(store, caller(LEAD), a_screening(), made)
    stored: Any = await heads_of(store.connection, Kind.CASE).stored.find_one({"_id": made.stream})
    assert stored[SHAPE] == shape_of(Kind.CASE)
    assert await faults(store.connection) == []


async def test_a_verification_names_older_heads_until_they_are_made_again(store: Store) -> None:
    made = await reported(store)
    await aged(store)
    assert await faults(store.connection) == [f"{made.stream}: head-differs"]
    assert not await store.ready()
    assert (await plan(store.connection))[Kind.CASE] == Counted(older=1, all=1)
    assert (await migrate(store.connection)).made == 1
    assert (await plan(store.connection))[Kind.CASE] == Counted(older=0, all=1)
    assert await faults(store.connection) == []
    assert await store.ready()
    assert (await migrate(store.connection)).made == 0, "again is once"


async def test_older_heads_of_every_kind_are_counted_and_made_again(store: Store) -> None:
    await complaint(store, await decided(store))
    older = {Kind.CASE, Kind.REDRESS}
    for kind in older:
        await aged(store, kind)
    assert {kind for kind, counted in (await plan(store.connection)).items() if counted.older} == older
    assert (await migrate(store.connection)).made == 2
    assert await faults(store.connection) == []


async def test_nothing_is_changed_but_heads_and_the_note(store: Store) -> None:
    await decided(store)
    was = await everything(store.connection)
    await aged(store)
    await migrate(store.connection)
    now = await everything(store.connection)
    assert {name for name in now if now[name] != was[name]} <= {"cases"}


async def test_what_was_cut_off_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        await reported(store)
    await aged(store)
    calls = 0

    async def cut(*given: Any) -> bool:
        nonlocal calls
        if (calls := calls + 1) == 2:
            raise KeyboardInterrupt
        return await made_again(*given)

    monkeypatch.setattr(module, "made_again", cut)
    with pytest.raises(KeyboardInterrupt):
        await migrate(store.connection)
    assert not await store.ready()
    monkeypatch.undo()
    assert (await migrate(store.connection)).made == 2
    assert await store.ready()


async def test_a_writer_that_comes_between_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await reported(store)
    await aged(store)
    written: list[Outcome] = []

    async def between(*given: Any) -> Any:
        if not written:
            written.append(await done(store, caller(LEAD), a_screening(), made))
        return await opened_texts(*given)

    monkeypatch.setattr(module, "opened_texts", between)
    assert not await made_again(store.connection, Kind.CASE, made.stream), "the writer made it already"
    head: Any = await heads_of(store.connection, Kind.CASE).as_stored(made.stream)
    assert head["n"] == written[0].version
    assert await faults(store.connection) == []


async def test_an_older_process_writes_nothing_and_reads_on(store: Store) -> None:
    made = await reported(store)
    newer = shapes() | {"case": shape_of(Kind.CASE) + 1}
    await store.connection.counters.update_one({"_id": EPOCH}, {"$set": {SHAPES: newer}})
    before = await everything(store.connection)
    with pytest.raises(ProcessOutdated):
        await done(store, caller(LEAD), a_screening(), made)
    assert await everything(store.connection) == before
    lead = await store.actor(caller(LEAD, Post.HANDLER))
    assert (await store.cases.page(lead, CaseFilter(), 10, None)).rows
    await migrate(store.connection)
    with pytest.raises(ProcessOutdated):
        await done(store, caller(LEAD), a_screening(), made)
    await rebuild(store.connection)
    assert await done(store, caller(LEAD), a_screening(), made), "rebuilding is the way back"


async def test_an_older_process_that_cannot_read_the_registry_says_so(store: Store) -> None:
    newer = shapes() | {"agency": shape_of(Kind.AGENCY) + 1}
    await store.connection.counters.update_one({"_id": EPOCH}, {"$set": {SHAPES: newer}, "$inc": {"n": 1}})
    row: Any = await store.connection.revisions.find_one({"kind": "agency"}, sort=[("stream", 1), ("n", -1)])
    strange = bytes(row["state"])[:-1] + b',"unheard":1}'
    change = {"$set": {"state": strange, "leaf": b"\x01" * 32}}
    await store.connection.revisions.update_one({"_id": row["_id"]}, change)
    with pytest.raises(ProcessOutdated):
        await Store(store.connection).registry.current()
    await store.connection.counters.update_one({"_id": EPOCH}, {"$set": {SHAPES: shapes()}})
    with pytest.raises(Exception, match="unheard"):
        await Store(store.connection).registry.current()


def test_a_path_within_a_head_tells_whether_a_text_may_be_there() -> None:
    texts = {"claim", "receipt", "receipt.note", "receipt.delay", "checks.summary"}
    others = {"receipt.notify_by", "checks.at", "duties.kind", "receipt.nothing"}
    assert {path for path in texts | others if holds_texts(Kind.CASE, path)} == texts
