"""Reads of histories, which are permitted and recorded before the answer; and the lists across cases."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Annotated, Any

import strawberry
from strawberry.dataloader import DataLoader

from domain.access.record import SEARCHES, Purpose, Reading
from domain.kernel.changes import lost_groups
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotFound, Refused, invalid
from domain.kernel.vocabulary import Kind, ListOrder
from resolvers.fields import paged
from resolvers.pages import ListPage, Paging, Row, page_of
from resolvers.recorded import PURPOSE_NEEDED, purpose_of, recorded_first, recorded_inside
from resolvers.request import ContextInfo, Request, deny, needs, require
from schema.changes import ChangeRow, row_of
from schema.cost import PAGE, reads
from schema.history import (
    AccessConnection,
    AccessFilter,
    EventFilter,
    HistoryConnection,
    StreamFinding,
    StreamVerification,
)
from schema.lists import Id, InTime, is_reverse
from store.driver.conditions import Page, check_first, cursor_of
from store.read import history as store
from store.read.history import Span, StreamTooLong

Wanted = tuple[str, int, int]
"""A case, the version after which its page begins, and the size of the page."""


SCOPES = (Scope.AUDIT_READ, Scope.AUDIT_READ_ALL)


async def may_open(context: Request, stream: str) -> Purpose:
    """Return the purpose of reading a history. Raise NotAllowed without a purpose, or without a scope, which is
    recorded."""
    await require(context, SCOPES, f"read:{Reading.HISTORY}", stream)
    return purpose_of(context)


def sees_all(context: Request) -> bool:
    """Return whether the caller may read the events and access records of every agency."""
    return Scope.AUDIT_READ_ALL in context.actor.scopes


def without_officer(context: Request, row: Row) -> Row:
    """Remove the officer of an event, unless the caller is of the officer's own agency or an inspector."""
    if not sees_all(context) and row["agency"] not in context.actor.agencies:
        row["officer"] = None
    return row


async def open_all(context: Request, cases: list[str]) -> list[None]:
    """Record the read of several visible cases' histories before any of these histories is returned."""
    first, *others = dict.fromkeys(cases)
    purpose = await may_open(context, first)
    await context.store.access.open(context.actor, Reading.HISTORY, first, purpose, *others)
    return [None] * len(cases)


async def events_of(
    context: Request, gathered: DataLoader[Wanted, Page], case: Mapping[str, Any], first: int, after: str | None
) -> ListPage:
    """Return a page of a history. Its read is already recorded."""
    page = await gathered.load((case["_id"], version_in(after), check_first(first)))
    for row in page.rows:
        without_officer(context, row)

    async def count() -> int:
        return int(case["n"])

    return page_of(page, Paging(first, after), lambda row: str(row["n"]), count)


async def changes_of(context: Request, spans: list[Span]) -> list[list[ChangeRow]]:
    """Return the changes in each span, with the readable texts; for each other text, with the event that destroyed
    it."""
    found, texts = await context.store.history.changes(context.actor, spans)
    lost = lost_groups(chain.from_iterable(found), texts)
    gone = await context.store.history.destroyed(lost) if lost else {}
    return [[row_of(change, texts, gone) for change in of_span] for of_span in found]


Moment = tuple[str, int | None, datetime | None]
"""Case, with the version to read, or the time whose version must be found."""


async def as_of_many(context: Request, wanted: list[Moment]) -> list[Row | None]:
    """Return earlier versions of cases. Their read is already recorded. For a time before a case's first version,
    return None."""
    versions = {(case, version, at): version for case, version, at in wanted}
    for moment in {at for _, version, at in wanted if version is None and at is not None}:
        then = await context.store.history.versions_at([case for case, _, at in wanted if at == moment], moment)
        versions |= {(case, version, at): then.get(case) for case, version, at in wanted if at == moment}
    places = {key: (key[0], version) for key, version in versions.items() if version}
    found = await context.store.history.documents(list(places.values()))
    return [found.get(places[key]) if key in places else None for key in wanted]


async def event_filter(context: Request, given: EventFilter) -> store.EventFilter:
    """Return the client's filter for the store, limited to what the caller may see. Raise Refused, or NotAllowed, which
    is recorded."""
    agencies = None if sees_all(context) else context.actor.agencies
    if agencies is not None and given.agency is not None and given.agency not in agencies:
        raise Refused(NotFound())
    if (given.operator or given.registry or given.kind != Kind.CASE) and agencies is not None:
        await deny(context, (Scope.AUDIT_READ_ALL,), "read:auditEvents")
    return store.EventFilter(
        operator=given.operator,
        registry=given.registry,
        kind=Kind(given.kind),
        among=agencies,
        agency=None if given.operator else given.agency,
        type=given.type,
        stream=given.stream_id,
        since=given.since,
        before=given.before,
    )


def version_in(cursor: str | None) -> int:
    """Return the version in a history cursor. Raise Refused for any other text."""
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 9):
        raise Refused(invalid("after", "cursor"))
    return int(cursor)


@strawberry.type
class HistoryQuery:
    @strawberry.field(
        graphql_type=HistoryConnection,
        description="Events, newest first. Callers see the events of their own agency; inspectors see all.",
        extensions=[recorded_first(Reading.EVENTS), needs(*SCOPES)],
        metadata=PAGE,
    )
    @paged
    async def audit_events(
        self,
        info: ContextInfo,
        paging: Paging,
        filter: Annotated[
            EventFilter | None, strawberry.argument(description="Conditions that events must meet.")
        ] = None,
        order_by: InTime = ListOrder.NEWEST,
    ) -> ListPage:
        wanted = await event_filter(info.context, filter or EventFilter())
        page = await info.context.store.history.events(wanted, *paging, reverse=is_reverse(order_by))
        count = partial(info.context.store.history.count_events, wanted)
        return page_of(page, paging, lambda row: cursor_of(row["at"], f"{row['stream']}:{row['n']}"), count)

    @strawberry.field(
        graphql_type=AccessConnection,
        description="Records of readings, newest first. Callers see the readings by their own agency; inspectors see "
        "all.",
        extensions=[recorded_first(Reading.ACCESS_LOG), needs(*SCOPES)],
        metadata=PAGE,
    )
    @paged
    async def access_log(
        self,
        info: ContextInfo,
        paging: Paging,
        filter: Annotated[
            AccessFilter | None, strawberry.argument(description="Conditions that the records must meet.")
        ] = None,
        order_by: InTime = ListOrder.NEWEST,
    ) -> ListPage:
        wanted = filter or AccessFilter()
        about, span = SEARCHES if wanted.searches else wanted.case, (wanted.since, wanted.before)
        agencies = None if sees_all(info.context) else info.context.actor.agencies
        records = info.context.store.access_records
        page = await records.page(
            wanted.agency, about, *paging, among=agencies, span=span, reverse=is_reverse(order_by)
        )
        count = partial(records.count, wanted.agency, about, agencies, span)
        return page_of(page, paging, lambda row: cursor_of(row["at"], row["_id"]), count)

    @strawberry.field(
        description="Verifies the versions of one object. The versions must form a chain, and lead to the state that "
        "the register shows now. The transparency log must contain each version, at the version's first entry. Each "
        "text must open to its commitment, or an event must have erased the text. Null when the object is missing or "
        f"not visible to the caller. A command-line program checks the whole register. {PURPOSE_NEEDED}",
        extensions=[
            recorded_inside(Reading.HISTORY, "It is written before the versions are opened."),
            needs(*SCOPES),
        ],
        metadata=reads(5_000),
    )
    async def verify_stream(self, info: ContextInfo, id: Id) -> StreamVerification | None:
        context = info.context
        if await context.store.history.visible(context.actor, id) is None:
            return None
        await context.store.access.open(context.actor, Reading.HISTORY, id, purpose_of(context))
        try:
            found = await context.store.history.audit(id)
        except StreamTooLong:
            raise Refused(invalid("id", "too-long-to-verify", most=store.VERSIONS_MOST)) from None
        return StreamVerification(
            versions=found.versions,
            sealed=found.sealed,
            log_size=found.size,
            newest_place=found.newest_place,
            checkpoint=found.checkpoint,
            first_places=found.first_places,
            erased=found.erased,
            findings=[StreamFinding(code=row.code, place=row.place, detail=row.detail) for row in found.findings],
        )
