"""The one reader of heads: an object by its id, and pages of a list. Every read carries the filter of a sight.

Lists go by the moment that the kind's entry names (`store/kinds/entries.py`), the newest first, or by ids without one.
"""

from collections.abc import Iterable, Mapping, Sequence

from pymongo import ASCENDING, DESCENDING

from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from store.driver.conditions import Condition, all_of, equals
from store.driver.connection import Connection, Document
from store.driver.pages import COUNT_MOST, Order, Page, check_first, cursor_of, place_of
from store.heads.collection import HeadCollection, heads_of
from store.heads.visibility import visible_to
from store.kinds.entries import KINDS


async def page_of(
    heads: HeadCollection,
    conditions: Iterable[Condition],
    first: int,
    after: str | None,
    moment: str | None,
    backward: bool = False,
) -> Page:
    """A page of a list by a moment, the newest first, or in the order of ids; backward, the rows before the cursor.

    Raises Refused for a bad page size or cursor.
    """
    wanted, most = all_of(*conditions), check_first(first, backward) + 1
    if moment is None:
        place: Condition = {"_id": {"$lt" if backward else "$gt": after}} if after else {}
        found = heads.find(all_of(wanted, place)).sort("_id", DESCENDING if backward else ASCENDING).limit(most)
        return Page.of(await found.to_list(most), first, backward)
    order = Order(moment).turned(backward)

    async def read(narrowed: Condition, count: int) -> list[Document]:
        return await heads.find(narrowed).sort(order.sort).limit(count).to_list(count)

    return Page.of(await order.rows(read, wanted, place_of(after, backward), most), first, backward)


async def count_of(heads: HeadCollection, conditions: Iterable[Condition]) -> int:
    """How many rows a list has, counted to COUNT_MOST and no further."""
    wanted = all_of(*conditions)
    by_id = heads.hint("_id_") if not wanted else {}  # without a condition no index would be chosen
    return await heads.count_documents(wanted, limit=COUNT_MOST, **by_id)


def having(fields: Mapping[str, str | None]) -> list[Condition]:
    """The conditions of fields that have these values; None leaves a field open."""
    return [equals(field, value) for field, value in fields.items() if value is not None]


class Heads:
    def __init__(self, connection: Connection, kind: Kind) -> None:
        self._kind, self._heads = kind, heads_of(connection, kind)

    def cursor(self, row: Document) -> str:
        moment = KINDS[self._kind].moment
        return cursor_of(row[moment], row["_id"]) if moment else str(row["_id"])

    async def any(self, id: str) -> Document | None:
        """An object by its id, without asking who may see it: for what is public, and for the register's own jobs."""
        return await self._heads.find_one(equals("_id", id))

    async def one(self, actor: Actor, id: str) -> Document | None:
        return await self._heads.find_one(all_of(equals("_id", id), visible_to(actor, self._kind)))

    async def page(
        self, actor: Actor, first: int, after: str | None, backward: bool = False, **fields: str | None
    ) -> Page:
        """The visible ones, narrowed to those with these values in fields where one is given.

        Raises Refused for a bad page size or cursor.
        """
        return await self._page(first, after, backward, visible_to(actor, self._kind), *having(fields))

    async def count(self, actor: Actor, **fields: str | None) -> int:
        return await self._count(visible_to(actor, self._kind), *having(fields))

    async def any_page(self, first: int, after: str | None, backward: bool = False, **fields: str | None) -> Page:
        """A page of all there are: for what is public. Raises Refused for a bad page size or cursor."""
        return await self._page(first, after, backward, *having(fields))

    async def any_count(self, **fields: str | None) -> int:
        return await self._count(*having(fields))

    async def _count(self, *conditions: Condition) -> int:
        return await count_of(self._heads, conditions)

    async def _page(self, first: int, after: str | None, backward: bool, *conditions: Condition) -> Page:
        return await page_of(self._heads, conditions, first, after, KINDS[self._kind].moment, backward)

    async def some(self, actor: Actor, ids: Iterable[str]) -> Sequence[Document]:
        query = all_of({"_id": {"$in": sorted(set(ids))}}, visible_to(actor, self._kind))
        return await self._heads.find(query).to_list(None)
