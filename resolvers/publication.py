"""Reading notices to the press as the public reads them. Drafts are never among them."""

from datetime import datetime
from functools import partial
from typing import Annotated

import strawberry

from domain.kernel.kind import Kind, ListOrder, kind_of
from domain.kernel.policy import Scope
from domain.publication.public import PublicView, public_view
from resolvers.context import ContextInfo
from resolvers.fields import paged
from resolvers.pages import ListEdge, ListPage, Paging, wanted_of
from resolvers.recorded import unrecorded
from resolvers.rights import needs
from schema.arguments import PAGE_SIZE, After, First, Id
from schema.connection import Connection
from schema.cost import ONE, PAGE, reads
from schema.lists import InTime
from schema.publication import Publication, PublicationChange, PublicationFilter, PublicationStatistics, notice_of
from store.driver.pages import cursor_of
from store.read.publications import Counts

Since = Annotated[datetime | None, strawberry.argument(description="Only notices issued at or after this moment.")]
IssuedBefore = Annotated[datetime | None, strawberry.argument(description="Only notices issued before this moment.")]
PUBLIC = "The public reads the same."


@strawberry.type
class PublicationQuery:
    @strawberry.field(
        graphql_type=Publication | None,
        description="The notice with this id (`Publication.id` or `noticeId`), with all its versions; null when "
        "it is missing or was never issued.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=ONE,
    )
    async def publication(self, info: ContextInfo, id: Id) -> PublicView | None:
        notice = notice_of(id) or id
        return await info.context.store.publications.public(notice) if kind_of(notice) is Kind.PUBLICATION else None

    @strawberry.field(
        graphql_type=Connection[Publication],
        description="Notices that were issued, newest first. Retracted notices keep their place.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=PAGE,
    )
    @paged
    async def publications(
        self,
        info: ContextInfo,
        paging: Paging,
        filter: Annotated[
            PublicationFilter | None, strawberry.argument(description="Conditions that notices must meet.")
        ] = None,
        order_by: InTime = ListOrder.NEWEST,
    ) -> ListPage:
        notices, wanted = info.context.store.publications, wanted_of(filter, order_by)
        page = await notices.public_page(paging.size, paging.cursor, backward=paging.backward, wanted=wanted)
        edges = [ListEdge(public_view(row), cursor_of(row["issued_at"], row["_id"])) for row in page.rows]
        return ListPage(edges=edges, more=page.more, paging=paging, count=partial(notices.public_count, wanted))

    @strawberry.field(
        graphql_type=Connection[PublicationChange],
        description="Every version that the public could read, in the order of the transparency log. Corrections and "
        "retractions are versions too. Continue from the last `cursor`, and you miss none.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=reads(210, page=2),
    )
    async def publication_changes(self, info: ContextInfo, first: First = PAGE_SIZE, after: After = None) -> ListPage:
        notices = info.context.store.publications
        found, more = await notices.changes(first, after)
        edges = [ListEdge(change, str(change.index)) for change in found]
        return ListPage(edges=edges, more=more, paging=Paging(first, after), count=notices.count_changes)

    @strawberry.field(
        graphql_type=PublicationStatistics,
        description="How many of the notices issued in a period were corrected, reviewed and retracted since.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=reads(10),
    )
    async def publication_statistics(
        self, info: ContextInfo, since: Since = None, before: IssuedBefore = None
    ) -> Counts:
        return await info.context.store.publications.counts(since, before)
