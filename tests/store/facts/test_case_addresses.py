"""What a case is about: its own address and those of linked cases, with the moment of each link."""

from domain.case.links import LinkDuplicate, UnlinkDuplicate
from store.facts.needs import case_addresses
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.world import caller, checking

LEAD = caller("agency-lead")
REASONS = "Hai bài có cùng một nội dung."


async def at(store: Store, url: str) -> str:
    return (await checking(store, url=url)).stream


async def test_addresses_of_links_count_since_they_were_linked(store: Store, clock: TestClock) -> None:
    first, second, third = [await at(store, f"https://tin.example/lien-ket-{number}") for number in range(3)]
    own = [f"https://tin.example/lien-ket-{number}" for number in range(3)]
    clock.forward(minutes=1)
    await act(store, LEAD, LinkDuplicate(of=first, reasons=REASONS), second)
    clock.forward(minutes=1)
    between = clock()
    await act(store, LEAD, LinkDuplicate(of=first, reasons=REASONS), third)
    found = await case_addresses(store.connection, first, None)
    assert (found.normal, set(found.linked_at)) == (frozenset(own), {own[1], own[2]})
    assert found.linked_at[own[1]] < between < found.linked_at[own[2]]
    found = await case_addresses(store.connection, second, None)
    assert (found.normal, set(found.linked_at)) == (frozenset(own), {own[0], own[2]})
    assert found.linked_at[own[0]] < between < found.linked_at[own[2]]
    await act(store, LEAD, UnlinkDuplicate(reasons=REASONS), third)
    found = await case_addresses(store.connection, first, None)
    assert found.normal == frozenset(own[:2])
