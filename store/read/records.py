"""Reading directives, activities and difficulties. Every read takes the actor and carries its sight's filter."""

from pymongo import DESCENDING

from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from store.heads.visibility import visible_to
from store.mongo.connection import Connection, Document
from store.mongo.pages import Page, check_first, older_than

ORDER = [("at", DESCENDING), ("_id", DESCENDING)]


class Records:
    """The records of one kind that a caller may see."""

    def __init__(self, connection: Connection, kind: Kind) -> None:
        self._kind, self._heads = kind, connection.heads(kind)

    async def one(self, actor: Actor, id: str) -> Document | None:
        """A record by its id; None when missing or invisible."""
        return await self._heads.find_one({"$and": [{"_id": {"$eq": id}}, visible_to(actor, self._kind)]})

    async def page(self, actor: Actor, first: int, after: str | None, type: str | None = None) -> Page:
        """Records, newest first, of one type when it is named. Raises Refused for a bad page size or cursor."""
        named = {"type": {"$eq": type}} if type else {}
        parts = [part for part in (visible_to(actor, self._kind), named, older_than("at", after)) if part]
        found = self._heads.find({"$and": parts or [{}]}).sort(ORDER).limit(check_first(first) + 1)
        rows = await found.to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)
