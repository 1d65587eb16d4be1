"""Reading the access records: an agency those of its own officers, inspectors all of them."""

from domain.kernel.kind import Kind
from store.mongo.conditions import Condition, equals
from store.mongo.connection import Connection
from store.mongo.pages import Page
from store.read.heads import page_of

ABOUT = ("reads.streams", "refused.stream", "sign_ins.user")
"""Where a record names the streams that it is about."""


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
        conditions: list[Condition] = []
        if among is not None:
            conditions.append({"agency": {"$in": sorted(among)}})
        if agency is not None:
            conditions.append(equals("agency", agency))
        if stream is not None:
            conditions.append({"$or": [equals(field, stream) for field in ABOUT]})
        return await page_of(self._heads, conditions, first, after, "at")
