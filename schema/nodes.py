"""Nodes, edges and pages, in the shape that Relay clients know."""

from typing import Any, Generic, TypeVar

import strawberry

from domain.kernel.kind import Kind, kind_of
from schema.described import output, shared

T = TypeVar("T")


@shared
class Node:
    """An object with an id of its own, valid for ever."""

    id: strawberry.ID = strawberry.field(description="Id of the object; opaque and permanent.")


def is_of(kind: Kind, value: object) -> bool:
    """Whether a value is a row of a kind of stream."""
    return isinstance(value, dict) and kind_of(str(value.get("_id", ""))) is kind


@output
class PageInfo:
    """Where a page ends."""

    has_next_page: bool = strawberry.field(description="Whether more follow.")
    end_cursor: str | None = strawberry.field(description="Place of the last one; give it as `after`.")


@output
class Edge(Generic[T]):
    """One object of a page."""

    cursor: str = strawberry.field(description="Its place in the order.")
    node: T = strawberry.field(description="The object.")


def page_info(rows: Any) -> PageInfo:
    """The end of a page made of edges."""
    last = rows.edges[-1].cursor if rows.edges else None
    return PageInfo(has_next_page=rows.more, end_cursor=last)
