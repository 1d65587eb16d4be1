"""Pages of lists, in the shape that Relay clients know. `Connection[Case]` is `CaseConnection` in the schema."""

from typing import Generic, Protocol, TypeVar

import strawberry

from schema.cost import ONE

T = TypeVar("T")


@strawberry.type
class PageInfo:
    """The cursors at both ends of a page, and whether the list continues before and after the page."""

    has_next_page: bool = strawberry.field(
        description="True if more objects follow this page. Always true for a page requested with `before`."
    )
    has_previous_page: bool = strawberry.field(
        description="True if more objects precede this page. Always true for a page requested with `after`."
    )
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first object; null when the page is empty. If the list has the arguments `before` "
        "and `last`, send it as `before` with `last` to get the previous page."
    )
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last object. Send it as `after` to get the next page. Null when the page is empty."
    )


@strawberry.type
class Edge(Generic[T]):
    """One object of a page and its place in the list."""

    cursor: str = strawberry.field(description="Place of the object in the list.")
    node: T = strawberry.field(description="The object.")


class Counted(Protocol):
    """A page whose list can be counted."""

    async def count(self) -> int: ...


@strawberry.type
class Connection(Generic[T]):
    """One page of a list."""

    edges: list[Edge[T]] = strawberry.field(description="The objects of this page, with their places in the list.")
    page_info: PageInfo = strawberry.field(
        description="Cursors at both ends of this page, and whether the list continues."
    )

    @strawberry.field(
        description="Number of objects on all pages of the list, with the filters of this query. The register counts "
        "at most 10,000 objects, so 10,000 means 10,000 or more.",
        metadata=ONE,
    )
    @staticmethod
    async def total_count(parent: strawberry.Parent[Counted]) -> int:
        return await parent.count()
