"""Pages of lists for connections: edges with cursors, and a count that is computed only if a query selects it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from domain.kernel.refusals import Refused, invalid
from resolvers.request import Request
from schema.connection import PageInfo
from schema.lists import PAGE_SIZE, is_reverse
from store.driver.conditions import Page
from store.heads.reader import ALL, Heads, Wanted

Row = dict[str, Any]


@dataclass(frozen=True)
class ListEdge:
    node: Any
    cursor: str


@dataclass(slots=True)
class RowEdge:
    node: Any
    place: Callable[[Any], str]

    @property
    def cursor(self) -> str:
        return self.place(self.node)


class Paging(NamedTuple):
    """Page to read: a number of objects after a cursor, or before a cursor when paging backward. Without a cursor the
    page begins at an end of the list."""

    size: int
    cursor: str | None = None
    backward: bool = False

    @classmethod
    def of(cls, first: int | None, after: str | None, last: int | None, before: str | None) -> "Paging":
        """Return the page that a field's arguments ask for. Raise Refused for arguments of both directions."""
        if last is None and before is None:
            return cls(PAGE_SIZE if first is None else first, after)
        if after is not None:
            raise Refused(invalid("after", "page-both-ways"))
        if last is None:
            raise Refused(invalid("last", "page-both-ways"))
        if first is not None:
            raise Refused(invalid("first", "page-both-ways"))
        return cls(last, before, backward=True)


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """Page of a list. `filters` are the names of the list's conditions."""

    edges: Sequence[ListEdge | RowEdge]
    more: bool
    paging: Paging
    count: Callable[[], Awaitable[int]]
    filters: tuple[str, ...] = ()
    truncated: bool = False

    @property
    def page_info(self) -> PageInfo:
        """Return the page's first and last cursor. The next page begins after the object of the last cursor."""
        reached, left = self.more, self.paging.cursor is not None
        return PageInfo(
            has_next_page=left if self.paging.backward else reached,
            has_previous_page=reached if self.paging.backward else left,
            start_cursor=self.edges[0].cursor if self.edges else None,
            end_cursor=self.edges[-1].cursor if self.edges else None,
        )

    @property
    def nodes(self) -> list[Any]:
        return [edge.node for edge in self.edges]


def page_of(
    page: Page,
    paging: Paging,
    cursor: Callable[[Any], str],
    count: Callable[[], Awaitable[int]],
    filters: tuple[str, ...] = (),
) -> ListPage:
    """Return a page of rows with cursors derived from the rows."""
    edges = [RowEdge(row, cursor) for row in page.rows]
    return ListPage(edges=edges, more=page.more, paging=paging, filters=filters, count=count)


def wanted_of(filter: object | None, order: object) -> Wanted:
    """Return the filter and order of a list's arguments."""
    return Wanted(given=vars(filter) if filter else {}, reverse=is_reverse(order))


async def list_of(context: Request, heads: Heads, paging: Paging, wanted: Wanted = ALL) -> ListPage:
    """Return a page of the objects of one kind that the caller may see and that meet the conditions."""
    page = await heads.page(context.actor, *paging, wanted)
    return page_of(page, paging, heads.cursor, partial(heads.count, context.actor, wanted), wanted.used())


async def open_list_of(heads: Heads, paging: Paging, wanted: Wanted = ALL) -> ListPage:
    page = await heads.any_page(*paging, wanted)
    return page_of(page, paging, heads.cursor, partial(heads.any_count, wanted), wanted.used())
