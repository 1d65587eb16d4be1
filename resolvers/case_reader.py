"""Reads of cases as the caller may see them, for the GraphQL types. Each read is recorded."""

from datetime import datetime
from functools import cached_property, partial

from strawberry.dataloader import DataLoader

from domain.access.record import Reading
from domain.kernel.refusals import Refused, invalid
from domain.publication.public import PUBLIC_STATES
from resolvers import history
from resolvers.gathering import gathered
from resolvers.pages import ListPage
from resolvers.readers import NoticeReader, VersionReader
from resolvers.request import Request
from schema.changes import ChangeRow
from schema.context import Row
from store.driver.conditions import Page

AT_ONCE = 100


class CaseReader:
    """Reads cases, and the parts of a case that the caller may see."""

    def __init__(self, context: Request, notices: NoticeReader, versions: VersionReader) -> None:
        self._context, self._notices, self._changed = context, notices, versions.changed

    @gathered(AT_ONCE)
    async def _some(self, ids: list[str]) -> list[Row | None]:
        found = {row["_id"]: row for row in await self._context.store.cases.some(self._context.actor, ids)}
        if found:
            self._note(tuple(sorted(found)))
        return [found.get(id) for id in ids]

    async def one(self, id: str) -> Row | None:
        return await self._some.load(id)

    @cached_property
    def opened(self) -> DataLoader[str, None]:
        """Return a loader that records the read of a case's history, once in a request."""
        return DataLoader(partial(history.open_all, self._context), max_batch_size=AT_ONCE)

    @cached_property
    def _histories(self) -> DataLoader[history.Wanted, Page]:
        return DataLoader(self._context.store.history.pages, max_batch_size=AT_ONCE, cache=False)

    @cached_property
    def _versions(self) -> DataLoader[history.Moment, Row | None]:
        return DataLoader(partial(history.as_of_many, self._context), max_batch_size=AT_ONCE, cache=False)

    async def notices(self, case: Row) -> list[Row]:
        """Return a case's links to notices. Links to notices that were never public are returned only to the office
        that writes them."""
        links = case["publications"]
        unseen = [link["publication"] for link in links if link["state"] not in PUBLIC_STATES]
        own = dict(zip(unseen, await self._notices.readable.load_many(unseen), strict=True))
        return [link for link in links if own.get(link["publication"], True)]

    @gathered(AT_ONCE, key=lambda case: case["_id"])
    async def _duplicates(self, cases: list[Row]) -> list[list[Row]]:
        found = await self._context.store.cases.duplicates(self._context.actor, cases)
        return [self._noted(found[case["_id"]]) for case in cases]

    async def duplicates(self, case: Row) -> list[Row]:
        """Return the visible duplicates of a case, recorded as read."""
        return await self._duplicates.load(case)

    async def looked_up_at(self, url: str) -> list[Row]:
        """Return the visible cases at an address, spelled as in the public look-up. The read is recorded."""
        return self._noted(await self._context.store.cases.looked_up_at(self._context.actor, url))

    def _noted(self, cases: list[Row]) -> list[Row]:
        if cases:
            self._note(tuple(case["_id"] for case in cases))
        return cases

    def _note(self, ids: tuple[str, ...]) -> None:
        self._context.store.access.note(
            self._context.actor, Reading.CASE, streams=ids, count=len(ids), purpose=self._context.purpose
        )

    async def history(self, case: Row, first: int, after: str | None) -> ListPage:
        """Return revisions of a case that was already found visible. Raise NotAllowed, Refused."""
        await self.opened.load(case["_id"])
        return await history.events_of(self._context, self._histories, case, first, after)

    async def as_of(self, case: Row, version: int | None, at: datetime | None) -> Row | None:
        """Return a visible case as it was at a version or a time. Raise NotAllowed, Refused."""
        await self.opened.load(case["_id"])
        return await self._versions.load((case["_id"], version, at))

    async def diff(self, case: Row, older: int, newer: int) -> list[ChangeRow]:
        """Return the changes between two versions. Raise NotAllowed; raise Refused for missing versions."""
        if not 0 <= older < newer <= case["n"]:
            raise Refused(invalid("newer", "versions-in-order", most=case["n"]))
        await self.opened.load(case["_id"])
        return await self._changed.load((case["_id"], older, newer))
