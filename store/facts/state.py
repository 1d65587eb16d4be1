"""The state of another stream, as a transaction's snapshot has it."""

from typing import Any

from domain.kernel.kind import kind_of
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.heads.collection import heads_of
from store.record.revision import state_of


async def state_now(connection: Connection, stream: str, session: Session | None) -> Any:
    kind = kind_of(stream)
    assert kind is not None  # the callers give ids of cases and complaints only
    head = await heads_of(connection, kind).find_one({"_id": {"$eq": stream}}, {"n": 1}, session=session)
    if head is None:
        return None
    revision = await connection.revisions.find_one({"_id": f"{stream}:{head['n']}"}, session=session)
    return state_of(revision) if revision else None
