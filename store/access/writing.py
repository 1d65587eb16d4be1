"""Writing access records: each a stream of one revision, so that writers never wait for each other."""

import secrets
from dataclasses import replace
from uuid import uuid4

from domain.access.record import RECORD_ACCESS
from domain.kernel.actor import SYSTEM
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from store.driver.connection import Connection
from store.driver.transaction import Session, transaction
from store.heads.from_state import head_of
from store.record.revision import Act, StreamHead, append, pending_of
from store.write.anchor import Anchor
from store.write.stream_writer import check_fits
from store.write.writes import Writes


async def write_access(connection: Connection, anchor: Anchor, *events: Event, quiet: bool = False) -> None:
    """Write events of the access records, each as a stream of its own: all of them, or none.

    Quiet ones wait until something else is sealed, a minute at most: each batch costs the log its whole right edge.
    """
    now, writes = connection.clock(), Writes(connection)
    act = Act(
        actor=SYSTEM,
        scope=None,
        action=RECORD_ACCESS,
        command="",
        at=now,
        origin=connection.origin,
        anchor=await anchor.current(),
        author=connection.author,
    )
    for event in events:
        _add(writes, event, replace(act, command=str(uuid4())), quiet)

    async def work(session: Session) -> None:
        await connection.counters.find_one({"_id": "registry"}, session=session)  # a read must come first
        await writes.run(session)

    await transaction(connection.client, work)


def _add(writes: Writes, event: Event, act: Act, quiet: bool) -> None:
    """Add the one revision of a stream, and its head. Access records hold no sealed text."""
    check_fits(act, event)
    stream, master = f"{Kind.ACCESS}-{secrets.token_hex(16)}", writes.connection.master
    revision, tip = append(stream, StreamHead(), event, act)
    writes.revision(revision, pending_of(revision, quiet=quiet))
    writes.head(Kind.ACCESS, head_of(Kind.ACCESS, tip.state, tip.n, act.at, {}, master, sealed=False), 0)
