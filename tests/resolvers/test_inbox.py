"""The inbox: what waits for whom, and that it costs the same number of reads however much waits."""

from typing import Any

import pytest

from domain.case.round_ends import LapseRound
from domain.case.rounds import OpenRound
from domain.case.state.round import RoundMethod
from domain.kernel.actor import SYSTEM, Caller
from domain.kernel.roles import Post
from resolvers.context import RequestContext
from resolvers.root import build
from store.read.inbox import INBOX_MOST
from store.store import Store
from tests.support.clock import TestClock
from tests.support.listener import listened
from tests.support.record import done
from tests.support.world import LEAD, a_report, an_id, caller, checking, machine, reported

SCHEMA = build()
LEADS, HEALTH, LAND = caller(LEAD), caller("agency-health"), caller("agency-land")
INBOX = """query($kinds: [DutyKind!], $mine: Boolean! = false, $overdue: Boolean! = false) {
  inbox(kinds: $kinds, mine: $mine, overdue: $overdue) { truncated states { state count }
  duties { kind count mine overdue }
  items { kind about dueAt overdue lapsed mine signature case { id code state } } } }"""


async def ask(store: Store, who: Caller, **variables: Any) -> dict[str, Any]:
    context = RequestContext(
        store=store,
        caller=who,
        actor=await store.actor(who),
        registry=await store.registry.current(),
        now=store.connection.clock(),
        correlation="test",
        purpose=None,
    )
    answer = await SCHEMA.execute(INBOX, variable_values=variables, context_value=context)
    assert answer.errors is None, answer.errors
    assert answer.data is not None
    inbox: dict[str, Any] = answer.data["inbox"]
    return inbox


async def a_round(store: Store) -> Any:
    made = await checking(store)
    said = {"method_reason": "Việc đơn giản, không cần họp.", "question": "Đề nghị cho ý kiến."}
    invited = ("agency-health", "agency-land")
    command = OpenRound(method=RoundMethod.WRITTEN_OPINION, invited=invited, due_days=2, **said)
    return await done(store, LEADS, command, made)


def brief(inbox: dict[str, Any]) -> list[tuple[str, bool, bool]]:
    return [(each["kind"], each["overdue"], each["mine"]) for each in inbox["items"]]


async def test_a_report_waits_for_screening_by_the_lead_and_for_nobody_else(store: Store) -> None:
    made = await reported(store)
    inbox = await ask(store, LEADS)
    assert [(each["kind"], each["case"]["id"]) for each in inbox["items"]] == [("SCREEN", made.stream)]
    assert inbox["states"] == [{"state": "RECEIVED", "count": 1}]
    assert (await ask(store, LAND))["items"] == []


async def test_a_check_is_the_officers_own(store: Store) -> None:
    await checking(store)
    assert brief(await ask(store, HEALTH)) == [("CHECK", False, True)]
    assert brief(await ask(store, caller("agency-health", Post.SIGNATORY))) == [("CHECK", False, False)]
    assert brief(await ask(store, caller("agency-health", Post.SIGNATORY), mine=True)) == []


async def test_an_opinion_becomes_overdue_and_lapses(store: Store, clock: TestClock) -> None:
    made = await a_round(store)
    assert brief(await ask(store, LAND)) == [("GIVE_OPINION", False, True)]
    assert brief(await ask(store, LAND, overdue=True)) == []
    clock.forward(days=7)
    assert brief(await ask(store, LAND, overdue=True)) == [("GIVE_OPINION", True, True)]
    await store.execute(
        SYSTEM, LapseRound(round=made.document["rounds"][0]["id"]), command_id=an_id(), target=made.stream
    )
    [item] = (await ask(store, LAND))["items"]
    assert (item["lapsed"], item["about"]) == (True, made.document["rounds"][0]["id"])


async def test_kinds_narrow_the_items_and_not_the_counts(store: Store) -> None:
    await checking(store)
    await a_round(store)
    inbox = await ask(store, HEALTH, kinds=["CHECK"])
    assert [each[0] for each in brief(inbox)] == ["CHECK"]
    assert [(each["kind"], each["count"]) for each in inbox["duties"]] == [("CHECK", 1), ("GIVE_OPINION", 1)]
    assert inbox["states"] == [{"state": "CHECKING", "count": 1}, {"state": "COORDINATING", "count": 1}]


@pytest.mark.parametrize("who", [caller("agency-district"), machine("agency-commune")])
async def test_strangers_have_an_empty_inbox(store: Store, who: Caller) -> None:
    await a_round(store)
    inbox = await ask(store, who)
    assert (inbox["items"], inbox["duties"], inbox["states"]) == ([], [], [])


async def test_an_agency_without_the_right_to_cases_has_no_inbox(store: Store) -> None:
    with pytest.raises(AssertionError, match="scope-missing case:read:own"):
        await ask(store, caller("agency-paper"))


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
            assert len(inbox["items"]) == sum(state["count"] for state in inbox["states"])
            counts.append([next(iter(each)) for each in listener.commands])
    assert counts[0] == counts[1] == counts[2]
    assert counts[0].count("find") + counts[0].count("aggregate") <= 4


async def test_more_than_it_shows_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        await reported(store)
    assert (await ask(store, LEADS))["truncated"] is False
    monkeypatch.setattr("store.read.inbox.INBOX_MOST", 2)
    inbox = await ask(store, LEADS)
    assert (len(inbox["items"]), inbox["truncated"]) == (2, True)
    assert INBOX_MOST == 200
