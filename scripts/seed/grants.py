"""First grants: each agency that has none gets the ceiling of its role today, as an act of the operator."""

from domain.administration.grants import EnterGrant
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import local_date
from domain.kernel.policy import ceiling
from scripts.seed.ids import SEED, derived_id
from scripts.seed.patience import patiently
from store.store import Store

SOURCE = "Operator: the ceiling of the agency's role on the day of entry."


async def grant_new(store: Store) -> list[str]:
    """The agencies that were given grants. Safe to run again: an agency with grants, even ended ones, is left alone."""
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    known = {row.agency for row in registry.grants.values()}
    given = []
    for agency in sorted(registry.agencies.keys() - known):
        scopes = tuple(sorted(ceiling(registry.role_on(agency, today))))
        if scopes:
            await _grant(store, agency, scopes)
            given.append(agency)
    return given


async def _grant(store: Store, agency: str, scopes: tuple[str, ...]) -> None:
    id = derived_id(SEED, f"first grant of {agency}", store.connection.master)
    command = EnterGrant(agency=agency, scopes=scopes, source=SOURCE)
    stream = f"grant-{agency.removeprefix('agency-')}"
    await patiently(lambda: store.execute(OPERATOR, command, command_id=id, target=stream))
