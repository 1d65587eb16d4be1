"""Reading how far official documents are."""

from typing import Any

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.kernel.kind import Kind, kind_of
from resolvers.context import RequestContext
from resolvers.pages import Listed
from schema.arguments import After, First, Id
from schema.document import OfficialDocument, OfficialDocumentConnection
from store.mongo.pages import cursor_of

ContextInfo = Info[RequestContext, None]
NEEDS = (
    "Needs `case:read:own`, `press:read`, `report:submit`, `report:read` or `report:compile`: the scope by which what "
    "it is made from is read."
)


async def read_document(context: RequestContext, id: str) -> dict[str, Any] | None:
    """A document that the own agency asked for, noted as read."""
    found = await context.store.documents.one(context.actor, id) if kind_of(id) is Kind.DOCUMENT else None
    if found:
        context.store.access.note(context.actor, Reading.RECORD, streams=(id,), count=1)
    return found


@strawberry.type
class DocumentQuery:
    """Reading how far documents are."""

    @strawberry.field(
        graphql_type=OfficialDocument | None,
        description=f"A document that the own agency asked for; null when missing or not visible. {NEEDS}",
    )
    async def official_document(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One document."""
        return await read_document(info.context, id)

    @strawberry.field(
        graphql_type=OfficialDocumentConnection,
        description=f"The documents that the own agency asked for, newest first; all for inspectors. {NEEDS}",
    )
    async def official_documents(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of documents."""
        context = info.context
        page = await context.store.documents.page(context.actor, first, after)
        context.store.access.note(context.actor, Reading.RECORDS, filters=(Kind.DOCUMENT,), count=len(page.rows))
        return Listed.of(page.rows, page.more, lambda row: cursor_of(row["at"], row["_id"]))
