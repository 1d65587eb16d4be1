"""The complaints about something, as the record has them: each one that was ever filed, and where it stands now."""

from collections.abc import Sequence
from typing import Any

from pymongo import DESCENDING

from domain.complaint.filing import RedressFiled
from domain.complaint.state import Redress
from domain.kernel.kind import Kind
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.record.revision import state_of


async def complaints_about(connection: Connection, target: str, session: Session | None = None) -> Sequence[Redress]:
    """Complaints in a case, and those against a notice or a request. Sealed or not: each one stops a destruction."""
    query = {"type": {"$eq": RedressFiled.TYPE}, "kind": {"$eq": Kind.REDRESS.value}}
    filed = connection.revisions.find(query, {"stream": 1, "kind": 1, "state": 1}, session=session)
    return [
        await _now(connection, revision["stream"], session)
        async for revision in filed
        if target in _about(state_of(revision))
    ]


def _about(redress: Redress) -> tuple[str | None, ...]:
    return redress.case, redress.subject


async def _now(connection: Connection, stream: str, session: Session | None) -> Any:
    newest = await connection.revisions.find_one({"stream": {"$eq": stream}}, sort=[("n", DESCENDING)], session=session)
    assert newest is not None  # its first version was just read
    return state_of(newest)
