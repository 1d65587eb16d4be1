"""What a request knows of its caller."""

from store.store import Store
from tests.resolvers.asking import context_of
from tests.support.world import caller, machine


async def test_a_program_has_no_limit_a_day_and_an_officer_has_one(store: Store) -> None:
    officer, program = [await context_of(store, who) for who in (caller("agency-land"), machine("agency-land"))]
    assert await officer.left_today("reportCase")
    assert await program.left_today("reportCase") is None
