"""A case with a few events, by the commands of those whose turn it is."""

from uuid import uuid4

from domain.case.checks import StartChecking
from domain.case.state.case import Category
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support.world import a_check, a_report, a_screening, caller, officer

CHECKS = 3


async def checked_case(store: Store) -> str:
    made = await store.execute(caller("agency-land"), a_report(), command_id=uuid4())
    screening = a_screening(category=Category.HEALTH)
    lead = caller("agency-lead")
    at = await store.execute(lead, screening, command_id=uuid4(), target=made.stream, expected=made.version)
    health = caller("agency-health")
    starting = StartChecking(focal=officer("agency-health", Post.HANDLER))
    await store.execute(health, starting, command_id=uuid4(), target=made.stream, expected=at.version)
    for _ in range(CHECKS):
        await store.execute(health, a_check(), command_id=uuid4(), target=made.stream)
    return made.stream
