"""Facts about the stream whose texts would be destroyed."""

from typing import Any

from domain.case.state.case import Case, CaseState
from domain.case.state.pathways import GONE, IN_HAND
from domain.complaint.state import Redress
from domain.erasure.retention import Kept, kept_as
from domain.erasure.state import Erasure, ErasureTarget
from domain.kernel.kind import Kind, kind_of
from domain.publication.state import Publication
from store.driver.conditions import all_of, equals
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.facts.state import state_now
from store.heads.collection import heads_of

ERASABLE = frozenset({Kind.CASE, Kind.REDRESS, Kind.PUBLICATION, Kind.ERASURE})
"""Kinds of streams whose texts can be destroyed."""


async def erasure_target_of(
    connection: Connection, command: Any, state: Any, session: Session | None = None
) -> ErasureTarget | None:
    """The case, complaint, notice or request whose texts would be destroyed; None when there is no such one.

    A case about which a notice is in hand is not over: its words may still come before the public.
    """
    target = state.target if state is not None else getattr(command, "target", None)
    if not isinstance(target, str) or kind_of(target) not in ERASABLE:
        return None
    it = await state_now(connection, target, session)
    if it is None:
        return None
    about, runs = None, False
    if isinstance(it, Redress):
        about = await state_now(connection, it.case, session)
    else:
        runs = await _complaint_runs(connection, "case" if isinstance(it, Case) else "subject", target, session)
    return target_from(target, it, about, runs)


def target_from(stream: str, it: Any, about: Case | None, runs: bool) -> ErasureTarget:
    """The same of a known state: `about` is the case of a complaint, `runs` whether a complaint about it runs."""
    if isinstance(it, Redress):
        kept = None if about is None or about.hidden else Kept.COMPLAINT
        return ErasureTarget(stream=stream, over=it.over, redress_runs=False, ended_at=it.ended_at, kept=kept)
    if isinstance(it, Publication):
        return ErasureTarget(stream=stream, over=it.state in GONE, redress_runs=runs)
    if isinstance(it, Erasure):
        return ErasureTarget(stream=stream, over=it.ended_at is not None, redress_runs=runs, ended_at=it.ended_at)
    return ErasureTarget(
        stream=stream,
        over=it.state is CaseState.CLOSED and not any(publication.state in IN_HAND for publication in it.publications),
        redress_runs=runs,
        ended_at=it.closure.at if it.closure else None,
        kept=kept_as(it),
    )


async def _complaint_runs(connection: Connection, field: str, target: str, session: Session | None) -> bool:
    """Return True if a complaint runs about a case, or against this notice or request: its examiner reads its words."""
    running = all_of(equals(field, target), {"ended_at": None})
    return await heads_of(connection, Kind.REDRESS).find_one(running, {"_id": 1}, session=session) is not None
