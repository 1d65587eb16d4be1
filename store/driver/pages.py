"""Keyset pages: cursors that name a place in an order, so that no page counts or skips.

A cursor is signed by nothing and trusted for nothing: it is only a place, and visibility filters every read.

What follows a place is asked for twice: the rows of the same moment behind it, and the rows behind that moment. An
index answers each from its first entry to its last; one question with `$or` is planned in as many ways as it branches.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import DESCENDING

from domain.kernel.calendar import from_iso_millis, iso_millis
from domain.kernel.refusals import Refused, invalid
from store.driver.conditions import Condition, all_of

FIRST_MOST = 100
COUNT_MOST = 10_000
"""Rows of a list that are counted, and no further."""
CURSOR_MOST = 1_000


Rows = list[dict[str, Any]]
Read = Callable[[Condition, int], Awaitable[Rows]]
"""Reads the rows of a filter in an order, at most so many."""


@dataclass(frozen=True)
class Place:
    """Position of a row in an order: its value, then its id."""

    value: Any
    id: str


@dataclass(frozen=True)
class Order:
    """A field, then the id, in one direction."""

    field: str
    direction: int = DESCENDING

    @property
    def sort(self) -> list[tuple[str, int]]:
        return [(self.field, self.direction), ("_id", self.direction)]

    def turned(self, backward: bool) -> "Order":
        """The same order, or the opposite one: an index is read from either end."""
        return Order(self.field, -self.direction) if backward else self

    @property
    def _beyond(self) -> str:
        return "$lt" if self.direction == DESCENDING else "$gt"

    async def rows(self, read: Read, wanted: Condition, place: Place | None, most: int) -> Rows:
        """The rows of a filter behind a place, at most so many."""
        if place is None:
            return await read(wanted, most)
        level: Condition = {self.field: place.value, "_id": {self._beyond: place.id}}
        rows = await read(all_of(wanted, level), most)
        if len(rows) < most:
            rows += await read(all_of(wanted, {self.field: {self._beyond: place.value}}), most - len(rows))
        return rows


@dataclass(frozen=True)
class Page:
    """Some rows in the order of their list, and whether more follow; of a backward page, whether more come before."""

    rows: Rows
    more: bool

    @classmethod
    def of(cls, rows: Rows, first: int, backward: bool = False) -> "Page":
        """The first of some rows, of which one more was asked for than is shown; backward, they came in reverse."""
        shown = rows[:first]
        return cls(rows=shown[::-1] if backward else shown, more=len(rows) > first)


def check_first(first: int, backward: bool = False) -> int:
    if not 1 <= first <= FIRST_MOST:
        raise Refused(invalid("last" if backward else "first", "page-size", most=FIRST_MOST))
    return first


def cursor_of(at: datetime, id: str) -> str:
    return base64.urlsafe_b64encode(f"{iso_millis(at.replace(tzinfo=UTC))} {id}".encode()).decode().rstrip("=")


def place_of(cursor: str | None, backward: bool = False) -> Place | None:
    """The place a cursor names; None without one. Raises Refused for anything that is not one of ours."""
    if cursor is None:
        return None
    try:
        if len(cursor) > CURSOR_MOST:
            raise ValueError
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        at, _, id = text.partition(" ")
        return Place(from_iso_millis(at).replace(tzinfo=None), id)
    except (ValueError, binascii.Error):
        raise bad_cursor(backward) from None


def bad_cursor(backward: bool = False) -> Refused:
    return Refused(invalid("before" if backward else "after", "cursor"))
