"""Reads of press notices, limited to those whose head agrees with the record and the log.

Public reads take no actor. They find only issued notices, and return only the fields of `domain.publication.public`.

Anyone with control of the database can change a head. So each head is compared with the state of its version, the state
with the log entry, and the entry with a signed checkpoint. A comparison is cached by the head's bytes. Before the log
exists, only head and record are compared.
"""

import logging
import re
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Final

import bson
from pymongo import ASCENDING, DESCENDING
from pymongo.errors import PyMongoError

from domain.kernel.actor import Actor
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import Kind
from domain.publication.public import PUBLIC_EVENTS, PUBLIC_STATES, PublicView, public_view
from domain.publication.state import RetractionGround
from store.driver.conditions import COUNT_MOST, Page, all_of, check_first, equals, one_of, within
from store.driver.connection import Connection, Document
from store.facts.needs import linked_with, under_review
from store.heads.head_texts import Head, heads_today
from store.heads.reader import ALL, Heads, Wanted, count_of, page_of, visible_to
from store.keys.promises import SEAL_WITHIN
from store.log.storage import LogStorage
from store.process.counters import WORDS_ALTERED
from store.record.revision import check_unaltered, state_of
from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.merkle import inclusion_proof, leaf_hash, verify_inclusion
from store.tlog.note import split, verify
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys
from store.verification.heads import same_document

KNOWN_MOST: Final = 5_000
"""Largest number of notices for which one process caches a successful comparison of head, record and log."""
LATE: Final = SEAL_WITHIN + timedelta(minutes=5)
"""Longest time for which a version may stay unsealed. It includes clock differences."""
log = logging.getLogger("casebook.store")


class WordsAltered(Exception):
    """A notice differs from its sealed version. It is not shown, and needs an investigation."""


class PublicWords:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: OrderedDict[str, bytes] = OrderedDict()

    async def one(self, head: Document | None) -> Document | None:
        """Return the head. Raise WordsAltered if it was tampered with."""
        if head is not None and not await self.sound([head]):
            raise WordsAltered(head["_id"])
        return head

    async def sound(self, heads: Sequence[Document]) -> list[Document]:
        """Return the heads that agree with their sealed versions. Other heads are left out, logged and counted."""
        return [head for head in heads if await self._sound(head)]

    async def _sound(self, head: Document) -> bool:
        id, digest = str(head["_id"]), sha256(bson.encode(dict(head))).digest()
        if self._known.get(id) == digest:
            self._known.move_to_end(id)
            return True
        try:
            sealed = await self._compared(head)
        except PyMongoError:
            raise
        except Exception as error:  # tampered data can break the reading anywhere
            log.critical("notice %s is not shown: it is not what was sealed (%s)", id, type(error).__name__)
            WORDS_ALTERED.inc()
            return False
        if sealed:
            self._known[id] = digest
            while len(self._known) > KNOWN_MOST:
                self._known.popitem(last=False)
        return True

    async def _compared(self, head: Document) -> bool:
        """Return True if a notice agrees with the record and is sealed under a checkpoint.

        Raise WordsAltered, or the error of a check.
        """
        connection, id = self._connection, f"{head['_id']}:{head['n']}"
        revision = await connection.revisions.find_one({"_id": {"$eq": id}})
        if revision is None:
            raise WordsAltered(id)
        check_unaltered(revision)
        made = await heads_today(connection, Kind.PUBLICATION, [Head(head)], None)
        if not same_document(dict(head), made.get(head["_id"])):
            raise WordsAltered(id)
        return await self._sealed(revision)

    async def _sealed(self, revision: Document) -> bool:
        storage, id = LogStorage.of(self._connection), str(revision["_id"])
        newest = await storage.newest()
        if newest is None:
            return False
        checkpoint = await self._checkpoint(storage, newest.note)
        row = (await storage.index_rows([id])).get(id)
        if row is None or row["_id"] >= checkpoint.size:
            if self._connection.clock() - revision["at"].replace(tzinfo=UTC) > LATE:
                raise WordsAltered(id)
            return False
        place, leaf = int(row["_id"]), leaf_hash(bytes(revision["envelope"]))
        proof = await storage.computed(checkpoint.size, partial(inclusion_proof, place, checkpoint.size))
        verify_inclusion(place, checkpoint.size, leaf, proof, checkpoint.root)
        return True

    async def _checkpoint(self, storage: LogStorage, note: bytes) -> Checkpoint:
        """Return the newest checkpoint, verified by the log's key if this process has it. Raise LogFault."""
        if (key := self._connection.log_key) is None:
            return parse_checkpoint(split(note)[0], self._connection.origin)
        keys = LogKeys.following(key, await storage.handed_over())
        opened = verify(note, keys.verifiers)
        checkpoint = parse_checkpoint(opened.text, self._connection.origin)
        if not keys.signed(checkpoint.size, opened.verified):
            raise LogFault("no key of the log signed the newest checkpoint")
        return checkpoint


PUBLIC: Final[Document] = {"state": one_of(PUBLIC_STATES)}
NOTICES_MOST = 50
"""Most notices of one case that the press office sees. Few of them are public at the same time."""
STORY_MOST = 20
ROWS_A_LOOK = 200
CURSOR = re.compile(r"[0-9]{1,15}")
START = -1
IN_THE_LOG: Final[Document] = {"event": {"$gte": "publication-", "$lt": "publication."}}
"""Condition on the revision ids of notices, to find their log entries."""


@dataclass(frozen=True, kw_only=True)
class LoggedChange:
    index: int
    notice: PublicView
    number: int


@dataclass(frozen=True, kw_only=True)
class Counts:
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
        """Return a notice that is or was public, even if it was retracted; None for any other id. Raise
        WordsAltered."""
        head = await self._words.one(await self._heads.find_one(all_of(equals("_id", id), PUBLIC)))
        return public_view(head) if head else None

    async def same_story(self, id: str) -> list[PublicView]:
        """Return the other public notices about the same content, which are in linked cases. Retracted notices are left
        out."""
        head = await self._heads.find_one(all_of(equals("_id", id), PUBLIC), {"case": 1})
        linked = await linked_with(self._connection, head["case"]) if head else []
        rows = await self._heads.find(all_of({"case": one_of(linked)}, PUBLIC)).to_list(None) if linked else []
        views = (public_view(row) for row in await self._words.sound(rows))
        found = [view for view in views if view and view.id != id and view.current]
        return sorted(found, key=lambda view: view.issued_at)[:STORY_MOST]

    async def last_public(self, id: str) -> int | None:
        """Return the number of the last public version; None for a notice that was never public."""
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
        """Return heads of public notices, newest first by time of issue or last change. Raise Refused.

        A notice that differs from what was sealed is left out.
        """
        conditions = (PUBLIC, *wanted.conditions(Kind.PUBLICATION))
        page = await page_of(self._heads, conditions, first, after, order, backward, wanted.reverse)
        return replace(page, rows=await self._words.sound(page.rows))

    async def public_count(self, wanted: Wanted) -> int:
        return await count_of(self._heads, (PUBLIC, *wanted.conditions(Kind.PUBLICATION)))

    async def changes(self, first: int, after: str | None) -> tuple[list[LoggedChange], bool]:
        """Return public versions in log order after a cursor. Raise Refused for a bad size or cursor.

        Unsealed versions are left out. No entry is ever added before a cursor, so no reader misses an entry.
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
        """Return the notices for whose case a notice is under review, whether or not the caller may see the notice
        under review."""
        steps: list[Document] = [{"$match": under_review(sorted(notices))}, {"$group": {"_id": "$case"}}]
        return frozenset(row["_id"] for row in await self._heads.aggregated(steps))

    async def count_changes(self) -> int:
        query = all_of(equals("kind", Kind.PUBLICATION.value), {"type": {"$in": sorted(PUBLIC_EVENTS)}})
        return await self._connection.revisions.count_documents(query, limit=COUNT_MOST)

    async def _sealed(self) -> int:
        """Return the size of the newest checkpoint. No entry is added below this size later."""
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
        """Return the log index of each public version, oldest first; None for a version that is not sealed yet."""
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
        """Return the notices that the actor may read in full, as the press office of the notice may. They include
        drafts."""
        seen = visible_to(actor, Kind.PUBLICATION)
        if not notices or not seen:
            return frozenset(notices)
        query = all_of({"_id": {"$in": sorted(set(notices))}}, seen)
        found = await self._heads.find(query, {"_id": 1}).limit(len(notices)).to_list(len(notices))
        return frozenset(head["_id"] for head in found)

    async def of_cases(self, actor: Actor, cases: Sequence[str]) -> dict[str, list[Document]]:
        query = all_of({"case": {"$in": list(cases)}}, visible_to(actor, Kind.PUBLICATION))
        found: dict[str, list[Document]] = {}
        async for head in self._heads.find(query).limit(NOTICES_MOST * max(len(cases), 1)):
            found.setdefault(head["case"], []).append(head)
        return found


def place_in(cursor: str | None) -> int:
    """Return the log index in a cursor. Raise Refused for an invalid cursor."""
    if cursor is None:
        return START
    if not CURSOR.fullmatch(cursor):
        raise Refused(invalid("after", "cursor"))
    return int(cursor)
