"""Reading appointments, accounts, clients and grants. Every read takes the actor and carries its sight's filter."""

from pymongo import ASCENDING

from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from store.heads.visibility import visible_to
from store.mongo.connection import Connection, Document
from store.mongo.pages import Page, check_first

ACCOUNTS = (Kind.OFFICER, Kind.USER, Kind.CLIENT, Kind.GRANT, Kind.WEBHOOK, Kind.MAILING)


class Accounts:
    """The rows of one kind that a caller may see."""

    def __init__(self, connection: Connection, kind: Kind) -> None:
        self._kind, self._heads = kind, connection.heads(kind)

    async def one(self, actor: Actor, id: str) -> Document | None:
        """A row by its id; None when missing or invisible."""
        return await self._heads.find_one({"$and": [{"_id": {"$eq": id}}, visible_to(actor, self._kind)]})

    async def page(self, actor: Actor, first: int, after: str | None, agency: str | None = None) -> Page:
        """Rows in the order of their ids, of one agency when it is named. Raises Refused for a bad page size."""
        place = {"_id": {"$gt": after}} if after else {}
        named = {"agency": {"$eq": agency}} if agency else {}
        parts = [part for part in (visible_to(actor, self._kind), place, named) if part]
        found = self._heads.find({"$and": parts or [{}]}).sort("_id", ASCENDING).limit(check_first(first) + 1)
        rows = await found.to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)
