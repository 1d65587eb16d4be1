"""The one reader of heads: an object by its id, and pages of a list. Every read carries the filter of a sight.

Lists go by the moment that the kind's entry names (`store/kinds.py`), the newest first, or by ids where it names none.
"""

from collections.abc import Iterable, Sequence

from pymongo import ASCENDING

from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from store.heads.collection import HeadCollection
from store.heads.visibility import visible_to
from store.kinds import KINDS
from store.mongo.conditions import Condition, all_of, equals
from store.mongo.connection import Connection, Document
from store.mongo.pages import Order, Page, check_first, place_of


async def page_of(
    heads: HeadCollection, conditions: Iterable[Condition], first: int, after: str | None, moment: str | None
) -> Page:
    """A page of a list by a moment, the newest first, or in the order of ids.

    Raises Refused for a bad page size or cursor.
    """
    wanted, most = all_of(*conditions), check_first(first) + 1
    if moment is None:
        place: Condition = {"_id": {"$gt": after}} if after else {}
        found = heads.find(all_of(wanted, place)).sort("_id", ASCENDING).limit(most)
        return Page.of(await found.to_list(most), first)
    order = Order(moment)

    async def read(narrowed: Condition, count: int) -> list[Document]:
        return await heads.find(narrowed).sort(order.sort).limit(count).to_list(count)

    return Page.of(await order.rows(read, wanted, place_of(after), most), first)


class Heads:
    """The heads of one kind."""

    def __init__(self, connection: Connection, kind: Kind) -> None:
        self._kind, self._heads = kind, connection.heads(kind)

    async def any(self, id: str) -> Document | None:
        """An object by its id, without asking who may see it: for what is public, and for the register's own jobs."""
        return await self._heads.find_one(equals("_id", id))

    async def one(self, actor: Actor, id: str) -> Document | None:
        """An object by its id; None when missing or invisible."""
        return await self._heads.find_one(all_of(equals("_id", id), visible_to(actor, self._kind)))

    async def page(self, actor: Actor, first: int, after: str | None, **fields: str | None) -> Page:
        """The visible ones, narrowed to those with these values in fields where one is given.

        Raises Refused for a bad page size or cursor.
        """
        named = [equals(field, value) for field, value in fields.items() if value is not None]
        return await self._page(first, after, visible_to(actor, self._kind), *named)

    async def any_page(self, first: int, after: str | None) -> Page:
        """A page of all there are: for what is public. Raises Refused for a bad page size or cursor."""
        return await self._page(first, after)

    async def _page(self, first: int, after: str | None, *conditions: Condition) -> Page:
        return await page_of(self._heads, conditions, first, after, KINDS[self._kind].moment)

    async def some(self, actor: Actor, ids: Iterable[str]) -> Sequence[Document]:
        """The visible ones of some ids, in any order."""
        query = all_of({"_id": {"$in": sorted(set(ids))}}, visible_to(actor, self._kind))
        return await self._heads.find(query).to_list(None)
