"""An agency is taken over: its open cases pass to the heir, its officers act for the heir, the past stays."""

from datetime import date
from typing import Any
from uuid import uuid4

from domain.agencies import SucceedAgency
from domain.facts import OPERATOR
from domain.streams import Kind
from store.audit import findings
from store.store import Store
from tests.support.clock import TestClock
from tests.support.world import LEAD, a_check, caller, checking
from workers.deliver import deliver


async def test_open_cases_pass_to_the_heir_once(store: Store, clock: TestClock) -> None:
    case = (await checking(store)).stream
    head = await store.connection.heads(Kind.AGENCY).find_one({"_id": "agency-health"})
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
    assert [each async for each in findings(store.connection)] == []


async def drain(store: Store) -> None:
    for id in await store.outbox.due():
        assert await deliver({"store": store}, id) == "done"


async def shown(store: Store, case: str) -> dict[str, Any]:
    found = await store.cases.one(await store.actor(caller(LEAD)), case)
    assert found is not None
    return found
