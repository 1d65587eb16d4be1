"""Reading the access records: an agency those of its own officers, inspectors all of them."""

from pymongo import DESCENDING

from domain.kernel.kind import Kind
from store.mongo.conditions import equals
from store.mongo.connection import Connection, Document
from store.mongo.pages import Page, check_first, older_than


class AccessRecords:
    """Who read what, and who was refused."""

    def __init__(self, connection: Connection) -> None:
        self._heads = connection.heads(Kind.ACCESS)

    async def page(
        self,
        agency: str | None,
        stream: str | None,
        first: int,
        after: str | None,
        among: frozenset[str] | None = None,
    ) -> Page:
        """Records of an agency (None: of all, or of those `among`), about a stream when one is named, newest first."""
        parts: list[Document] = [older_than("at", after)]
        if among is not None:
            parts.append({"agency": {"$in": sorted(among)}})
        if agency is not None:
            parts.append(equals("agency", agency))
        if stream is not None:
            parts.append({"$or": [equals("reads.streams", stream), equals("refused.stream", stream)]})
        query = {"$and": [part for part in parts if part] or [{}]}
        order = [("at", DESCENDING), ("_id", DESCENDING)]
        rows = await self._heads.find(query).sort(order).limit(check_first(first) + 1).to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)
