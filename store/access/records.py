"""Reads of the access records, which also contain the results of verifications."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from domain.access.record import LOG, Verification, VerificationRecorded
from domain.kernel.vocabulary import Kind
from store.access.recording import write_access
from store.driver.conditions import Condition, Page, equals, one_of, within
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.reader import count_of, page_of
from store.write.anchor import Anchor

MOMENT = "at"
Span = tuple[datetime | None, datetime | None]
"""Start and end of a time range. The end is exclusive; None leaves a side open."""
OPEN: Final[Span] = (None, None)


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
        span: Span = OPEN,
        reverse: bool = False,
    ) -> Page:
        """Return a page of records, newest first unless `reverse`. Raise Refused for a bad page size or cursor.

        If `agency` is None, the page has records of the agencies in `among`, or of all agencies. `stream` and the span
        narrow the list.
        """
        wanted = _wanted(agency, stream, among, span)
        return await page_of(self._heads, wanted, first, after, MOMENT, backward, reverse)

    async def count(
        self, agency: str | None, stream: str | None, among: frozenset[str] | None = None, span: Span = OPEN
    ) -> int:
        return await count_of(self._heads, _wanted(agency, stream, among, span))


def _wanted(agency: str | None, stream: str | None, among: frozenset[str] | None, span: Span) -> list[Condition]:
    conditions: list[Condition] = within(MOMENT, *span)
    if stream is not None:  # first: few records are about one stream
        conditions.append(equals("about", stream))
    if among is not None:
        conditions.append({"agency": one_of(among)})
    if agency is not None:
        conditions.append(equals("agency", agency))
    return conditions


@dataclass(frozen=True, slots=True)
class Verified:
    event: str
    said: Document


class Verifications:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._heads = connection, heads_of(connection, Kind.ACCESS)

    async def record(self, verification: Verification) -> None:
        event = VerificationRecorded(verification=verification)
        await write_access(self._connection, Anchor(self._connection), event)

    async def last(self) -> Document | None:
        found = await self.newest()
        return found.said if found else None

    async def newest(self) -> "Verified | None":
        """Return the newest verification with its event; None before the first one."""
        found = await self._heads.find_one(equals("about", LOG), sort=[("at", -1), ("_id", -1)])
        return Verified(f"{found['_id']}:1", found["verification"]) if found else None

    async def of(self, event: str) -> Document | None:
        found = await self._heads.find_one({"_id": {"$eq": event.rpartition(":")[0]}, "about": {"$eq": LOG}})
        made: Document | None = found["verification"] if found else None
        return made

    async def last_ended(self) -> datetime | None:
        found = await self.last()
        return found["ended"].replace(tzinfo=UTC) if found else None
