"""Passing cases on, one by one: from a former agency to its heir, and to the agency that leads today.

Cut off in the middle, the next try goes on with the rest.
"""

from domain.case.leadership import PassLead, RegroupCase
from domain.kernel.calendar import local_date
from store.queue.outbox import Claim
from store.store import Store
from workers.commands import carry_out


async def regroup(store: Store, claim: Claim) -> None:
    """Pass the open cases of a former agency, and of those that it took over before, to its current heir."""
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    successor = registry.heir(claim.data["former"], today)
    for former in sorted(registry.taken_over(successor, today)):
        command = RegroupCase(former=former, successor=successor)
        async for case in store.cases.to_regroup(former):
            await carry_out(store, claim, command, part=f"{case}/{former}", target=case)


async def pass_lead(store: Store, claim: Claim) -> None:
    """Have every case led by the agency that leads it today."""
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    if lead := registry.lead_on(today):
        async for case in store.cases.to_pass_on(lead):
            await carry_out(store, claim, PassLead(), part=case, target=case)
