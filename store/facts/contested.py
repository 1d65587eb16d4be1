"""What a rule about a complaint or an erasure must know of the streams it is about, read in its own snapshot."""

import json
from collections.abc import Iterable
from typing import Any

from domain.case.state.case import CaseState
from domain.case.state.publication_link import GONE, IN_HAND
from domain.complaint.public_decisions import named_decision
from domain.complaint.state import Redress
from domain.erasure.state import Erasure
from domain.kernel.kind import Kind, kind_of
from domain.publication.state import Publication
from domain.registry.registry import Registry
from domain.rules.facts import Contested, Erasable
from store.mongo.connection import Connection
from store.mongo.transaction import Session
from store.record.revision import state_of

ERASABLE = frozenset({Kind.CASE, Kind.REDRESS, Kind.PUBLICATION, Kind.ERASURE})
"""Kinds of streams whose texts can be destroyed."""


async def contested_of(
    connection: Connection, command: Any, state: Any, registry: Registry, session: Session | None = None
) -> Contested | None:
    """The case and decision of a complaint, or those whose public code the command names; None when there are none."""
    if isinstance(state, Redress):
        case = await _state(connection, state.case, session)
        made = next(each for each in case.decisions if each.public_code == state.decision)
        touched = await touched_by(connection, state.case, registry, session)
        return Contested(case=case, decision=made, touched=touched)
    code = getattr(command, "decision", None)
    if not isinstance(code, str):
        return None
    plain = code.replace("-", "").replace(" ", "").upper()
    head = await connection.heads(Kind.CASE).find_one({"decision_codes": {"$eq": plain}}, {"_id": 1}, session=session)
    if head is None:
        return None
    case = await _state(connection, head["_id"], session)
    named = named_decision(case, plain)
    return Contested(case=case, decision=named, touched=frozenset()) if named else None


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


async def erasable_of(
    connection: Connection, command: Any, state: Any, registry: Registry, session: Session | None = None
) -> Erasable | None:
    """The case, complaint, notice or request whose texts would be destroyed; None when there is no such one.

    A case about which a notice is in hand is not over: its words may still come before the public.
    """
    target = state.target if state is not None else getattr(command, "target", None)
    if not isinstance(target, str) or kind_of(target) not in ERASABLE:
        return None
    it = await _state(connection, target, session)
    if it is None:
        return None
    if isinstance(it, Redress):
        return Erasable(stream=target, over=it.over, redress_runs=False, ended_at=it.ended_at)
    if isinstance(it, Publication):
        return Erasable(stream=target, over=it.state in GONE, redress_runs=False)
    if isinstance(it, Erasure):
        return Erasable(stream=target, over=it.ended_at is not None, redress_runs=False, ended_at=it.ended_at)
    running = {"case": {"$eq": target}, "ended_at": None}
    return Erasable(
        stream=target,
        over=it.state is CaseState.CLOSED and not any(each.state in IN_HAND for each in it.publications),
        redress_runs=await connection.heads(Kind.REDRESS).find_one(running, {"_id": 1}, session=session) is not None,
        ended_at=it.closure.at if it.closure else None,
    )


async def _state(connection: Connection, stream: str, session: Session | None) -> Any:
    kind = kind_of(stream)
    assert kind is not None  # the callers give ids of cases and complaints only
    head = await connection.heads(kind).find_one({"_id": {"$eq": stream}}, {"n": 1}, session=session)
    if head is None:
        return None
    revision = await connection.revisions.find_one({"_id": f"{stream}:{head['n']}"}, session=session)
    return state_of(revision) if revision else None
