"""What a rule about a complaint must know of the case that it is about, read in its own snapshot."""

import json
from collections.abc import Iterable
from typing import Any

from domain.complaint.acts import named_act
from domain.complaint.state import ContestedDecision, Redress
from domain.kernel.kind import Kind
from domain.registry.registry import Registry
from store.facts.state import state_now
from store.mongo.connection import Connection
from store.mongo.transaction import Session


async def contested_decision_of(
    connection: Connection, command: Any, state: Any, registry: Registry, session: Session | None = None
) -> ContestedDecision | None:
    """The case and act of a complaint, or those whose public code the command names; None without them."""
    if isinstance(state, Redress):
        case = await state_now(connection, state.case, session)
        acts = (*case.decisions, *case.own_measures)
        made = next(act for act in acts if act.public_code == state.decision)
        touched = await touched_by(connection, state.case, registry, session)
        return ContestedDecision(case=case, decision=made, touched=touched)
    code = getattr(command, "decision", None)
    if not isinstance(code, str):
        return None
    plain = code.replace("-", "").replace(" ", "").upper()
    head = await connection.heads(Kind.CASE).find_one({"decision_codes": {"$eq": plain}}, {"_id": 1}, session=session)
    if head is None:
        return None
    case = await state_now(connection, head["_id"], session)
    named = named_act(case, plain)
    return ContestedDecision(case=case, decision=named, touched=frozenset()) if named else None


async def touched_by(
    connection: Connection, stream: str, registry: Registry, session: Session | None = None
) -> frozenset[str]:
    """The officers with an event in a stream, under every appointment that the same person holds or held."""
    rows = connection.revisions.find({"stream": {"$eq": stream}}, {"body": 1}, session=session)
    return same_persons([_subject(bytes(row["body"])) async for row in rows], registry)


def same_persons(officers: Iterable[str], registry: Registry) -> frozenset[str]:
    """The officers with all appointments of the same persons."""
    found = set(officers)
    for appointments in registry.subjects.values():
        if found.intersection(appointments):
            found.update(appointments)
    return frozenset(found)


def _subject(body: bytes) -> str:
    subject: str = json.loads(body)["actor"]["subject"]
    return subject
