"""The inbox: what waits for whom, and that it costs the same number of reads however much waits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from domain.book import OWING
from domain.case.recusal import MoveRecusal
from domain.case.rounds import OpenRound
from domain.case.state.recusal import RecusalGround
from domain.case.state.round import RoundMethod
from domain.kernel.actor import Caller
from domain.kernel.vocabulary import Kind
from resolvers.inbox import INBOX_SCOPES
from store.heads.collection import heads_of
from store.heads.shape import SHAPE, SHAPES
from store.kinds.entries import HEADS
from store.read.inbox import INBOX_MOST
from store.record.epochs import EPOCH
from store.store import Store
from tests.resolvers.asking import SCHEMA, answered, context_of
from tests.support.clock import TestClock
from tests.support.listener import listened
from tests.support.record import done
from tests.support.world import LEAD, a_report, caller, checking, reported

LEADS, HEALTH, LAND = caller(LEAD), caller("agency-health"), caller("agency-land")
INSPECTOR = caller("agency-inspection")
INBOX = """query($kinds: [DutyKind!], $mine: Boolean! = false, $overdue: Boolean! = false) {
  inbox(kinds: $kinds, mine: $mine, overdue: $overdue) { truncated states { state count }
  duties { kind count mine overdue }
  items { kind about dueAt overdue lapsed mine signature case { id code state } }
  due { kind about streamId code dueAt term basis soon overdue lapsed mine signature case { id }
  stream { id ... on Case { code claim } } } } }"""


async def ask(store: Store, who: Caller, **variables: Any) -> dict[str, Any]:
    return dict((await answered(store, who, INBOX, **variables))["inbox"])


async def a_round(store: Store) -> Any:
    made = await checking(store)
    said = {"method_reason": "Việc đơn giản, không cần họp.", "question": "Đề nghị cho ý kiến."}
    invited = ("agency-health", "agency-land")
    command = OpenRound(method=RoundMethod.WRITTEN_OPINION, invited=invited, due_days=2, **said)
    return await done(store, LEADS, command, made)


def brief(inbox: dict[str, Any]) -> list[tuple[str, bool, bool]]:
    return [(item["kind"], item["overdue"], item["mine"]) for item in inbox["items"]]


async def test_kinds_narrow_the_items_and_not_the_counts(store: Store) -> None:
    await checking(store)
    await a_round(store)
    inbox = await ask(store, HEALTH, kinds=["CHECK"])
    assert [item[0] for item in brief(inbox)] == ["CHECK"]
    assert [(duty["kind"], duty["count"]) for duty in inbox["duties"]] == [("CHECK", 1), ("GIVE_OPINION", 1)]
    assert inbox["states"] == [{"state": "CHECKING", "count": 1}, {"state": "COORDINATING", "count": 1}]


async def test_an_agency_without_the_right_to_cases_sees_none(store: Store) -> None:
    await a_round(store)
    inbox = await ask(store, caller("agency-paper"))
    assert (inbox["items"], inbox["due"], inbox["states"]) == ([], [], [])
    without = [scope.value for scope in INBOX_SCOPES]
    with pytest.raises(AssertionError, match="scope-missing case:read:own"):
        await ask(store, caller("agency-paper", without=without))


COUNTS = "{ inbox { truncated states { state count } duties { kind count } } }"
SHOWN: Mapping[tuple[str, ...], frozenset[str]] = {
    ("duties",): frozenset({"kind", "count"}),
    ("states",): frozenset({"state", "count"}),
}


async def counted(store: Store, who: Caller) -> dict[str, Any]:
    """Ask for counts alone, as a plan does."""
    context = replace(await context_of(store, who), row_keys={"inbox": SHOWN})
    answer = await SCHEMA.execute(COUNTS, context_value=context)
    assert answer.data is not None, answer.errors
    return dict(answer.data["inbox"])


async def test_counts_alone_are_the_same_and_take_two_reads(store: Store, root_uri: str) -> None:
    await checking(store)
    await a_round(store)
    async with listened(store.connection, root_uri) as (connection, listener):
        heard = Store(connection)
        whole = await ask(heard, HEALTH)
        assert len(whole["due"]) == 2
        listener.commands.clear()
        counts = await counted(heard, HEALTH)
        read = [command for command in listener.commands if "aggregate" in command or "duties" in str(command)]
    kinds = [{"kind": duty["kind"], "count": duty["count"]} for duty in whole["duties"]]
    assert counts == {"truncated": False, "states": whole["states"], "duties": kinds}
    assert len(read) == 2, "duties of all kinds, and states"


async def test_counts_alone_tell_an_answer_to_a_recusal(store: Store) -> None:
    """Such a duty ends with its officer, so a count reads who that is."""
    made, ground = await checking(store), RecusalGround.RELATIVE
    moved = MoveRecusal(officer=made.document["focal"], ground=ground, reasons="Cán bộ là em vợ của người bị phản ánh.")
    await done(store, LEADS, moved, made)
    assert {"kind": "ANSWER_RECUSAL", "count": 1} in (await counted(store, HEALTH))["duties"]


async def test_heads_of_an_older_shape_are_not_counted_as_stored(store: Store) -> None:
    await reported(store)
    before = await counted(store, LEADS)
    assert {"kind": "SCREEN", "count": 1} in before["duties"]
    cases = heads_of(store.connection, Kind.CASE).stored
    await cases.update_many({}, {"$set": {"duties.0.kind": "CHECK", SHAPE: 0}})
    await store.connection.counters.update_one({"_id": EPOCH}, {"$set": {f"{SHAPES}.{Kind.CASE}": 0}})
    assert await counted(store, LEADS) == before


async def test_it_takes_the_same_reads_however_much_waits(store: Store, root_uri: str) -> None:
    counts = []
    async with listened(store.connection, root_uri) as (connection, listener):
        heard = Store(connection)
        await ask(heard, LEADS)  # the registry is read once a process
        for cases in (0, 1, 8):
            for _ in range(cases):
                await done(store, LAND, a_report())
            await ask(heard, LEADS)  # the keys of new heads are read once a process
            listener.commands.clear()
            inbox = await ask(heard, LEADS)
            assert {item["streamId"] for item in inbox["due"]} > {item["case"]["id"] for item in inbox["items"]}
            assert len(inbox["items"]) == sum(state["count"] for state in inbox["states"])
            counts.append([next(iter(one)) for one in listener.commands if one])  # new connections show none
            lists = [command for command in listener.commands if "duties.agency" in str(command.get("filter"))]
            assert [command["find"] for command in lists] == [HEADS[Kind.CASE]]
            assert all(command["batchSize"] > command["limit"] for command in lists), "the rest is asked for again"
    assert counts[0] == counts[1] == counts[2]
    assert counts[0].count("find") + counts[0].count("aggregate") <= 3 + len(OWING)
    assert counts[0].count("aggregate") == 2, "kinds other than cases together, and states"


async def test_kinds_whose_duties_are_of_other_roles_are_not_read(store: Store, root_uri: str) -> None:
    asked = {}
    async with listened(store.connection, root_uri) as (connection, listener):
        for who in (LEADS, INSPECTOR):
            listener.commands.clear()
            await ask(Store(connection), who)
            steps = (step for command in listener.commands for step in command.get("pipeline", ()))
            asked[who] = {step["$lookup"]["from"] for step in steps if "$lookup" in step}
    of_roles = {HEADS[kind] for kind in (Kind.CONSOLIDATED, Kind.DIFFICULTY, Kind.ERASURE)}
    assert of_roles <= asked[LEADS]
    assert asked[INSPECTOR]
    assert not of_roles & asked[INSPECTOR]


async def test_more_than_it_shows_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        await reported(store)
    assert (await ask(store, LEADS))["truncated"] is False
    monkeypatch.setattr("store.read.inbox.INBOX_MOST", 2)
    inbox, counts = await ask(store, LEADS), await counted(store, LEADS)
    assert (len(inbox["items"]), inbox["truncated"]) == (2, True)
    assert (counts["truncated"], {duty["kind"]: duty["count"] for duty in counts["duties"]}["SCREEN"]) == (True, 2)
    assert INBOX_MOST == 200


async def test_a_warning_shows_the_case_that_it_is_about_if_any(store: Store, clock: TestClock) -> None:
    await a_round(store)
    clock.forward(days=1)
    found = [
        row
        for who in (LEADS, HEALTH, LAND)
        for row in (await answered(store, who, "{ warnings { kind caseId case { id } } }"))["warnings"]
    ]
    assert found
    assert all(row["caseId"] == (row["case"] and row["case"]["id"]) for row in found)


async def test_of_a_case_no_more_is_read_than_says_what_is_due_and_is_shown(store: Store, clock: TestClock) -> None:
    await a_round(store)
    actor, registry = await store.actor(HEALTH), await store.registry.current()
    whole = await store.inboxes.due(actor, registry, clock())
    some = await store.inboxes.due(actor, registry, clock(), frozenset({"claim"}))
    assert some.items == whole.items
    [head] = [due.head for due in some.items if due.head and due.head["_id"].startswith("case-")][:1]
    assert head["claim"]
    assert "url" not in head
