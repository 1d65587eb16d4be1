"""Writing access records: each a stream of one revision, so that writers never wait for each other."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final
from uuid import uuid4

from domain.access.record import RECORD_ACCESS
from domain.kernel.actor import SYSTEM
from domain.kernel.event import Event, Sealed
from domain.kernel.kind import Kind
from store.driver.connection import Connection
from store.driver.transaction import Session, transaction
from store.heads.from_state import head_of
from store.record.revision import Act, StreamHead, append, pending_of
from store.record.sealing import SealedGroup, seal
from store.write.anchor import Anchor
from store.write.stream_writer import check_fits
from store.write.writes import Writes

WORDS: Final = "words"
New = tuple[str, Event, SealedGroup | None]
"""A stream that begins, its event, and what the event seals."""


async def write_access(connection: Connection, anchor: Anchor, *events: Event, quiet: bool = False) -> None:
    """Write events of the access records, each as a stream of its own: all of them, or none.

    Quiet ones wait until something else is sealed, a minute at most: each batch costs the log its whole right edge.
    """
    await _write(connection, anchor, [(_new_stream(), event, None) for event in events], quiet=quiet)


async def write_search(connection: Connection, anchor: Anchor, words: str, event_of: Callable[[Sealed], Event]) -> None:
    """Write the event of a reading by words, which are sealed."""
    stream = _new_stream()
    group = seal(stream, {WORDS: words}, connection.master)
    await _write(connection, anchor, [(stream, event_of(group.references[WORDS]), group)], quiet=False)


def _new_stream() -> str:
    return f"{Kind.ACCESS}-{secrets.token_hex(16)}"


async def _write(connection: Connection, anchor: Anchor, events: Iterable[New], *, quiet: bool) -> None:
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
    for stream, event, group in events:
        _add(writes, stream, event, replace(act, command=str(uuid4())), group, quiet)

    async def work(session: Session) -> None:
        await connection.counters.find_one({"_id": "registry"}, session=session)  # a read must come first
        await writes.run(session)

    await transaction(connection.client, work)


def _add(writes: Writes, stream: str, event: Event, act: Act, group: SealedGroup | None, quiet: bool) -> None:
    check_fits(act, event)
    master, clear = writes.connection.master, group.clear if group else {}
    revision, tip = append(stream, StreamHead(), event, act)
    writes.revision(revision, pending_of(revision, quiet=quiet))
    head = head_of(Kind.ACCESS, tip.state, tip.n, act.at, clear, master, sealed=group is not None)
    if group is None:
        writes.head(Kind.ACCESS, head, 0)
        return
    writes.seal(group)
    writes.closed_head(Kind.ACCESS, tip.state, head, 0, None)
