"""Following the work that waits for an object: jobs of a case, the compile of a report, the making of a document.

The stream tells the state of the work, not each step; the cursor is a digest of that state. Only a look that tells
something is recorded as a reading.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from hashlib import sha256

import strawberry

from domain.kernel.kind import Kind, kind_of
from domain.kernel.refusals import NotFound, Refused
from resolvers.context import RequestContext
from resolvers.inbox_changes import DIGEST_LENGTH
from resolvers.kinds import KINDS
from resolvers.pages import Row
from resolvers.rights import require
from schema.subscriptions import Job, JobOwner

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
    """The object to follow. Raises Refused unless it is of its kind."""
    ids = zip(KINDS_FOLLOWED, (owner.case_id, owner.consolidated_report_id, owner.document_id), strict=True)
    (given,) = (Followed(kind=kind, id=id) for kind, id in ids if id)  # GraphQL has seen to it that there is one
    if kind_of(given.id) is not given.kind:
        raise Refused(NotFound())
    return given


async def job_changes(context: RequestContext, target: Followed, known: str | None) -> AsyncGenerator[JobUpdate, None]:
    """The state of the work each time it differs from the known one. Ends when the caller no longer sees the object.

    Raises NotAllowed without the scope that the object's kind needs, and once the caller has no right any more. Raises
    Refused when the caller does not see the object at the beginning.
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
    """Note the reading, by the caller of this moment."""
    if reading := KINDS[target.kind].reading:
        actor = await context.store.actor(context.caller)
        context.store.access.note(actor, reading, streams=(target.id,), count=1, purpose=context.purpose)


async def visible_object(context: RequestContext, target: Followed) -> Row | None:
    """The object, if the caller may see it at this moment. Raises NotAllowed once the caller has no right any more."""
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
