"""Following one's inbox: it is looked at again when the log or the clock says that it may be another.

What is told is a state, not a list of events: whoever was away, or takes answers slowly, is told how it stands now.
The cursor is a digest of what was told. Who the caller is and what the registry says are asked anew at every look.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from domain.kernel.kind import REGISTRY, Kind, kind_of
from domain.kernel.refusals import Refused, invalid
from resolvers.context import RequestContext
from resolvers.inbox import Item, Standing, Wanted, shown, standing
from schema.subscriptions import InboxChanged

LOOK_AGAIN = timedelta(seconds=60)
"""At the latest: a day may begin on which another agency, or another appointment, counts."""
DIGEST = re.compile(r"[0-9a-f]{32}")


def told_before(after: str | None) -> str | None:
    """The digest that a cursor is. Raises Refused for what is none."""
    if after is not None and not DIGEST.fullmatch(after):
        raise Refused(invalid("after", "cursor"))
    return after


async def inbox_changes(
    context: RequestContext, told: str | None, wanted: Wanted
) -> AsyncGenerator[InboxChanged, None]:
    """The inbox whenever it is not as told. Raises NotAllowed for who counts no more."""
    while True:
        place = await context.store.feed.size() - 1  # before the look: what comes after it is looked at again
        context = await at_this_moment(context)
        found = await standing(context)
        items = [each for each in found.items if wanted.admits(each)]
        if (now := digest(items, more=found.more)) != told:
            told = now
            yield InboxChanged(cursor=now, inbox=await shown(context, found, wanted))
        await changed(context, place, found)


async def at_this_moment(context: RequestContext) -> RequestContext:
    """The same caller, as the registry and the clock have it now. Raises NotAllowed."""
    store = context.store
    actor, registry = await store.actor(context.caller), await store.registry.current()
    return replace(context, actor=actor, registry=registry, now=store.connection.clock())


async def changed(context: RequestContext, place: int, found: Standing) -> None:
    """Wait until the inbox may be another than was found: by what the log holds after a place, or by the time."""
    held = frozenset(each.case["_id"] for each in found.items)
    try:
        wait = _next_look(found.items, context.now) - context.store.connection.clock()
        async with asyncio.timeout(wait.total_seconds()):
            while True:
                size = await context.store.feed.beyond(place)
                rows = await context.store.feed.rows(place, size)
                place = rows[-1]["_id"] if rows else place
                if found.more or await _concerns(context, held, {row["event"].rpartition(":")[0] for row in rows}):
                    return
    except TimeoutError:
        return


async def _concerns(context: RequestContext, held: Collection[str], streams: Collection[str]) -> bool:
    """Whether what happened to these streams can change the inbox that holds these cases."""
    if any(stream in held or kind_of(stream) in REGISTRY for stream in streams):
        return True
    cases = [stream for stream in streams if kind_of(stream) is Kind.CASE]
    return bool(cases) and await context.store.inboxes.among(context.actor, cases)


def _next_look(items: list[Item], now: datetime) -> datetime:
    """When the next of the duties becomes overdue, or LOOK_AGAIN from now."""
    coming = [each.due_at for each in items if each.due_at is not None and not each.overdue]
    return min([*coming, now + LOOK_AGAIN])


def digest(items: list[Item], *, more: bool) -> str:
    """A short name of how duties stand."""
    said = [
        f"{each.kind} {each.about} {each.case['_id']} {each.due_at} {each.overdue} {each.lapsed} {each.mine}"
        for each in items
    ]
    return sha256("\n".join([*sorted(said), str(more)]).encode()).hexdigest()[:32]
