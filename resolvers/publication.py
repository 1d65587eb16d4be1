"""Reading notices to the press as the public reads them. Drafts are never among them."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.kernel.kind import Kind, kind_of
from domain.kernel.policy import Scope
from domain.publication.public import PublicView, public_view
from resolvers.context import ContextInfo
from resolvers.pages import ListEdge, ListPage, page_of
from resolvers.recorded import unrecorded
from resolvers.rights import needs
from schema.arguments import PAGE_SIZE, After, First, Id
from schema.connection import Connection
from schema.cost import ONE, PAGE, reads
from schema.publication import Publication, PublicationChange, PublicationStatistics, notice_of
from store.mongo.pages import cursor_of
from store.read.publications import Counts

Since = Annotated[datetime | None, strawberry.argument(description="Only notices issued at or after this moment.")]
Before = Annotated[datetime | None, strawberry.argument(description="Only notices issued before this moment.")]
PUBLIC = "The public reads the same."


@strawberry.type
class PublicationQuery:
    """Reading notices."""

    @strawberry.field(
        graphql_type=Publication | None,
        description="The notice with this id, its own or that of the notice, with all its versions; null when it is "
        "missing or was never issued.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=ONE,
    )
    async def publication(self, info: ContextInfo, id: Id) -> PublicView | None:
        """One notice."""
        notice = notice_of(id) or id
        return await info.context.store.publications.public(notice) if kind_of(notice) is Kind.PUBLICATION else None

    @strawberry.field(
        graphql_type=Connection[Publication],
        description="Notices that were issued, newest first. Retracted notices keep their place.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=PAGE,
    )
    async def publications(self, info: ContextInfo, first: First = PAGE_SIZE, after: After = None) -> ListPage:
        """A page of notices."""
        rows, more = await info.context.store.publications.public_page(first, after)
        edges = [ListEdge(public_view(row), cursor_of(row["issued_at"], row["_id"])) for row in rows]
        return ListPage(edges=edges, more=more, after=after)

    @strawberry.field(
        graphql_type=Connection[PublicationChange],
        description="Every version that the public could read, in the order of the transparency log. Corrections and "
        "retractions are versions too. Continue from the last `cursor`, and you miss none.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=reads(210, page=2),
    )
    async def publication_changes(self, info: ContextInfo, first: First = PAGE_SIZE, after: After = None) -> ListPage:
        """A page of changes."""
        found, more = await info.context.store.publications.changes(first, after)
        return page_of(found, more, after, lambda change: str(change.index))

    @strawberry.field(
        graphql_type=PublicationStatistics,
        description="How many of the notices issued in a period were corrected, reviewed and retracted since.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=reads(10),
    )
    async def publication_statistics(self, info: ContextInfo, since: Since = None, before: Before = None) -> Counts:
        """The numbers."""
        return await info.context.store.publications.counts(since, before)
