"""Reading how far official documents have come."""

import strawberry

from domain.access.record import Reading
from domain.kernel.kind import Kind
from resolvers.context import ContextInfo
from resolvers.kinds import DOCUMENT_SCOPES, read_row
from resolvers.lists import list_of
from resolvers.pages import ListPage, Paging
from resolvers.recorded import recorded
from resolvers.rights import needs
from schema.arguments import PAGE_SIZE, After, Before, Id, Last, Size
from schema.connection import Connection
from schema.cost import ONE, PAGE
from schema.document import OfficialDocument

SOURCE = "The caller sees a document only with the scope that its source needs."


@strawberry.type
class DocumentQuery:
    """Reading how far documents have come."""

    @strawberry.field(
        graphql_type=OfficialDocument | None,
        description="The document with this id, if the caller's agency requested it; null when it is missing or not "
        f"visible to the caller. {SOURCE}",
        extensions=[recorded(Reading.RECORD), needs(*DOCUMENT_SCOPES)],
        metadata=ONE,
    )
    async def official_document(self, info: ContextInfo, id: Id) -> object | None:
        """One document."""
        return await read_row(info.context, Kind.DOCUMENT, id)

    @strawberry.field(
        graphql_type=Connection[OfficialDocument],
        description=f"Documents that the caller's agency requested, newest first; inspectors see all. {SOURCE}",
        extensions=[recorded(Reading.RECORDS, Kind.DOCUMENT), needs(*DOCUMENT_SCOPES)],
        metadata=PAGE,
    )
    async def official_documents(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ListPage:
        """A page of documents."""
        return await list_of(info.context, info.context.store.documents, Paging.of(first, after, last, before))
