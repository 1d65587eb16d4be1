"""The daily limits of a caller, and the areas that an answer shows."""

from store.store import Store
from tests.resolvers.asking import context_of
from tests.support.world import caller, machine


async def test_a_program_has_no_limit_a_day_and_an_officer_has_one(store: Store) -> None:
    officer, program = [await context_of(store, who) for who in (caller("agency-land"), machine("agency-land"))]
    assert await officer.left_today("reportCase")
    assert await program.left_today("reportCase") is None


async def test_areas_are_those_of_the_registry(store: Store) -> None:
    context = await context_of(store, caller("agency-land"))
    known = next(iter(context.registry.areas))
    assert [area.id for area in context.areas(["area-gone", known])] == [known]
