"""Reading notices as the public does. Whoever may receive notices reads them here; nobody's drafts are among them."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.kernel.kind import Kind, kind_of
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from domain.publication.public import PublicView, public_view
from resolvers.context import RequestContext
from resolvers.pages import Listed, Placed
from schema.arguments import After, First, Id
from schema.publication import (
    Publication,
    PublicationChangeConnection,
    PublicationConnection,
    PublicationStatistics,
)
from store.mongo.pages import cursor_of
from store.read.publications import Counts

ContextInfo = Info[RequestContext, None]
Since = Annotated[datetime | None, strawberry.argument(description="Issued at or after.")]
Before = Annotated[datetime | None, strawberry.argument(description="Issued before.")]


def may_receive(context: RequestContext) -> None:
    """Raises NotAllowed without the scope to receive notices."""
    if Scope.PRESS_READ not in context.actor.scopes:
        raise NotAllowed("scope-missing", Scope.PRESS_READ)


@strawberry.type
class PublicationQuery:
    """Reading notices."""

    @strawberry.field(
        graphql_type=Publication | None,
        description="A notice with all its versions; null when there is none before the public. Needs `press:read`.",
    )
    async def publication(self, info: ContextInfo, id: Id) -> PublicView | None:
        """One notice."""
        may_receive(info.context)
        return await info.context.store.publications.public(id) if kind_of(id) is Kind.PUBLICATION else None

    @strawberry.field(
        graphql_type=PublicationConnection,
        description="Notices before the public, the newest first; retracted ones keep their place. Needs `press:read`.",
    )
    async def publications(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of notices."""
        may_receive(info.context)
        rows, more = await info.context.store.publications.public_page(first, after)
        edges = [Placed(public_view(row), cursor_of(row["issued_at"], row["_id"])) for row in rows]
        return Listed(rows, edges, more)

    @strawberry.field(
        graphql_type=PublicationChangeConnection,
        description="Every version the public could read, in the order of the transparency log. Go on from the last "
        "`cursor` to miss none: corrections and retractions come as versions of their own. Needs `press:read`.",
    )
    async def publication_changes(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of changes."""
        may_receive(info.context)
        found, more = await info.context.store.publications.changes(first, after)
        return Listed([], [Placed(each, str(each.index)) for each in found], more)

    @strawberry.field(
        graphql_type=PublicationStatistics,
        description="How the notices issued in a time stand now, by number alone. Needs `press:read`.",
    )
    async def publication_statistics(self, info: ContextInfo, since: Since = None, before: Before = None) -> Counts:
        """The numbers."""
        may_receive(info.context)
        return await info.context.store.publications.counts(since, before)
