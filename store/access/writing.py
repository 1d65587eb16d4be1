"""Writing one access record: a stream of one revision, so that writers never wait for each other."""

import secrets
from uuid import uuid4

from domain.kernel.actor import SYSTEM
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from store.heads.heads import head_of
from store.mongo.connection import Connection
from store.mongo.transaction import Session, transaction
from store.record.revision import Act, StreamHead, append, pending_of
from store.write.anchor import Anchor
from store.write.writes import Writes


async def write_access(connection: Connection, anchor: Anchor, event: Event) -> None:
    """Write an event of the access records as a stream of its own."""
    stream, now = f"{Kind.ACCESS}-{secrets.token_hex(16)}", connection.clock()
    act = Act(
        actor=SYSTEM,
        scope=None,
        action="recordAccess",
        command=str(uuid4()),
        at=now,
        origin=connection.origin,
        anchor=await anchor.current(),
        author=connection.author,
    )
    revision, tip = append(stream, StreamHead(), event, act)
    writes = Writes(connection)
    writes.revision(revision, pending_of(revision))
    writes.head(Kind.ACCESS, head_of(Kind.ACCESS, tip.state, tip.n, now, {}, connection.master), 0)

    async def work(session: Session) -> None:
        await connection.counters.find_one({"_id": "registry"}, session=session)  # a read must come first
        await writes.run(session)

    await transaction(connection.client, work)
