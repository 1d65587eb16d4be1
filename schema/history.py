"""The events of a case, for those who may read its history."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from schema.context import Context
from schema.described import output
from schema.nodes import Edge, PageInfo, page_info
from schema.registry import Agency


@output
class HistoryEvent:
    """A version of the case and what led to it. Nobody can change it afterwards."""

    n: int = strawberry.field(name="version", description="Version the event led to.")
    type: str = strawberry.field(description="What happened, such as `case.screened`.")
    action: str = strawberry.field(description="The action taken.")
    at: datetime = strawberry.field(description="When, as the register claims.")
    leaf: str = strawberry.field(description="Leaf hash in the transparency log, hex.")
    officer: strawberry.ID | None = strawberry.field(
        description="The officer who acted; shown to the officer's own agency and to inspectors."
    )

    @strawberry.field(description="The agency that acted; none for the register itself.")
    def agency(self, info: Info[Context, None]) -> Agency | None:
        """The agency that acted."""
        acted = self["agency"]  # type: ignore[index]
        return info.context.agency(acted) if acted else None  # type: ignore[return-value]


@output
class HistoryConnection:
    """A page of a case's events, oldest first."""

    edges: list[Edge[HistoryEvent]] = strawberry.field(description="The events with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)
