"""Pages as connections show them: edges with cursors, and a count that runs only when selected."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Placed:
    """A row, or an object made of some, and its place."""

    node: Any
    cursor: str


async def uncounted() -> int:
    """For connections that offer no count."""
    raise AssertionError("this connection is not counted")


@dataclass(frozen=True)
class Listed:
    """A page of rows."""

    rows: list[Row]
    edges: list[Placed]
    more: bool
    count: Callable[[], Awaitable[int]] = uncounted
    truncated: bool = False

    @classmethod
    def of(
        cls,
        rows: list[Row],
        more: bool,
        cursor: Callable[[Row], str],
        count: Callable[[], Awaitable[int]] = uncounted,
        *,
        truncated: bool = False,
    ) -> "Listed":
        """A page whose cursors are made from the rows."""
        return cls(rows, [Placed(row, cursor(row)) for row in rows], more, count, truncated)
