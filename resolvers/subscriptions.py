"""Subscriptions to the register. The caller's identity and rights are checked again for each event.

The cursor is a log index. Nothing is queued for a subscriber: each continues from its own log index as fast as it takes
events. A crash or a closed connection loses nothing: the client resumes from its last cursor.
"""

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

import strawberry

from domain.access.record import Reading
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed, NotFound, Refused, invalid
from domain.kernel.vocabulary import Kind, kind_of
from resolvers.context import ContextInfo, RequestContext
from resolvers.following import (
    KINDS_FOLLOWED,
    InboxUpdate,
    JobUpdate,
    digest_in,
    inbox_changes,
    job_changes,
    object_to_follow,
)
from resolvers.inbox import InboxFilter
from resolvers.node import needs_kind
from resolvers.pages import Row
from resolvers.publication import PUBLIC
from resolvers.recorded import recorded_inside, unrecorded
from resolvers.request import needs
from schema.cost import reads
from schema.needs import CASE_SCOPES
from schema.subscriptions import CaseChanged, InboxChanged, JobOwner, JobProgress, PublicationIssued
from store.driver.conditions import FIRST_MOST
from store.read.feed import LOOK_SECONDS
from store.read.publications import LoggedChange

PLACE = re.compile(r"[0-9]{1,15}")
EACH_EVENT = "Each event is noted by itself, for the caller of that moment."
After = Annotated[
    str | None,
    strawberry.argument(description="Cursor after which to continue; null to begin with the next event."),
]
KnownState = Annotated[
    str | None,
    strawberry.argument(description="Cursor of the last event. The state with this cursor is not sent again."),
]
JobsOf = Annotated[JobOwner, strawberry.argument(description="The object whose work to follow.")]
OnlyMine = Annotated[bool, strawberry.argument(description="Only changes of duties that wait for the caller.")]
OneCase = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="Only the case with this id. If the caller may not see it yet, events begin once the caller may."
    ),
]


@dataclass(frozen=True, kw_only=True)
class CaseUpdate:
    cursor: str
    version: int
    case: Row


@dataclass(frozen=True, kw_only=True)
class PublicationUpdate:
    cursor: str
    change: LoggedChange


async def start(context: RequestContext, after: str | None) -> int:
    """Return the log index from which to continue. Raise Refused for a text that is not a cursor, and for an index
    beyond the log."""
    if after is None:
        return await context.store.feed.size() - 1
    if not PLACE.fullmatch(after):
        raise Refused(invalid("after", "cursor"))
    if int(after) >= await context.store.feed.size():  # the cached size may be old: read it again before refusing
        await asyncio.sleep(LOOK_SECONDS)
        if int(after) >= await context.store.feed.size():
            raise Refused(invalid("after", "cursor"))
    return int(after)


async def visible(context: RequestContext, id: str, place: int) -> Row | None:
    """Return the case of a log entry if the caller may see it now, recorded as read.

    Raise NotAllowed if the caller has lost every right.
    """
    actor: Actor = await context.store.actor(context.caller)
    found = await context.store.feed.case(actor, id, place)
    if found is not None:
        context.store.access.note(actor, Reading.CASE, streams=(id,), count=1, purpose=context.purpose)
    return found


async def case_changes(context: RequestContext, place: int, only: str | None) -> AsyncGenerator[CaseUpdate, None]:
    """Yield new versions of the cases that the caller may see at that time."""
    feed = context.store.feed
    while True:
        size = await feed.beyond(place)
        for row in await feed.rows(place, size):
            place = row["_id"]
            stream, _, version = row["event"].rpartition(":")
            if kind_of(stream) is not Kind.CASE or (only is not None and stream != only):
                continue
            if (case := await visible(context, stream, place)) is not None:
                yield CaseUpdate(cursor=str(place), version=int(version), case=case)


async def publication_changes(context: RequestContext, place: int) -> AsyncGenerator[PublicationUpdate, None]:
    """Yield new public versions while the caller may receive them. Raise NotAllowed afterwards."""
    store = context.store
    while True:
        size = await store.feed.beyond(place)
        actor = await store.actor(context.caller)
        if Scope.PRESS_READ not in actor.scopes:
            raise NotAllowed("scope-missing", scopes=(Scope.PRESS_READ,))
        found, more = await store.publications.changes(FIRST_MOST, str(place) if place >= 0 else None)
        for change in found:
            place = change.index
            yield PublicationUpdate(cursor=str(place), change=change)
        if not more:
            place = max(place, size - 1)


@strawberry.type(description="Changes that clients can follow, over a socket or as an event stream.")
class Subscription:
    @strawberry.subscription(
        graphql_type=CaseChanged,
        description="New versions of cases that the caller may see, in the order of the log. The register checks "
        "before each event whether the caller may still see the case.",
        extensions=[recorded_inside(Reading.CASE, EACH_EVENT), needs(*CASE_SCOPES)],
        metadata=reads(102),
    )
    async def case_changed(
        self, info: ContextInfo, after: After = None, case_id: OneCase = None
    ) -> AsyncGenerator[CaseUpdate, None]:
        if case_id is not None and kind_of(case_id) is not Kind.CASE:
            raise Refused(NotFound())  # such as a readable number, for which no event would ever come
        async for update in case_changes(info.context, await start(info.context, after), case_id):
            yield update

    @strawberry.subscription(
        graphql_type=InboxChanged,
        description="The caller's inbox: the duties of the agency, with deadlines and counts. The first event is sent "
        "at once, unless `after` names the same state. Another event is sent each time a duty changes, because of an "
        "action, a deadline or a right.",
        extensions=[recorded_inside(Reading.CASES, EACH_EVENT), needs(*CASE_SCOPES)],
        metadata=reads(100 + 1 + 220),
    )
    async def inbox_changed(
        self, info: ContextInfo, after: KnownState = None, mine: OnlyMine = False
    ) -> AsyncGenerator[InboxUpdate, None]:
        async for update in inbox_changes(info.context, digest_in(after), InboxFilter(mine=mine)):
            yield update

    @strawberry.subscription(
        graphql_type=PublicationIssued,
        description="New public versions of notices to the press, in the order of the log.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=reads(500),
    )
    async def publication_issued(
        self, info: ContextInfo, after: After = None
    ) -> AsyncGenerator[PublicationUpdate, None]:
        async for update in publication_changes(info.context, await start(info.context, after)):
            yield update

    @strawberry.subscription(
        graphql_type=JobProgress,
        description="The work that waits for one object: the jobs of a case (notifications, reminders, deadlines), the "
        "compilation of a consolidated report, or the making of an official document. The first event is sent at once, "
        "unless `after` names the same state. Another event is sent each time the work changes.",
        extensions=[recorded_inside(Reading.CASE, EACH_EVENT), needs_kind(*KINDS_FOLLOWED)],
        metadata=reads(110),
    )
    async def job_progress(
        self,
        info: ContextInfo,
        of: JobsOf,
        after: KnownState = None,
    ) -> AsyncGenerator[JobUpdate, None]:
        known, target = digest_in(after), object_to_follow(of)
        async for update in job_changes(info.context, target, known):
            yield update
