"""Query conditions, keyset pages, and documents by their ids. Values are only compared and never become operators.

Filters are flat, with one clause for each field, so that the query planner finds index bounds. The embedded engine uses
no index if a filter begins with an operator.

A cursor is not signed and not trusted: it is only a position, because every read also filters by visibility.

The rows after a position are read by two queries: rows with the same value behind it, and rows behind that value. An
index answers each query with one range; a single `$or` query would need a plan for each branch.
"""

import base64
import binascii
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import DESCENDING
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.cursor import AsyncCursor

from domain.kernel import text
from domain.kernel.calendar import from_iso_millis, iso_millis
from domain.kernel.refusals import Refused, invalid

Condition = dict[str, Any]
NOTHING: Condition = {"_id": {"$in": []}}


def all_of(*conditions: Condition) -> Condition:
    """Return one filter that requires all conditions, in order.

    The filter is flat; `$and` contains only clauses that cannot be merged.
    """
    flat: Condition = {}
    rest: list[Condition] = []
    for condition in conditions:
        if condition == NOTHING:
            return NOTHING
        for field, wanted in condition.items():
            if field == "$and":
                rest += wanted
            elif field not in flat:
                flat[field] = wanted
            elif (both := _merged(flat[field], wanted)) is not None:
                flat[field] = both
            elif flat[field] != wanted:
                rest.append({field: wanted})
    return {**flat, "$and": rest} if rest else flat


def _merged(one: Any, other: Any) -> Condition | None:
    """Merge two clauses of a field. Return None if both use the same operator, or if one of them is not an operator."""
    first, second = _operators(one), _operators(other)
    if first is None or second is None or first.keys() & second.keys():
        return None
    return {**first, **second}


def _operators(clause: Any) -> Condition | None:
    if isinstance(clause, list):  # branches of `$or`
        return None
    if not isinstance(clause, dict):
        return {"$eq": clause}
    return clause if clause and all(name.startswith("$") for name in clause) else None


def equals(field: str, value: str) -> Condition:
    """Return the condition that a field equals a text, or that a list contains it.

    A text that the register cannot store (half a surrogate pair) matches nothing. The text is in the filter without
    `$eq`, which would hide an index from the embedded engine.
    """
    if not isinstance(value, str):  # only a text may be in a filter without an operator
        raise TypeError(f"{field} is compared with a text, not with {type(value).__name__}")
    return {field: value} if text.forbidden(value) is None else NOTHING


def one_of(values: Iterable[str]) -> Any:
    """Return the clause that a field equals one of these texts, or that a list contains one of them. The texts must
    come from the register itself."""
    found = sorted(set(values))
    return found[0] if len(found) == 1 else {"$in": found}


def within(field: str, since: datetime | None, before: datetime | None) -> list[Condition]:
    """Return the condition that a time is within a range. The range's end is exclusive."""
    bounds = (("$gte", since), ("$lt", before))
    return [{field: {operator: stored(moment)}} for operator, moment in bounds if moment is not None]


def stored(moment: datetime) -> datetime:
    """Return a time as documents store it: UTC, without a time zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


FIRST_MOST = 100
COUNT_MOST = 10_000
CURSOR_MOST = 1_000


Rows = list[dict[str, Any]]
Read = Callable[[Condition, int], Awaitable[Rows]]
"""Function that reads at most a number of rows for a filter, in a fixed order."""


@dataclass(frozen=True)
class Place:
    value: Any
    id: str


@dataclass(frozen=True)
class Order:
    """Sort order by a field, then the id, in one direction."""

    field: str
    direction: int = DESCENDING

    @property
    def sort(self) -> list[tuple[str, int]]:
        return [(self.field, self.direction), ("_id", self.direction)]

    def turned(self, backward: bool) -> "Order":
        """Return the opposite order if `backward` is True. An index can be read from either end."""
        return Order(self.field, -self.direction) if backward else self

    @property
    def _beyond(self) -> str:
        return "$lt" if self.direction == DESCENDING else "$gt"

    async def rows(self, read: Read, wanted: Condition, place: Place | None, most: int) -> Rows:
        """Return at most `most` rows of a filter behind a position."""
        if place is None:
            return await read(wanted, most)
        level: Condition = {self.field: place.value, "_id": {self._beyond: place.id}}
        rows = await read(all_of(wanted, level), most)
        if len(rows) < most:
            rows += await read(all_of(wanted, {self.field: {self._beyond: place.value}}), most - len(rows))
        return rows


@dataclass(frozen=True)
class Page:
    """Page of rows in the order of their list, and True if more rows follow. For a backward page, True if more rows
    come before."""

    rows: Rows
    more: bool

    @classmethod
    def of(cls, rows: Rows, first: int, backward: bool = False) -> "Page":
        """Return a page of rows that were read with one extra row. The rows of a backward page were read in reverse."""
        shown = rows[:first]
        return cls(rows=shown[::-1] if backward else shown, more=len(rows) > first)


def check_first(first: int, backward: bool = False) -> int:
    if not 1 <= first <= FIRST_MOST:
        raise Refused(invalid("last" if backward else "first", "page-size", most=FIRST_MOST))
    return first


def cursor_of(at: datetime, id: str) -> str:
    return base64.urlsafe_b64encode(f"{iso_millis(at.replace(tzinfo=UTC))} {id}".encode()).decode().rstrip("=")


def place_of(cursor: str | None, backward: bool = False) -> Place | None:
    """Return the position that a cursor names; None without one. Raise Refused for an invalid cursor."""
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


Document = dict[str, Any]

IDS_AT_ONCE = 2_000
"""Most ids in one query: about 150 KB."""
CHUNK = 500


async def by_id(
    collection: AsyncCollection[Document], ids: Sequence[Any], shown: Collection[str] | None = None
) -> dict[Any, Document]:
    """Return the existing documents by id, with all fields or only those in `shown`."""
    found: dict[Any, Document] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        wanted = list(ids[start : start + IDS_AT_ONCE])
        documents = await at_once(collection.find({"_id": {"$in": wanted}}, shown and list(shown)), len(wanted))
        found |= {document["_id"]: document for document in documents}
    return found


async def at_once(cursor: AsyncCursor[Document], most: int) -> list[Document]:
    """Read at most `most` documents of a cursor, in one batch if they fit.

    Without a batch size MongoDB returns 101 documents first, and then all others, even if they are not needed.
    """
    return await cursor.batch_size(most + 1).to_list(None)  # a full batch does not say if it was the last


async def in_chunks(cursor: AsyncCursor[Document]) -> AsyncIterator[list[Document]]:
    cursor = cursor.batch_size(CHUNK)
    while chunk := await cursor.to_list(CHUNK):
        yield chunk
