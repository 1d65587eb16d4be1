"""Following the work that waits for an object: jobs of a case, the compile of a report, the making of a document.

What is told is a state, not each step on the way; the cursor is a digest of what was told. A look that tells nothing
is no reading and is not recorded as one.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import strawberry

from domain.access.record import Reading
from domain.kernel.kind import Kind, kind_of
from domain.kernel.refusals import NotFound, Refused, invalid
from resolvers.context import RequestContext
from schema.subscriptions import Job, JobProgress

LOOK_SECONDS = 1.0
Object = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Followed:
    """The one object whose work is followed."""

    kind: Kind
    id: str


def followed(case: str | None, report: str | None, document: str | None) -> Followed:
    """What is to be followed. Raises Refused unless exactly one of them is given, and is of its kind."""
    asked = {"caseId": (Kind.CASE, case), "consolidatedReportId": (Kind.CONSOLIDATED, report)}
    asked["documentId"] = (Kind.DOCUMENT, document)
    given = [Followed(kind=kind, id=id) for kind, id in asked.values() if id is not None]
    if len(given) != 1:
        raise Refused(invalid("caseId", "one-to-follow"))
    if kind_of(given[0].id) is not given[0].kind:
        raise Refused(NotFound())
    return given[0]


async def job_changes(context: RequestContext, what: Followed, told: str | None) -> AsyncGenerator[JobProgress, None]:
    """How the work stands, whenever it is not as told. Ends when the caller may see the object no more.

    Raises Refused when the caller may not see it at the beginning, NotAllowed for who counts no more.
    """
    if await seen(context, what) is None:
        raise Refused(NotFound())
    while (found := await seen(context, what)) is not None:
        progress = await standing(context, what, found)
        if progress.cursor != told:
            told = progress.cursor
            reading = Reading.CASE if what.kind is Kind.CASE else Reading.RECORD
            context.store.access.note(await context.store.actor(context.caller), reading, streams=(what.id,), count=1)
            yield progress
        await asyncio.sleep(LOOK_SECONDS)


async def seen(context: RequestContext, what: Followed) -> Object | None:
    """The object, if the caller may see it at this moment. Raises NotAllowed for who counts no more."""
    store = context.store
    actor = await store.actor(context.caller)
    if what.kind is Kind.CASE:
        return await store.cases.one(actor, what.id)
    if what.kind is Kind.CONSOLIDATED:
        return await store.consolidated.one(actor, what.id)
    return await store.documents.one(actor, what.id)


async def standing(context: RequestContext, what: Followed, found: Object) -> JobProgress:
    """How the work of an object stands at this moment."""
    jobs = [
        Job(
            id=strawberry.ID(row["_id"]),
            job=row["job"],
            state=row["state"],
            due_at=row["due_at"],
            attempts=row["attempts"],
        )
        for row in await context.store.outbox.of(what.id)
    ]
    said = [f"{each.id} {each.state} {each.attempts} {each.due_at.isoformat()}" for each in jobs]
    if what.kind is Kind.CONSOLIDATED:
        said.append(f"{found['n']} {await context.store.consolidated.progress(found)}")
    if what.kind is Kind.DOCUMENT:
        said.append(f"{found['n']} {found['state']}")
    return JobProgress(
        cursor=sha256(";".join(said).encode()).hexdigest()[:32],
        jobs=jobs,
        consolidated_report=found if what.kind is Kind.CONSOLIDATED else None,  # type: ignore[arg-type]
        document=found if what.kind is Kind.DOCUMENT else None,  # type: ignore[arg-type]
    )
