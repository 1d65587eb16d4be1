"""Subscriptions to an inbox, and to the jobs of an object.

The stream sends the present state, not a list of events: a client that was away, or reads slowly, gets the newest
state. The cursor is a digest of that state. Each poll checks again who the caller is and what the registry says. For
jobs, only a poll that sends something is recorded as a read.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

import strawberry

from domain.access.record import Reading
from domain.kernel.refusals import NotFound, Refused, invalid
from domain.kernel.vocabulary import REGISTRY, Kind, kind_of
from resolvers.context import RequestContext
from resolvers.inbox import Duties, DutyOfCaller, InboxFilter, InboxView, current_duties, inbox_noted, inbox_of
from resolvers.kinds import KINDS
from resolvers.pages import Row
from resolvers.recorded import note
from resolvers.request import require
from schema.subscriptions import Job, JobOwner

LOOK_AGAIN = timedelta(seconds=60)
"""Longest time between two reads, because on a new day the caller may have another agency or appointment."""
DIGEST = re.compile(r"[0-9a-f]{32}")
DIGEST_LENGTH = 32


@dataclass(frozen=True, kw_only=True)
class InboxUpdate:
    cursor: str
    inbox: InboxView


def digest_in(after: str | None) -> str | None:
    """Return the digest in a cursor. Raise Refused for a text that is not a digest."""
    if after is not None and not DIGEST.fullmatch(after):
        raise Refused(invalid("after", "cursor"))
    return after


async def inbox_changes(
    context: RequestContext, known: str | None, wanted: InboxFilter
) -> AsyncGenerator[InboxUpdate, None]:
    """Yield the inbox each time it differs from the known state. Raise NotAllowed once the caller has lost every
    right."""
    while True:
        place = await context.store.feed.size() - 1  # before the read: later entries cause another read
        context = await at_this_moment(context)
        found = await current_duties(context)
        duties = [duty for duty in found.items if wanted.admits(duty)]
        if (digest := digest_of(duties, more=found.more)) != known:
            known, inbox = digest, await inbox_of(context, found, wanted)
            note(context, Reading.CASES, inbox_noted(inbox))
            yield InboxUpdate(cursor=digest, inbox=inbox)
        await wait_for_change(context, place, found)


async def at_this_moment(context: RequestContext) -> RequestContext:
    """Return a context for the same caller with the current registry and time. Raise NotAllowed."""
    store = context.store
    registry = await store.registry.current()
    actor = await store.actor(context.caller, registry)
    return replace(context, actor=actor, registry=registry, now=store.connection.clock())


async def wait_for_change(context: RequestContext, place: int, found: Duties) -> None:
    """Wait until the inbox may differ, because of an entry after a log index or because of the time."""
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
    """Return whether events of these streams can change an inbox with duties on `waiting`."""
    if any(stream in waiting or kind_of(stream) in REGISTRY for stream in streams):
        return True
    return await context.store.inboxes.among(context.actor, streams)


def _next_look(duties: list[DutyOfCaller], now: datetime) -> datetime:
    """Return the time when the next of the duties becomes overdue, or LOOK_AGAIN from now."""
    coming = [duty.due_at for duty in duties if duty.due_at is not None and not duty.overdue]
    return min([*coming, now + LOOK_AGAIN])


def digest_of(duties: list[DutyOfCaller], *, more: bool) -> str:
    """Return a short digest of the state of an inbox."""
    lines = [
        f"{duty.kind} {duty.about} {duty.stream_id} {duty.due_at} {duty.overdue} {duty.lapsed} {duty.mine}"
        for duty in duties
    ]
    return sha256("\n".join([*sorted(lines), str(more)]).encode()).hexdigest()[:DIGEST_LENGTH]


LOOK_SECONDS = 1.0
KINDS_FOLLOWED = (Kind.CASE, Kind.CONSOLIDATED, Kind.DOCUMENT)


@dataclass(frozen=True, kw_only=True)
class Followed:
    kind: Kind
    id: str


@dataclass(frozen=True, kw_only=True)
class JobUpdate:
    cursor: str
    jobs: list[Job]
    consolidated_report: Row | None = None
    document: Row | None = None


def object_to_follow(owner: JobOwner) -> Followed:
    """Return the object whose jobs to follow. Raise Refused if its id is of another kind."""
    ids = zip(KINDS_FOLLOWED, (owner.case_id, owner.consolidated_report_id, owner.document_id), strict=True)
    (given,) = (Followed(kind=kind, id=id) for kind, id in ids if id)  # GraphQL has checked that exactly one is given
    if kind_of(given.id) is not given.kind:
        raise Refused(NotFound())
    return given


async def job_changes(context: RequestContext, target: Followed, known: str | None) -> AsyncGenerator[JobUpdate, None]:
    """Yield the state of the jobs each time it differs from the known state. End when the caller no longer sees the
    object.

    Raise NotAllowed without the scope that the object's kind needs, and once the caller has lost every right. Raise
    Refused if the caller does not see the object at the beginning.
    """
    await require(context, KINDS[target.kind].scopes, "read:jobProgress", target.id)
    if await visible_object(context, target) is None:
        raise Refused(NotFound())
    while (found := await visible_object(context, target)) is not None:
        update = await update_of(context, target, found)
        if update.cursor != known:
            known = update.cursor
            await _record(context, target)
            yield update
        await asyncio.sleep(LOOK_SECONDS)


async def _record(context: RequestContext, target: Followed) -> None:
    """Record the read, with the caller's current rights."""
    if reading := KINDS[target.kind].reading:
        actor = await context.store.actor(context.caller)
        context.store.access.note(actor, reading, streams=(target.id,), count=1, purpose=context.purpose)


async def visible_object(context: RequestContext, target: Followed) -> Row | None:
    """Return the object if the caller may see it now; None if not. Raise NotAllowed once the caller has lost every
    right."""
    store = context.store
    actor = await store.actor(context.caller)
    if target.kind is Kind.CASE:
        return await store.cases.one(actor, target.id)
    if target.kind is Kind.CONSOLIDATED:
        return await store.consolidated.one(actor, target.id)
    return await store.documents.one(actor, target.id)


async def update_of(context: RequestContext, target: Followed, found: Row) -> JobUpdate:
    jobs = [job_of(row) for row in await context.store.outbox.of(target.id)]
    state = [f"{job.id} {job.state} {job.attempts} {job.due_at.isoformat()}" for job in jobs]
    if target.kind is Kind.CONSOLIDATED:
        state.append(f"{found['n']} {await context.store.consolidated.progress(found)}")
    if target.kind is Kind.DOCUMENT:
        state.append(f"{found['n']} {found['state']}")
    return JobUpdate(
        cursor=sha256(";".join(state).encode()).hexdigest()[:DIGEST_LENGTH],
        jobs=jobs,
        consolidated_report=found if target.kind is Kind.CONSOLIDATED else None,
        document=found if target.kind is Kind.DOCUMENT else None,
    )


def job_of(row: Row) -> Job:
    return Job(
        id=strawberry.ID(row["_id"]),
        job=row["job"],
        state=row["state"],
        due_at=row["due_at"],
        attempts=row["attempts"],
    )
