"""Following the register: every delivery asks anew who the caller is and what the caller may see.

A place in the log is the cursor. Nothing is queued for a subscriber: each reads on from its own place as fast as it
takes what it is given. A crash, or a closed connection, loses nothing: the client goes on from its last cursor.
"""

import asyncio
import re
from collections.abc import AsyncGenerator
from hashlib import sha256
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.access import Reading
from domain.facts import Actor
from domain.policy import Scope
from domain.refusals import NotAllowed, NotFound, Refused, invalid
from domain.streams import Kind, kind_of
from resolvers.context import RequestContext
from resolvers.inbox import Wanted
from resolvers.inbox_changes import inbox_changes, told_before
from schema.arguments import Id
from schema.publications import PublicationChange
from schema.subscriptions import CaseChanged, InboxChanged, Job, JobProgress, PublicationIssued
from store.pages import FIRST_MOST

ContextInfo = Info[RequestContext, None]
JOBS_LOOK_SECONDS = 1.0
PLACE = re.compile(r"[0-9]{1,15}")
After = Annotated[
    str | None,
    strawberry.argument(description="Begin after this cursor; with what happens from now on when null."),
]
OnlyMine = Annotated[bool, strawberry.argument(description="Only changes of what waits for the caller.")]
OneCase = Annotated[strawberry.ID | None, strawberry.argument(description="Only this case.")]


async def start(context: RequestContext, after: str | None) -> int:
    """The place to go on from. Raises Refused for what is no cursor."""
    if after is None:
        return await context.store.feed.size() - 1
    if not PLACE.fullmatch(after):
        raise Refused(invalid("after", "cursor"))
    return int(after)


async def visible(context: RequestContext, id: str) -> dict[str, Any] | None:
    """A case, if the caller may see it at this moment, noted as read. Raises NotAllowed for who counts no more."""
    actor: Actor = await context.store.actor(context.caller)
    found = await context.store.cases.one(actor, id)
    if found is not None:
        context.store.access.note(actor, Reading.CASE, streams=(id,), count=1)
    return found


async def case_changes(context: RequestContext, place: int, only: str | None) -> AsyncGenerator[CaseChanged, None]:
    """New versions of the cases that the caller may see when they are told."""
    feed = context.store.feed
    while True:
        size = await feed.beyond(place)
        for row in await feed.rows(place, size):
            place = row["_id"]
            stream, _, version = row["event"].rpartition(":")
            if kind_of(stream) is not Kind.CASE or (only is not None and stream != only):
                continue
            if (case := await visible(context, stream)) is not None:
                yield CaseChanged(cursor=str(place), version=int(version), case=case)  # type: ignore[arg-type]


async def publication_changes(context: RequestContext, place: int) -> AsyncGenerator[PublicationIssued, None]:
    """New public versions, for who may receive them when they are told."""
    store = context.store
    while True:
        size = await store.feed.beyond(place)
        actor = await store.actor(context.caller)
        if Scope.PRESS_READ not in actor.scopes:
            raise NotAllowed("scope-missing", Scope.PRESS_READ)
        found, more = await store.publications.changes(FIRST_MOST, str(place) if place >= 0 else None)
        for each in found:
            place = each.index
            shown: PublicationChange = each  # type: ignore[assignment]
            yield PublicationIssued(cursor=str(place), change=shown)
        if not more:
            place = max(place, size - 1)


async def job_states(context: RequestContext, case: str, told: str | None) -> AsyncGenerator[JobProgress, None]:
    """The errands of a case, whenever they are not as told. Ends when the caller may see the case no more."""
    while await visible(context, case) is not None:
        jobs = [
            Job(
                id=strawberry.ID(row["_id"]),
                job=row["job"],
                state=row["state"],
                due_at=row["due_at"],
                attempts=row["attempts"],
            )
            for row in await context.store.outbox.of(case)
        ]
        if (now := digest(jobs)) != told:
            told = now
            yield JobProgress(cursor=now, jobs=jobs)
        await asyncio.sleep(JOBS_LOOK_SECONDS)


def digest(jobs: list[Job]) -> str:
    """A short name of how errands stand."""
    said = ";".join(f"{each.id} {each.state} {each.attempts} {each.due_at.isoformat()}" for each in jobs)
    return sha256(said.encode()).hexdigest()[:32]


@strawberry.type(description="What can be followed, over a socket or as an event stream.")
class Subscription:
    """The roots of following."""

    @strawberry.subscription(
        description="Versions of cases that the caller may see, as the log takes them in. Rights are looked at anew "
        "for each. Needs `case:read:own` or `case:read:all`."
    )
    async def case_changed(
        self, info: ContextInfo, after: After = None, case_id: OneCase = None
    ) -> AsyncGenerator[CaseChanged, None]:
        """Changes of cases."""
        async for each in case_changes(info.context, await start(info.context, after), case_id):
            yield each

    @strawberry.subscription(
        description="The inbox as it stands for the caller: what waits for the agency, with deadlines and counts. The "
        "first is told at once, unless `after` says that it is known; then whenever a duty in it changes, by an act, "
        "a deadline or a right. Needs `case:read:own` or `case:read:all`."
    )
    async def inbox_changed(
        self, info: ContextInfo, after: After = None, mine: OnlyMine = False
    ) -> AsyncGenerator[InboxChanged, None]:
        """Changes of the inbox."""
        async for each in inbox_changes(info.context, told_before(after), Wanted(mine=mine)):
            yield each

    @strawberry.subscription(
        description="Public versions of notices to the press, as the log takes them in. Needs `press:read`."
    )
    async def publication_issued(
        self, info: ContextInfo, after: After = None
    ) -> AsyncGenerator[PublicationIssued, None]:
        """Changes of notices."""
        if Scope.PRESS_READ not in info.context.actor.scopes:
            raise NotAllowed("scope-missing", Scope.PRESS_READ)
        async for each in publication_changes(info.context, await start(info.context, after)):
            yield each

    @strawberry.subscription(
        description="The errands of a case that the caller may see: notices, reminders, terms. The first is told at "
        "once, unless `after` says that it is known. Needs `case:read:own` or `case:read:all`."
    )
    async def job_progress(
        self, info: ContextInfo, case_id: Id, after: After = None
    ) -> AsyncGenerator[JobProgress, None]:
        """Errands of a case."""
        if await visible(info.context, case_id) is None:
            raise Refused(NotFound())
        async for each in job_states(info.context, case_id, after):
            yield each
