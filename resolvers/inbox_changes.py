"""Following an inbox: look again when the log or the clock says that it may have changed.

The stream tells the state of the inbox, not a list of events: a client that was away, or reads slowly, gets the state
of now. The cursor is a digest of that state. Each look asks again who the caller is and what the registry says.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from domain.access.record import Reading
from domain.kernel.kind import REGISTRY, kind_of
from domain.kernel.refusals import Refused, invalid
from resolvers.context import RequestContext
from resolvers.inbox import Duties, DutyOfCaller, InboxFilter, InboxView, current_duties, inbox_noted, inbox_of
from resolvers.recorded import note

LOOK_AGAIN = timedelta(seconds=60)
"""The longest time between two looks: a new day may bring another agency or another appointment."""
DIGEST = re.compile(r"[0-9a-f]{32}")
DIGEST_LENGTH = 32


@dataclass(frozen=True, kw_only=True)
class InboxUpdate:
    cursor: str
    inbox: InboxView


def digest_in(after: str | None) -> str | None:
    """The digest in a cursor. Raises Refused for a text that is not a digest."""
    if after is not None and not DIGEST.fullmatch(after):
        raise Refused(invalid("after", "cursor"))
    return after


async def inbox_changes(
    context: RequestContext, known: str | None, wanted: InboxFilter
) -> AsyncGenerator[InboxUpdate, None]:
    """The inbox each time it differs from the known state. Raises NotAllowed once the caller has no right any more."""
    while True:
        place = await context.store.feed.size() - 1  # before the look: what comes after it causes another look
        context = await at_this_moment(context)
        found = await current_duties(context)
        duties = [duty for duty in found.items if wanted.admits(duty)]
        if (digest := digest_of(duties, more=found.more)) != known:
            known, inbox = digest, await inbox_of(context, found, wanted)
            note(context, Reading.CASES, inbox_noted(inbox))
            yield InboxUpdate(cursor=digest, inbox=inbox)
        await wait_for_change(context, place, found)


async def at_this_moment(context: RequestContext) -> RequestContext:
    """The same caller, as the registry and the clock have it now. Raises NotAllowed."""
    store = context.store
    registry = await store.registry.current()
    actor = await store.actor(context.caller, registry)
    return replace(context, actor=actor, registry=registry, now=store.connection.clock())


async def wait_for_change(context: RequestContext, place: int, found: Duties) -> None:
    """Wait until the inbox may differ from what was found: by what the log holds after a place, or by the time."""
    streams = frozenset(duty.stream_id for duty in found.items if duty.stream_id)
    try:
        wait = _next_look(found.items, context.now) - context.store.connection.clock()
        async with asyncio.timeout(wait.total_seconds()):
            while True:
                size = await context.store.feed.beyond(place)
                rows = await context.store.feed.rows(place, size)
                place = rows[-1]["_id"] if rows else place
                if found.more or await _concerns(context, streams, {row["event"].rpartition(":")[0] for row in rows}):
                    return
    except TimeoutError:
        return


async def _concerns(context: RequestContext, waiting: Collection[str], streams: Collection[str]) -> bool:
    """Return whether events of these streams can change the inbox in which those streams wait."""
    if any(stream in waiting or kind_of(stream) in REGISTRY for stream in streams):
        return True
    return await context.store.inboxes.among(context.actor, streams)


def _next_look(duties: list[DutyOfCaller], now: datetime) -> datetime:
    """Return when the next of the duties becomes overdue, or LOOK_AGAIN from now."""
    coming = [duty.due_at for duty in duties if duty.due_at is not None and not duty.overdue]
    return min([*coming, now + LOOK_AGAIN])


def digest_of(duties: list[DutyOfCaller], *, more: bool) -> str:
    """A short name for the state of an inbox."""
    lines = [
        f"{duty.kind} {duty.about} {duty.stream_id} {duty.due_at} {duty.overdue} {duty.lapsed} {duty.mine}"
        for duty in duties
    ]
    return sha256("\n".join([*sorted(lines), str(more)]).encode()).hexdigest()[:DIGEST_LENGTH]
