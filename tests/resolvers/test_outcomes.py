"""Results to be told: whom the list names the complaint that undid one to."""

import pytest

from domain.complaint.appeal import AppealRedress
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import Caller, holder_of
from store.store import Store
from tests.resolvers.asking import answered
from tests.support.clock import TestClock
from tests.support.complaints import act, appoint_others, complaint, ruled
from tests.support.press import Life, a_spokesperson, decided, reported_on
from tests.support.world import LEAD, caller

QUERY = """{ publishableOutcomes(first: 5) { edges { node {
  case { id } overturned redressId ready readiness { obstacle stops } } } } }"""


@pytest.fixture
async def reported(store: Store, clock: TestClock) -> Life:
    """A case that the lead agency decided and the health department carried out."""
    await appoint_others(store)
    await a_spokesperson(store)
    case = await decided(store, clock)
    await reported_on(case, clock)
    return case


async def listed(store: Store, who: Caller) -> tuple[bool, str | None, set[str]]:
    """Whether the one result was undone, the complaint that is named, and what stands in the way."""
    (edge,) = (await answered(store, who, QUERY))["publishableOutcomes"]["edges"]
    node = edge["node"]
    return node["overturned"], node["redressId"], {item["obstacle"] for item in node["readiness"]}


async def test_a_complaint_is_named_to_who_may_tell_its_ruling_and_nobody_else(store: Store, reported: Life) -> None:
    lead, health = caller(LEAD), caller("agency-health")
    assert (await listed(store, health))[:2] == (False, None)
    redress = await complaint(store, reported.id)
    assert (await listed(store, health))[:2] == (False, None), "it has undone nothing yet"
    await ruled(store, redress, RedressOutcome.UPHELD)
    undone, named, stands = await listed(store, health)
    assert (undone, named) == (True, None)
    assert "NOT_PUBLISHABLE" in stands
    undone, named, stands = await listed(store, lead)
    assert (undone, named) == (True, redress)
    assert "NOT_PUBLISHABLE" not in stands


async def test_it_is_named_to_who_tells_it_even_without_the_scope_to_read_it(store: Store, reported: Life) -> None:
    redress = await complaint(store, reported.id)
    await ruled(store, redress, RedressOutcome.UPHELD)
    reads_own = caller(LEAD, without=["case:read:all"])
    assert (await listed(store, reads_own))[1] == redress
    await act(store, holder_of(redress), AppealRedress(text="Kết luận lần đầu chưa đầy đủ."), redress)
    undone, _, stands = await listed(store, caller("agency-health"))
    assert (undone, "NOT_PUBLISHABLE" in stands) == (True, True), "the ruling waits for the second level"
    assert (await listed(store, caller(LEAD)))[1] == redress, "the lead agency sees every complaint"
