"""Pages of lists as connections read them: edges with cursors, and a count that runs only when it is selected."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from schema.connection import PageInfo

Row = dict[str, Any]
"""A document of the store."""


@dataclass(frozen=True)
class ListEdge:
    """An object of a list and its place."""

    node: Any
    cursor: str


@dataclass(slots=True)
class RowEdge:
    """A row of a list, and what makes its place from it: only where a client asks for it."""

    node: Any
    place: Callable[[Any], str]

    @property
    def cursor(self) -> str:
        """Its place."""
        return self.place(self.node)


async def uncounted() -> int:
    """For connections without a count."""
    raise AssertionError("this connection has no count")


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """One page of a list; `filters` are the names of the conditions that narrowed it."""

    edges: Sequence[ListEdge | RowEdge]
    more: bool
    after: str | None
    filters: tuple[str, ...] = ()
    count: Callable[[], Awaitable[int]] = uncounted
    truncated: bool = False

    @property
    def page_info(self) -> PageInfo:
        """Where the page begins and ends. A cursor is the place of an object, so one stands before what follows it."""
        return PageInfo(
            has_next_page=self.more,
            has_previous_page=self.after is not None,
            start_cursor=self.edges[0].cursor if self.edges else None,
            end_cursor=self.edges[-1].cursor if self.edges else None,
        )

    @property
    def nodes(self) -> list[Any]:
        """The objects of the page."""
        return [edge.node for edge in self.edges]


def page_of(
    rows: Sequence[Any], more: bool, after: str | None, cursor: Callable[[Any], str], filters: tuple[str, ...] = ()
) -> ListPage:
    """The page of rows after a place, whose places are made from the rows."""
    return ListPage(edges=[RowEdge(row, cursor) for row in rows], more=more, after=after, filters=filters)
