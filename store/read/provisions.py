"""Reading the catalogue of provisions, with their words."""

from pymongo import ASCENDING

from domain.kernel.kind import Kind
from store.mongo.connection import Connection
from store.mongo.pages import Page, check_first


class Provisions:
    """The provisions, drafts included; every agency may read them."""

    def __init__(self, connection: Connection) -> None:
        self._heads = connection.heads(Kind.PROVISION)

    async def one(self, id: str) -> dict[str, object] | None:
        """A provision by its id."""
        return await self._heads.find_one({"_id": {"$eq": id}})

    async def page(self, first: int, after: str | None) -> Page:
        """Provisions in the order of their ids. Raises Refused for a bad page size."""
        query = {"_id": {"$gt": after}} if after else {}
        found = self._heads.find(query).sort("_id", ASCENDING).limit(check_first(first) + 1)
        rows = await found.to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)
