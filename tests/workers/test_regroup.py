"""An agency is taken over: its open cases pass to the heir, its officers act for the heir, the past stays."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from domain.administration.agencies import SucceedAgency
from domain.administration.officers import AppointOfficer, HandOverWork
from domain.case.closing import CloseCase
from domain.case.state.case import ClosureReason, Informed
from domain.kernel.actor import OPERATOR
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind, Post
from store.heads.collection import heads_of
from store.heads.rebuilding import findings
from store.store import Store
from tests.support.clock import TestClock
from tests.support.handling_facts import LONG
from tests.support.world import LEAD, a_check, caller, checking, officer, reported
from workers.deliver import deliver


async def test_open_cases_pass_to_the_heir_once(store: Store, clock: TestClock) -> None:
    case = (await checking(store)).stream
    head = await heads_of(store.connection, Kind.AGENCY).find_one({"_id": "agency-health"})
    assert head is not None
    taken = SucceedAgency(successor="agency-district", on=date(2026, 8, 1), whole=True, source="QĐ sáp nhập")
    await store.execute(OPERATOR, taken, command_id=uuid4(), target="agency-health", expected=head["n"])
    await drain(store)
    assert (await shown(store, case))["assigned"] == "agency-health", "not before its day"
    clock.forward(days=40)
    await drain(store)
    after = await shown(store, case)
    assert (after["assigned"], after["focal"]) == ("agency-district", None)
    assert {"agency-health", "agency-district"} <= set(after["members"])
    made = await store.execute(caller("agency-health"), a_check(), command_id=uuid4(), target=case)
    assert made.document["checks"][-1]["agency"] == "agency-district", "a token of before acts for the heir"
    await drain(store)
    assert [finding async for finding in findings(store.connection)] == []


async def test_a_chain_of_heirs_ends_with_the_last_one_and_twice_is_once(store: Store, clock: TestClock) -> None:
    case = (await checking(store)).stream
    await taken(store, "agency-health", "agency-land", date(2026, 7, 2))
    await taken(store, "agency-land", "agency-district", date(2026, 7, 2))
    clock.forward(days=10)
    await drain(store)
    after = await shown(store, case)
    assert after["assigned"] == "agency-district"
    await store.connection.outbox.update_many({"job": "regroup"}, {"$set": {"state": "DUE"}})
    await drain(store)
    assert (await shown(store, case))["n"] == after["n"]


async def test_the_work_of_an_officer_who_leaves_passes_to_a_colleague_in_each_case(
    store: Store, clock: TestClock
) -> None:
    """In one act, and only what is open and his; an administrator never takes it over."""
    cases, others = [(await checking(store)).stream for _ in range(3)], (await reported(store)).stream
    second = AppointOfficer(
        subject="moi@health.example",
        agency="agency-health",
        posts=(Post.HANDLER,),
        since=date(2026, 6, 1),
        appointment="QĐ 9",
    )
    await store.execute(OPERATOR, second, command_id=uuid4(), target="officer-new")
    left = officer("agency-health", Post.HANDLER)
    row = await heads_of(store.connection, Kind.OFFICER).find_one({"_id": left})
    assert row is not None
    for who, code in ((left, "not-a-colleague"), (officer("agency-land", Post.HANDLER), "not-a-colleague")):
        with pytest.raises(Refused, match=code):
            await hand_over(store, left, who, row["n"])
    await hand_over(store, left, "officer-new", row["n"])
    await drain(store)
    await drain(store)
    for case in cases:
        after = await shown(store, case)
        assert (after["focal"], after["notices"][-1]["about"]) == ("officer-new", "case.check-passed")
    assert (await shown(store, others))["focal"] is None


async def hand_over(store: Store, left: str, colleague: str, version: int) -> None:
    command = HandOverWork(colleague=colleague, reasons=LONG)
    admin = caller("agency-health", Post.ADMIN)
    await store.execute(admin, command, command_id=uuid4(), target=left, expected=version)


async def test_what_ended_before_stays_in_the_heirs_sight_and_a_part_opens_nothing(
    store: Store, clock: TestClock
) -> None:
    case = (await reported(store)).stream
    closed = CloseCase(ground=ClosureReason.NO_GROUNDS, reasons=LONG, informed=Informed.BY_DOCUMENT)
    await store.execute(caller(LEAD), closed, command_id=uuid4(), target=case, expected=1)
    await taken(store, "agency-land", "agency-commune", date(2026, 7, 2), whole=False)
    await taken(store, "agency-land", "agency-district", date(2026, 7, 2))
    clock.forward(days=10)
    await drain(store)
    seen = await store.cases.one(await store.actor(caller("agency-district")), case)
    assert seen is not None
    assert "agency-district" not in seen["members"], "by the rule alone: nothing was written"
    assert await store.cases.one(await store.actor(caller("agency-commune")), case) is None


async def taken(store: Store, former: str, successor: str, on: date, *, whole: bool = True) -> None:
    head = await heads_of(store.connection, Kind.AGENCY).find_one({"_id": former})
    assert head is not None
    command = SucceedAgency(successor=successor, on=on, whole=whole, source="QĐ sáp nhập")
    await store.execute(OPERATOR, command, command_id=uuid4(), target=former, expected=head["n"])


async def drain(store: Store) -> None:
    for id in await store.outbox.due():
        assert await deliver({"store": store}, id) == "done"


async def shown(store: Store, case: str) -> dict[str, Any]:
    found = await store.cases.one(await store.actor(caller(LEAD)), case)
    assert found is not None
    return found
