"""The case of an accusation, read in the snapshot that the rule is decided on."""

from typing import Any

from domain.case.state.case import Case
from domain.complaint.accusation_state import Accusation, AccusationState, AccusedCase
from domain.complaint.accusations import ACCUSATIONS_MOST
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.kind import Kind, kind_of
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.facts.state import state_now
from store.heads.collection import heads_of


async def accused_case_of(
    connection: Connection, command: Any, state: Any, actor: Actor, session: Session | None = None
) -> AccusedCase | None:
    """The case that an accusation is in, or that the command or the holder's code names; None without one."""
    id = state.case if isinstance(state, Accusation) else getattr(command, "case", None)
    if id is None and actor.kind is ActorKind.PUBLIC:
        id = actor.subject
    case = await state_now(connection, id, session) if id and kind_of(id) is Kind.CASE else None
    if not isinstance(case, Case):
        return None
    heads = heads_of(connection, Kind.ACCUSATION)
    rows = heads.find({"case": {"$eq": id}}, {"state": 1}, session=session).limit(ACCUSATIONS_MOST)
    states = [head["state"] async for head in rows]
    return AccusedCase(case=case, waiting=states.count(AccusationState.OPEN), filed=len(states))
