"""Readers who subscribed by mail, outside the record. A row is deleted when its reader unsubscribes.

The id of a row is a keyed hash of the address, so an address has only one row; the address is encrypted under the
master key. An unconfirmed row is deleted after UNCONFIRMED_KEPT; until then its address gets no further letter.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from store.driver.conditions import stored
from store.driver.connection import Connection, Document
from store.queue.deliveries import Deliveries, Order

UNCONFIRMED_KEPT: Final = timedelta(days=2)
BARRED_KEPT: Final = timedelta(days=365)
"""Time for which nobody can order a letter to an address after its owner declined the confirmation."""
CONFIRMATIONS_DAY_MOST: Final = 500
"""Most letters in a day to unconfirmed addresses, so that nobody can use the form for spam."""
READERS_A_LOOK: Final = 500
KEPT: Final = timedelta(days=7)
"""Time for which the row of a letter is kept. Its retries end earlier."""
LETTER, CONFIRM, DIGEST = "deliver-reader-letter", "reader-confirm", "reader-digest"


@dataclass(frozen=True, kw_only=True)
class Reader:
    id: str
    address: str
    language: str
    confirmed: bool
    asked_at: datetime


class Readers:
    def __init__(self, connection: Connection, deliveries: Deliveries) -> None:
        self._rows, self._master = connection.collection("readers"), connection.master
        self._clock, self._deliveries = connection.clock, deliveries

    async def ask(self, address: str, language: str) -> None:
        """Order the confirmation letter to an address, unless the address has a row. The caller cannot find out which
        case occurred."""
        address, now = address.casefold(), self._clock()
        id, day_ago = self._master.reader(address), {"asked_at": {"$gt": stored(now - timedelta(days=1))}}
        full = await self._rows.count_documents(day_ago, limit=CONFIRMATIONS_DAY_MOST) == CONFIRMATIONS_DAY_MOST
        row = {
            "_id": id,
            "address": self._master.close(address.encode(), f"reader {id}"),
            "language": language,
            "asked_at": stored(now),
            "until": stored(now + UNCONFIRMED_KEPT),
        }
        if full or not await self._added(row):
            return
        event = f"{id}:{secrets.token_hex(8)}"
        await self._deliveries.order([Order(target=id, event=event, topic=CONFIRM, job=LETTER, until=now + KEPT)])

    async def _added(self, row: Document) -> bool:
        try:
            await self._rows.insert_one(row)
        except DuplicateKeyError:
            return False
        return True

    async def reader(self, id: str) -> Reader | None:
        """Return the row of an id; None if there is no row, or if it was encrypted under another master key."""
        row = await self._row(id)
        try:
            address = self._master.open(bytes(row["address"]), f"reader {id}").decode() if row else ""
        except InvalidTag:
            return None
        if row is None:
            return None
        asked = row["asked_at"].replace(tzinfo=UTC)
        return Reader(id=id, address=address, language=row["language"], confirmed="told" in row, asked_at=asked)

    async def _row(self, id: str) -> Document | None:
        row = await self._rows.find_one({"_id": {"$eq": id}})
        return None if row is None or ("until" in row and row["until"] <= stored(self._clock())) else row

    def confirming(self, reader: Reader) -> str:
        """Return the token of the confirmation link. It is valid for one request."""
        return self._master.leaving(f"confirm {reader.id} {int(reader.asked_at.timestamp())}")

    async def confirm(self, id: str, token: str, today: date) -> bool:
        """Confirm the subscription of an address.

        Return False for an invalid or expired link. Confirming again has no effect.
        """
        reader = await self.reader(id)
        if reader is None or not secrets.compare_digest(token.encode(), self.confirming(reader).encode()):
            return False
        if not reader.confirmed:
            change = {"$set": {"told": today.isoformat()}, "$unset": {"until": ""}}
            await self._rows.update_one({"_id": {"$eq": id}}, change)
        return True

    async def leave(self, id: str) -> None:
        """End a subscription by deleting its row.

        For an unconfirmed row, note that the owner of the address declined. After that, only the link in the row's own
        letter can confirm it.
        """
        gone = await self._rows.delete_one({"_id": {"$eq": id}, "told": {"$exists": True}})
        if not gone.deleted_count:
            until = stored(self._clock() + BARRED_KEPT)
            await self._rows.update_one({"_id": {"$eq": id}}, {"$set": {"until": until}})

    async def order_digests(self, today: date) -> int:
        """Order the letters about the days before today, one for each reader. Return the number of newly ordered
        letters."""
        due = self._rows.find({"told": {"$lt": today.isoformat()}}, {"told": 1})
        rows: Sequence[Document] = await due.sort("told", ASCENDING).limit(READERS_A_LOOK).to_list(None)
        until = self._clock() + KEPT
        await self._deliveries.order(
            Order(
                target=row["_id"],
                event=f"{row['_id']}:{today.isoformat()}",
                topic=DIGEST,
                job=LETTER,
                more={"since": row["told"]},
                until=until,
            )
            for row in rows
        )
        ids = {"_id": {"$in": [row["_id"] for row in rows]}, "told": {"$exists": True}}
        await self._rows.update_many(ids, {"$set": {"told": today.isoformat()}})
        return len(rows)
