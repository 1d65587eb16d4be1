"""Reading notices to the press: what the public may read, what changed in the order of the log, and the office's own.

The public's reads take no actor: they find only what was issued, and show it through `domain.publication.public` alone.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pymongo import ASCENDING, DESCENDING

from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, invalid
from domain.publication.public import PUBLIC_EVENTS, PUBLIC_STATES, PublicView, public_view
from domain.publication.state import RetractionGround
from store.driver.conditions import all_of, equals, one_of, within
from store.driver.connection import Connection, Document
from store.driver.pages import COUNT_MOST, Page, check_first
from store.driver.transaction import settled
from store.facts.related_cases import under_review
from store.heads.reader import Heads, count_of, page_of
from store.heads.visibility import visible_to
from store.heads.wanted import ALL, Wanted
from store.log.storage import LogStorage
from store.read.public_words import PublicWords
from store.record.revision import state_of

PUBLIC: Final[Document] = {"state": one_of(PUBLIC_STATES)}
NOTICES_MOST = 50
"""Notices of one case that the office is shown; of these few are live."""
ROWS_A_LOOK = 200
CURSOR = re.compile(r"[0-9]{1,15}")
START = -1
"""The place before the first entry of the log."""
IN_THE_LOG: Final[Document] = {"event": {"$gte": "publication-", "$lt": "publication."}}
"""Entries of the log that are versions of notices, by their ids."""


@dataclass(frozen=True, kw_only=True)
class LoggedChange:
    """A version of a notice that the public could read, at its place in the log."""

    index: int
    notice: PublicView
    number: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Number of notices published in a period, and their status now."""

    issued: int
    corrected: int
    under_review: int
    retracted: int
    retracted_for_personal_data: int


class Publications(Heads):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Kind.PUBLICATION)
        self._connection, self._words = connection, PublicWords(connection)

    async def public(self, id: str) -> PublicView | None:
        """A notice that came before the public, retracted ones included; else None. Raises WordsAltered."""
        head = await self._words.one(await self._heads.find_one(all_of(equals("_id", id), PUBLIC)))
        return public_view(head) if head else None

    async def last_public(self, id: str) -> int | None:
        """The number of the last version that the public could read; None for a notice that never came before it."""
        if await self.public(id) is None:
            return None
        query = all_of(equals("stream", id), {"type": {"$in": sorted(PUBLIC_EVENTS)}})
        found = await self._connection.revisions.find_one(query, {"n": 1}, sort=[("n", DESCENDING)])
        return found["n"] if found else None

    async def public_page(
        self,
        first: int,
        after: str | None,
        order: str = "issued_at",
        backward: bool = False,
        wanted: Wanted = ALL,
    ) -> Page:
        """Heads of public notices, newest first by when they were issued or last changed. Raises Refused.

        One that does not say what was sealed is left out.
        """
        conditions = (PUBLIC, *wanted.conditions(Kind.PUBLICATION))
        page = await page_of(self._heads, conditions, first, after, order, backward, wanted.reverse)
        return replace(page, rows=await self._words.sound(page.rows))

    async def public_count(self, wanted: Wanted) -> int:
        return await count_of(self._heads, (PUBLIC, *wanted.conditions(Kind.PUBLICATION)))

    async def changes(self, first: int, after: str | None) -> tuple[list[LoggedChange], bool]:
        """Public versions in the order of the log, after a place in it. Raises Refused for a bad size or cursor.

        What is not sealed yet is not there yet: a place once passed never gains an entry, so no reader misses one.
        """
        place, size, found = place_in(after), await self._sealed(), list[LoggedChange]()
        check_first(first)
        while len(found) <= first:
            query = all_of(IN_THE_LOG, {"_id": {"$gt": place, "$lt": size}})
            rows = await self._connection.index.find(query).sort("_id", ASCENDING).limit(ROWS_A_LOOK).to_list(None)
            if not rows:
                break
            found += await self._public_versions(rows)
            place = rows[-1]["_id"]
        return found[:first], len(found) > first

    async def with_review(self, notices: Collection[str]) -> frozenset[str]:
        """The cases of some notices of which one is under review, whoever may see them."""
        steps: list[Document] = [{"$match": under_review(sorted(notices))}, {"$group": {"_id": "$case"}}]
        found = await settled(self._heads.aggregate(steps))
        return frozenset([row["_id"] async for row in found])

    async def count_changes(self) -> int:
        query = all_of(equals("kind", Kind.PUBLICATION.value), {"type": {"$in": sorted(PUBLIC_EVENTS)}})
        return await self._connection.revisions.count_documents(query, limit=COUNT_MOST)

    async def _sealed(self) -> int:
        """Return the size of the newest checkpoint: no place below it is filled later."""
        newest = await LogStorage.of(self._connection).newest()
        return newest.size if newest else 0

    async def _public_versions(self, rows: Sequence[Document]) -> list[LoggedChange]:
        places = {row["event"]: row["_id"] for row in rows}
        query = {"_id": {"$in": sorted(places)}, "type": {"$in": sorted(PUBLIC_EVENTS)}}
        revisions = await self._connection.revisions.find(query).to_list(None)
        heads = self._heads.find({"_id": {"$in": sorted({revision["stream"] for revision in revisions})}})
        notices = {head["_id"]: public_view(head) for head in await self._words.sound(await heads.to_list(None))}
        found = [
            LoggedChange(index=places[revision["_id"]], notice=notice, number=len(state_of(revision).versions))
            for revision in revisions
            if (notice := notices.get(revision["stream"]))
        ]
        return sorted(found, key=lambda change: change.index)

    async def indexes(self, id: str) -> list[int | None]:
        """The place in the log of each public version, oldest first; None while it is not sealed."""
        query = all_of(equals("stream", id), {"type": {"$in": sorted(PUBLIC_EVENTS)}})
        rows = await self._connection.revisions.find(query, {"_id": 1}).sort("n", ASCENDING).to_list(None)
        ids = [row["_id"] for row in rows]
        entries = self._connection.index.find({"event": {"$in": ids}})
        places = {entry["event"]: entry["_id"] async for entry in entries}
        return [places.get(id) for id in ids]

    async def counts(self, since: datetime | None, before: datetime | None) -> Counts:
        issued = [PUBLIC, *within("issued_at", since, before)]

        async def count(*more: Document) -> int:
            return await self._heads.count_documents(all_of(*issued, *more))

        private = {"retraction.ground": RetractionGround.PERSONAL_DATA.value}
        return Counts(
            issued=await count(),
            corrected=await count({"versions.change": "CORRECTED"}),
            under_review=await count({"review_since": {"$ne": None}}),
            retracted=await count({"state": "RETRACTED"}),
            retracted_for_personal_data=await count(private),
        )

    async def readable(self, actor: Actor, notices: Collection[str]) -> frozenset[str]:
        """Return the notices that the actor reads as their own office does, drafts included."""
        if not notices:
            return frozenset()
        query = all_of({"_id": {"$in": sorted(set(notices))}}, visible_to(actor, Kind.PUBLICATION))
        return frozenset([head["_id"] async for head in self._heads.find(query, {"_id": 1})])

    async def of_cases(self, actor: Actor, cases: Sequence[str]) -> dict[str, list[Document]]:
        query = all_of({"case": {"$in": list(cases)}}, visible_to(actor, Kind.PUBLICATION))
        found: dict[str, list[Document]] = {}
        async for head in self._heads.find(query).limit(NOTICES_MOST * max(len(cases), 1)):
            found.setdefault(head["case"], []).append(head)
        return found


def place_in(cursor: str | None) -> int:
    """The place in the log that a cursor names. Raises Refused for anything else."""
    if cursor is None:
        return START
    if not CURSOR.fullmatch(cursor):
        raise Refused(invalid("after", "cursor"))
    return int(cursor)
