"""Reading the access records: an agency those of its own officers, inspectors all of them."""

from domain.kernel.kind import Kind
from store.driver.conditions import Condition, equals, one_of
from store.driver.connection import Connection
from store.driver.pages import Page
from store.heads.collection import heads_of
from store.heads.reader import count_of, page_of

MOMENT = "at"


class AccessRecords:
    def __init__(self, connection: Connection) -> None:
        self._heads = heads_of(connection, Kind.ACCESS)

    async def page(
        self,
        agency: str | None,
        stream: str | None,
        first: int,
        after: str | None,
        backward: bool = False,
        *,
        among: frozenset[str] | None = None,
        reverse: bool = False,
    ) -> Page:
        """Records of an agency (None: of all, or of those `among`), about a stream when one is named, newest first
        unless `reverse`.

        Raises Refused for a bad page size or cursor.
        """
        return await page_of(self._heads, _wanted(agency, stream, among), first, after, MOMENT, backward, reverse)

    async def count(self, stream: str | None, among: frozenset[str] | None = None) -> int:
        return await count_of(self._heads, _wanted(None, stream, among))


def _wanted(agency: str | None, stream: str | None, among: frozenset[str] | None) -> list[Condition]:
    conditions: list[Condition] = []
    if stream is not None:  # first: few records are about one stream
        conditions.append(equals("about", stream))
    if among is not None:
        conditions.append({"agency": one_of(among)})
    if agency is not None:
        conditions.append(equals("agency", agency))
    return conditions
