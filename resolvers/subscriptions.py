"""Following the register: every delivery asks anew who the caller is and what the caller may see.

A place in the log is the cursor. Nothing is queued for a subscriber: each reads on from its own place as fast as it
takes what it is given. A crash, or a closed connection, loses nothing: the client goes on from its last cursor.
"""

import asyncio
import re
from collections.abc import AsyncGenerator
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.kernel.actor import Actor
from domain.kernel.kind import Kind, kind_of
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed, NotFound, Refused, invalid
from resolvers.context import RequestContext
from resolvers.inbox import Wanted
from resolvers.inbox_changes import inbox_changes, told_before
from resolvers.job_progress import followed, job_changes
from schema.publication import PublicationChange
from schema.subscriptions import CaseChanged, InboxChanged, JobProgress, PublicationIssued
from store.mongo.pages import FIRST_MOST
from store.read.feed import LOOK_SECONDS

ContextInfo = Info[RequestContext, None]
PLACE = re.compile(r"[0-9]{1,15}")
After = Annotated[
    str | None,
    strawberry.argument(description="Begin after this cursor; with what happens from now on when null."),
]
Told = Annotated[
    str | None,
    strawberry.argument(description="The cursor told last: how it stood then is not told again."),
]
JobsOf = Annotated[strawberry.ID | None, strawberry.argument(description="The case whose jobs are followed.")]
CompileOf = Annotated[
    strawberry.ID | None, strawberry.argument(description="The consolidated report whose compile is followed.")
]
MakingOf = Annotated[
    strawberry.ID | None, strawberry.argument(description="The official document whose making is followed.")
]
OnlyMine = Annotated[bool, strawberry.argument(description="Only changes of what waits for the caller.")]
OneCase = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="Only this case, by its id; one that the caller may not see yet is told once it may."
    ),
]


async def start(context: RequestContext, after: str | None) -> int:
    """The place to go on from. Raises Refused for what is no cursor, or one of a place that the log has not reached."""
    if after is None:
        return await context.store.feed.size() - 1
    if not PLACE.fullmatch(after):
        raise Refused(invalid("after", "cursor"))
    if int(after) >= await context.store.feed.size():  # of a moment ago: look again before saying so
        await asyncio.sleep(LOOK_SECONDS)
        if int(after) >= await context.store.feed.size():
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
        if case_id is not None and kind_of(case_id) is not Kind.CASE:
            raise Refused(NotFound())  # such as a readable number: of it nothing would ever be told
        async for each in case_changes(info.context, await start(info.context, after), case_id):
            yield each

    @strawberry.subscription(
        description="The inbox as it stands for the caller: what waits for the agency, with deadlines and counts. The "
        "first is told at once, unless `after` says that it is known; then whenever a duty in it changes, by an act, "
        "a deadline or a right. Needs `case:read:own` or `case:read:all`."
    )
    async def inbox_changed(
        self, info: ContextInfo, after: Told = None, mine: OnlyMine = False
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
        description="The work that waits for a case (notices, reminders, terms), a consolidated report (its compile) "
        "or an official document (its making): name one of them. How it stands is told at once, unless `after` says "
        "that it is known; then whenever it changes. Needs `case:read:own` or `case:read:all` for a case, "
        "`case:read:own` for a document, `report:compile` or `report:read` for a report."
    )
    async def job_progress(
        self,
        info: ContextInfo,
        case_id: JobsOf = None,
        consolidated_report_id: CompileOf = None,
        document_id: MakingOf = None,
        after: Told = None,
    ) -> AsyncGenerator[JobProgress, None]:
        """Work that waits for an object."""
        told, what = told_before(after), followed(case_id, consolidated_report_id, document_id)
        async for each in job_changes(info.context, what, told):
            yield each
