"""First grants, by the operator. An agency gets all scopes that its role allows today. A substitute gets the lead
agency's part.

An agency without grants gets its first grants. If the grants of a lead agency or a substitute lack a needed scope, this
module proposes the scope. Another agency approves the proposal, as for every later grant (G5).
"""

from datetime import date

from domain.administration.grants import EnterGrant, ProposeGrant
from domain.book import ACTIONS
from domain.kernel.calendar import local_date
from domain.kernel.policy import Scope, ceiling
from domain.kernel.vocabulary import Kind, Role
from domain.registry.accounts import GrantState
from domain.registry.registry import Registry
from scripts.cli.acting.act import operate
from scripts.cli.seed.ids import SEED, derived_id
from store.store import Store

SOURCE = "Người vận hành: mức tối đa theo vai trò của cơ quan vào ngày nhập."
IN_PLACE = "Người vận hành: quyền mà cơ quan thay thế cần trong vụ việc về cơ quan chủ trì."
AS_LEAD = "Người vận hành: quyền mà một cơ quan cần khi là cơ quan chủ trì."
IN_THE_LEADS_PLACE = ceiling(Role.LEAD) & {
    action.scope for action in ACTIONS if action.stream is Kind.CASE and not action.creates and action.scope
}
"""Scopes of a substitute for the lead agency. They cover only acts in existing cases."""


async def grant_new(store: Store) -> list[str]:
    """Give grants to agencies without any, and return these agencies. It is safe to run this again, because agencies
    with grants, even ended ones, are skipped."""
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    known = {row.agency for row in registry.grants.values()}
    given = []
    for agency in sorted(registry.agencies.keys() - known):
        scopes = _needed(registry, agency, today)
        if scopes:
            await _grant(store, agency, scopes)
            given.append(agency)
    return given


async def propose_for_leads(store: Store) -> list[str]:
    """Propose missing scopes for the lead agency and its substitutes. Return these agencies.

    Agencies with a pending proposal are skipped.
    """
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    lead = registry.lead_on(today)
    sources = dict.fromkeys(registry.substitutes_on(today), IN_PLACE) | ({lead: AS_LEAD} if lead else {})
    proposed = []
    for agency, source in sources.items():
        rows = [row for row in registry.grants.values() if row.agency == agency]
        missing = tuple(sorted(missing_scopes(registry, agency, today, asked=True)))
        if rows and missing:
            await _propose(store, ProposeGrant(agency=agency, scopes=missing, source=source), len(rows))
            proposed.append(agency)
    return proposed


def missing_scopes(registry: Registry, agency: str, today: date, *, asked: bool) -> frozenset[Scope]:
    """Return the scopes that an agency needs today and that no grant contains. With `asked`, proposed scopes are left
    out."""
    rows = (row for row in registry.grants.values() if row.agency == agency)
    held = {scope for row in rows if row.counts or (asked and row.state is GrantState.PROPOSED) for scope in row.scopes}
    return _needed(registry, agency, today) - held


async def _propose(store: Store, command: ProposeGrant, earlier: int) -> None:
    content = f"grant of the substitute {command.agency} {' '.join(command.scopes)} {earlier}"
    id = derived_id(SEED, content, store.connection.master)
    await operate(store, command, id)


def _needed(registry: Registry, agency: str, today: date) -> frozenset[Scope]:
    own = ceiling(registry.role_on(agency, today))
    return own | IN_THE_LEADS_PLACE if own and agency in registry.substitutes_on(today) else own


async def _grant(store: Store, agency: str, scopes: frozenset[Scope]) -> None:
    id = derived_id(SEED, f"first grant of {agency}", store.connection.master)
    command = EnterGrant(agency=agency, scopes=tuple(sorted(scopes)), source=SOURCE)
    await operate(store, command, id, target=f"grant-{agency.removeprefix('agency-')}")
