"""Links between duplicate cases, through the store: what may be linked to what, and what is seen of it."""

from domain.case.closing import CloseCase
from domain.case.links import LinkDuplicate
from domain.case.state.case import ClosureReason, Informed
from domain.kernel.refusals import NotFound
from domain.kernel.vocabulary import Kind
from store.heads.collection import heads_of
from store.store import Store
from tests.support.clock import TestClock
from tests.support.decided import HANDLER as LEADER
from tests.support.handling_facts import LONG
from tests.support.press import Life
from tests.support.record import faults, problem
from tests.support.world import LEAD, caller, reported


async def test_a_case_that_one_may_not_see_cannot_be_linked_to(store: Store, clock: TestClock) -> None:
    """Missing and invisible give one answer; a lead without sight of every case sees its own ones only."""
    first = await reported(store)
    clock.forward(seconds=60)
    second = Life(store, (await reported(store)).stream)
    link = LinkDuplicate(of=first.stream, reasons=LONG)
    blind = caller(LEAD, without=("case:read:all",))
    await heads_of(store.connection, Kind.CASE).update_one(
        {"_id": first.stream}, {"$set": {"seen_by": ["agency-land"]}}
    )
    assert isinstance(await problem(second.act(blind, link)), NotFound)
    await second.act(LEADER, link)


async def test_a_hidden_case_is_linked_to_nothing(store: Store, clock: TestClock) -> None:
    first = Life(store, (await reported(store)).stream)
    clock.forward(seconds=60)
    second, third = Life(store, (await reported(store)).stream), Life(store, (await reported(store)).stream)
    link = LinkDuplicate(of=first.id, reasons=LONG)
    await second.act(LEADER, link)
    close = CloseCase(ground=ClosureReason.PROTECTED, reasons=LONG, informed=Informed.BY_PHONE)
    await first.act(LEADER, close)
    assert (await problem(third.act(LEADER, link))).code == "link-to-hidden"
    lead = await store.actor(LEADER)
    for life in (first, second):
        case = await store.cases.one(lead, life.id)
        assert case is not None
        assert (await store.cases.duplicates(lead, [case]))[case["_id"]] == []
    assert await faults(store.connection) == []
