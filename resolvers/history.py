"""Reading histories: who may, recorded before the answer; and the lists across cases."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.dataloader import DataLoader
from strawberry.types import Info

from domain.access.record import Purpose, Reading
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed, NotFound, Refused, invalid
from resolvers.pages import Listed, Row
from resolvers.request import Request
from schema.arguments import After, First, Id
from schema.changes import Change, change_of
from schema.history import AccessConnection, EventFilter, HistoryConnection, StreamFinding, StreamVerification
from store.mongo.pages import Page, check_first, cursor_of
from store.read import history as store
from store.read.history import StreamTooLong

Wanted = tuple[str, int, int]
"""A case, the version after which its page begins, and the size of the page."""
AT_ONCE = 100
"""Histories that are read together."""


SCOPES = frozenset({Scope.AUDIT_READ, Scope.AUDIT_READ_ALL})


async def purpose_given(context: Request, reading: Reading, stream: str | None = None) -> Purpose:
    """The purpose of a reading. Raises NotAllowed without the scope, which is recorded, and without a purpose."""
    if not SCOPES & context.actor.scopes:
        denied = NotAllowed("scope-missing", Scope.AUDIT_READ)
        await context.store.access.refused(context.caller, f"read:{reading}", denied, stream)
        raise denied
    if context.purpose is None:
        raise NotAllowed("purpose-missing", "Casebook-Purpose")
    return context.purpose


def sees_all(context: Request) -> bool:
    """Whether the caller reads the events and access records of every agency."""
    return Scope.AUDIT_READ_ALL in context.actor.scopes


def shown(context: Request, row: Row) -> Row:
    """An event; the officer only to the own agency and to inspectors."""
    if not sees_all(context) and row["agency"] not in context.actor.agencies:
        row["officer"] = None
    return row


async def events_of(
    context: Request, gathered: DataLoader[Wanted, Page], case: Row, first: int, after: str | None
) -> Listed:
    """A page of a visible case's events."""
    page = await gathered.load((case["_id"], version_in(after), check_first(first)))
    rows = [shown(context, row) for row in page.rows]
    return Listed.of(rows, page.more, lambda row: str(row["n"]))


async def events_of_many(context: Request, wanted: list[Wanted]) -> list[Page]:
    """The pages of several visible cases, all recorded as read before any is given; one query for all."""
    first, *others = dict.fromkeys(stream for stream, _, _ in wanted)
    purpose = await purpose_given(context, Reading.HISTORY, first)
    await context.store.access.open(context.actor, Reading.HISTORY, first, purpose, *others)
    return await context.store.history.pages(wanted)


async def as_of(context: Request, case: Row, version: int | None, at: datetime | None) -> Row | None:
    """A visible case as it was; None before its first version. Raises Refused unless one of both is given."""
    if (version is None) == (at is None):
        raise Refused(invalid("version", "version-or-moment"))
    purpose = await purpose_given(context, Reading.HISTORY, case["_id"])
    await context.store.access.open(context.actor, Reading.HISTORY, case["_id"], purpose)
    if at is not None:
        version = await context.store.history.version_at(case["_id"], at)
    return await context.store.history.document(case["_id"], version) if version else None


async def diff(context: Request, case: Row, older: int, newer: int) -> list[Change]:
    """What changed between two versions. Raises Refused for versions that are not there."""
    if not 0 <= older < newer <= case["n"]:
        raise Refused(invalid("newer", "versions-in-order", most=case["n"]))
    purpose = await purpose_given(context, Reading.HISTORY, case["_id"])
    await context.store.access.open(context.actor, Reading.HISTORY, case["_id"], purpose)
    return await changes(context, case["_id"], older, newer)


async def changes(context: Request, stream: str, older: int, newer: int) -> list[Change]:
    """What changed, with the texts that can be opened."""
    found, texts = await context.store.history.changes(context.actor, stream, older, newer)
    return [change_of(each, texts) for each in found]


def kind_asked(context: Request, name: str) -> Kind:
    """The kind of stream whose events are asked for. Raises Refused, or NotAllowed for what only inspectors see."""
    if name not in set(Kind):
        raise Refused(invalid("filter.kind", "unknown-kind"))
    if name != Kind.CASE and not sees_all(context):
        raise NotAllowed("scope-missing", Scope.AUDIT_READ_ALL)
    return Kind(name)


def version_in(cursor: str | None) -> int:
    """The version a history cursor names. Raises Refused for anything else."""
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 9):
        raise Refused(invalid("after", "cursor"))
    return int(cursor)


@strawberry.type
class HistoryQuery:
    """Reading across cases."""

    @strawberry.field(
        graphql_type=HistoryConnection,
        description="Events, newest first: those of the caller's own agency, for inspectors all. Needs "
        "`audit:read` and the header `Casebook-Purpose`.",
    )
    async def audit_events(
        self,
        info: Info[Request, None],
        first: First,
        after: After = None,
        filter: Annotated[EventFilter | None, strawberry.argument(description="What the list is narrowed to.")] = None,
    ) -> Listed:
        """Events across cases."""
        context, given = info.context, filter or EventFilter()
        purpose = await purpose_given(context, Reading.EVENTS)
        among = None if sees_all(context) else context.actor.agencies
        if among is not None and given.agency is not None and given.agency not in among:
            raise Refused(NotFound())
        wanted = store.EventFilter(
            kind=kind_asked(context, given.kind),
            among=among,
            agency=given.agency,
            type=given.type,
            stream=given.case_id,
            since=given.since,
            before=given.before,
        )
        page = await context.store.history.events(wanted, first, after)
        await context.store.access.listed(context.actor, Reading.EVENTS, purpose, page.rows)
        return Listed.of(page.rows, page.more, lambda row: cursor_of(row["at"], f"{row['stream']}:{row['n']}"))

    @strawberry.field(
        graphql_type=AccessConnection,
        description="Who read what, newest first: the caller's own agency's readings, for inspectors all. Needs "
        "`audit:read` and the header `Casebook-Purpose`.",
    )
    async def access_log(
        self,
        info: Info[Request, None],
        first: First,
        after: After = None,
        case_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only readings of this case.")] = None,
    ) -> Listed:
        """Access records."""
        context = info.context
        purpose = await purpose_given(context, Reading.ACCESS_LOG)
        among = None if sees_all(context) else context.actor.agencies
        page = await context.store.access_records.page(None, case_id, first, after, among)
        await context.store.access.listed(context.actor, Reading.ACCESS_LOG, purpose, page.rows)
        return Listed.of(page.rows, page.more, lambda row: cursor_of(row["at"], row["_id"]))

    @strawberry.field(
        description="Whether the versions of a case, or of another object, hang together, are sealed as they stand, "
        "and lead to what is shown now. Needs `audit:read` and the header `Casebook-Purpose`; the register as a "
        "whole is verified by the command line."
    )
    async def verify_stream(self, info: Info[Request, None], id: Id) -> StreamVerification | None:
        """Verify one stream; null when missing or not visible."""
        context = info.context
        if await context.store.history.visible(context.actor, id) is None:
            return None
        purpose = await purpose_given(context, Reading.HISTORY, id)
        await context.store.access.open(context.actor, Reading.HISTORY, id, purpose)
        try:
            found = await context.store.history.audit(id)
        except StreamTooLong:
            raise Refused(invalid("id", "too-long-to-verify", most=store.VERSIONS_MOST)) from None
        findings = [StreamFinding(code=each.code, place=each.place, detail=each.detail) for each in found.findings]
        return StreamVerification(versions=found.versions, sealed=found.sealed, log_size=found.size, findings=findings)
