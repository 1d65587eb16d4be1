"""Deliveries, which are rows of the outbox for outside recipients, one for each event and subscription; and letters.

Each target has its own turn, and workers claim at most AT_ONCE of its rows, so a slow target delays no other. Versions
of one notice form a lane: a later version waits until the earlier one is delivered or dead. A letter keeps the address
at the time of its order, so that the letter about a changed address goes to the old one.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from cryptography.exceptions import InvalidTag
from pymongo import ASCENDING, UpdateOne

from domain.administration.users import AccountLetter
from domain.kernel.event import JobState
from store.driver.conditions import COUNT_MOST, Condition, Page, all_of, check_first, equals, one_of, place_of, stored
from store.driver.conditions import Order as ListOrder
from store.driver.connection import Connection, Document
from store.driver.transaction import settled
from store.queue.outbox import FREE, Claim, Outbox, anew, free, ordered_by, ready

DELIVERIES = UUID("3b1c6a0e-6c0d-5a55-9a57-8c1f6d2f7e21")
"""Namespace of the ids of deliveries. Never change it."""
AT_ONCE = 2
"""Most rows of one target that workers may have claimed at the same time."""
TARGETS_A_LOOK, ROWS_A_TURN = 500, 50
TRIES_KEPT = 20
REQUEUED_MOST = 10_000
HELD_BACK = timedelta(seconds=1)
"""Least wait before a retry of a row that may not be sent yet."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """Order of a delivery: the event, its target and the job. Rows with the same `lane` are delivered in order."""

    target: str
    event: str
    topic: str
    job: str
    lane: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    until: datetime | None = None

    @property
    def id(self) -> str:
        """Return an id that is the same for the same event and target, so that repeated orders make one row."""
        return "msg_" + uuid5(DELIVERIES, f"{self.event}\n{self.target}").hex


class Deliveries:
    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self._connection, self._outbox = connection, outbox

    def _now(self) -> datetime:
        return self._connection.clock().replace(tzinfo=None)

    async def order(self, orders: Iterable[Order]) -> int:
        """Write the missing rows of orders. Return their number. After a crash the call is repeated."""
        writes = [UpdateOne({"_id": order.id}, {"$setOnInsert": self._row(order)}, upsert=True) for order in orders]
        if not writes:
            return 0
        return (await self._connection.outbox.bulk_write(writes, ordered=False)).upserted_count

    def _row(self, order: Order) -> Document:
        stream, _, place = order.event.rpartition(":")
        now = self._now()
        return {
            "stream": stream,
            "job": order.job,
            "data": {"event": order.event, "topic": order.topic, **order.more},
            "target": order.target,
            "lane": f"{order.target} {stream}" if order.lane else None,
            "place": int(place) if place.isdigit() else 0,
            "state": JobState.DUE.value,
            **ordered_by(),
            "ordered_at": now,
            **free(now),
            "fence": 0,
            "attempts": 0,
            "failures": 0,
            "tries": [],
            **({"until": stored(order.until)} if order.until else {}),
        }

    async def targets(self) -> list[str]:
        """Return the targets with due rows, at most TARGETS_A_LOOK."""
        steps: list[Document] = [
            {"$match": {**ready(self._now()), "target": {"$gt": ""}}},
            {"$group": {"_id": "$target"}},
            {"$limit": TARGETS_A_LOOK},
        ]
        found = await settled(self._connection.outbox.aggregate(steps))
        return [group["_id"] for group in await found.to_list(None)]

    async def due_of(self, target: str) -> list[str]:
        """Return a target's due rows in the order in which they were ordered."""
        query = {"target": target, **ready(self._now())}
        order = [("ready_at", ASCENDING), ("place", ASCENDING), ("_id", ASCENDING)]
        rows = self._connection.outbox.find(query, {"_id": 1}).sort(order).limit(ROWS_A_TURN)
        return [row["_id"] async for row in rows]

    async def claim(self, id: str) -> Claim | None:
        """Claim a row, unless workers have AT_ONCE rows of its target, or an earlier row of its lane is not done.

        The row is claimed first and checked afterwards, so that two concurrent workers see each other.
        """
        claim = await self._outbox.claim(id)
        if claim is None or (until := await self._not_before(claim)) is None:
            return claim
        await self._outbox.settle(claim, free(until), **{"$inc": {"attempts": -1}})
        return None

    async def _not_before(self, claim: Claim) -> datetime | None:
        """Return when to retry a row that may not be sent yet: not before the next attempt for the earlier row of its
        lane."""
        rows, soon = self._connection.outbox, self._now() + HELD_BACK
        held = {"target": claim.target, "state": "DUE", "lease_until": {"$gt": self._now()}}
        if await rows.count_documents(held, limit=AT_ONCE + 1) > AT_ONCE:
            return soon
        if claim.lane is None:
            return None
        earlier = {"lane": claim.lane, "state": "DUE", "place": {"$lt": claim.place}}
        before = await rows.find_one(earlier, {"due_at": 1}, sort=[("place", ASCENDING)])
        return max(soon, before["due_at"]) if before else None

    async def finished(
        self, claim: Claim, state: JobState, failure: str | None = None, status: int | None = None, *, sent: bool = True
    ) -> bool:
        """Finish a delivery as done or dead. Return False if another worker has the lease now."""
        change = {"state": state.value, "lease_until": FREE, "failure": failure, "done_at": self._now()}
        return await self._outbox.settle(claim, change, **(self._tried(failure, status) if sent else {}))

    async def retry(self, claim: Claim, due: datetime, failure: str, status: int | None) -> bool:
        """Schedule a failed delivery for a retry. Return False if another worker has the lease now."""
        change = {**free(due), "failure": failure}
        return await self._outbox.settle(claim, change, **{"$inc": {"failures": 1}}, **self._tried(failure, status))

    def _tried(self, failure: str | None, status: int | None) -> dict[str, Document]:
        tried = {"at": self._now(), "status": status, "failure": failure}
        return {"$push": {"tries": {"$each": [tried], "$slice": -TRIES_KEPT}}}

    async def requeue(self, id: str, target: str) -> bool:
        """Retry a target's delivery, whether done or dead. Return False if no row exists for it."""
        ended = {"_id": id, "target": target, "state": {"$in": [JobState.DONE.value, JobState.DEAD.value]}}
        changed = await self._connection.outbox.update_one(ended, anew(self._connection.clock()))
        return changed.matched_count == 1

    async def requeue_since(self, target: str, since: datetime) -> int:
        """Retry a target's dead deliveries that were ordered since a time, oldest first. Return their number."""
        dead = {"target": target, "state": JobState.DEAD.value, "ordered_at": {"$gte": stored(since)}}
        rows = self._connection.outbox.find(dead, {"_id": 1}).sort("ordered_at", ASCENDING).limit(REQUEUED_MOST)
        ids = [row["_id"] async for row in rows]
        changed = await self._connection.outbox.update_many(
            {"_id": {"$in": ids}, "state": JobState.DEAD.value}, anew(self._connection.clock())
        )
        return changed.modified_count

    async def page(
        self,
        targets: Iterable[str],
        first: int,
        after: str | None,
        state: JobState | None = None,
        backward: bool = False,
        reverse: bool = False,
    ) -> Page:
        """Return a page of deliveries to these targets, newest first unless `reverse`.

        Raise Refused for a bad page size or cursor.
        """
        wanted = _to(targets, state)
        order, most = ListOrder("ordered_at").turned(backward is not reverse), check_first(first, backward) + 1

        async def read(narrowed: Document, count: int) -> list[Document]:
            return await self._connection.outbox.find(narrowed).sort(order.sort).limit(count).to_list(count)

        rows = await order.rows(read, wanted, place_of(after, backward), most)
        return Page.of([shown(row) for row in rows], first, backward)

    async def count(self, targets: Iterable[str], state: JobState | None = None) -> int:
        return await self._connection.outbox.count_documents(_to(targets, state), limit=COUNT_MOST)


def _to(targets: Iterable[str], state: JobState | None) -> Condition:
    named: Condition = {"target": one_of(targets)}
    return all_of(named, equals("state", state.value) if state else {})


def shown(row: Document) -> Document:
    tries: list[dict[str, Any]] = row["tries"]
    return {
        "id": row["_id"],
        "event": row["data"]["event"],
        "topic": row["data"]["topic"],
        "state": row["state"],
        "due_at": row["due_at"],
        "failure": row.get("failure"),
        "attempts": tries,
        "ordered_at": row["ordered_at"],
    }


LETTER = "deliver-account-letter"
KEPT = timedelta(days=30)
"""Time for which the row of a letter is kept. Its retries end earlier."""
DAY = timedelta(days=1)
LETTERS_DAY_MOST = 10
"""Most letters of one kind in a day about a person's own acts. The limit keeps anybody from flooding another person's
address."""


class AccountLetters:
    def __init__(self, connection: Connection, deliveries: Deliveries) -> None:
        self._rows, self._master = connection.collection("oauth_letters"), connection.master
        self._clock, self._deliveries, self._outbox = connection.clock, deliveries, connection.outbox

    async def address(self, user: str) -> str | None:
        """Return the address of a person; None if there is none.

        Return None also under another master key, so that sign-in is not blocked.
        """
        row = await self._rows.find_one({"_id": {"$eq": user}})
        try:
            return self._master.open(bytes(row["address"]), f"letters {user}").decode() if row else None
        except InvalidTag:
            return None

    async def change(self, user: str, address: str) -> None:
        """Order the letter to the old address. Then store the new address, or remove the old one.

        After a crash between the two steps the old address remains.
        """
        await self.order(user, AccountLetter.ADDRESS_CHANGED)
        if not address:
            await self._rows.delete_one({"_id": {"$eq": user}})
            return
        row = {"address": self._master.close(address.encode(), f"letters {user}")}
        await self._rows.replace_one({"_id": {"$eq": user}}, row, upsert=True)

    async def order(self, user: str, about: AccountLetter, event: str | None = None) -> None:
        """Order a letter, if the person has an address. A letter about an event of the record is ordered only once."""
        if (address := await self.address(user)) is None or (event is None and await self._enough(user, about)):
            return
        closed = self._master.close(address.encode(), f"letter {user}").hex()
        event, now = event or f"{user}:{secrets.token_hex(8)}", self._clock()
        more = {"to": closed, "at": now.isoformat()}
        order = Order(target=user, event=event, topic=about, job=LETTER, more=more, until=now + KEPT)
        await self._deliveries.order([order])

    async def _enough(self, user: str, about: AccountLetter) -> bool:
        since = (self._clock() - DAY).replace(tzinfo=None)
        ordered = {"target": user, "data.topic": about, "ordered_at": {"$gt": since}}
        return await self._outbox.count_documents(ordered, limit=LETTERS_DAY_MOST) == LETTERS_DAY_MOST

    def recipient(self, user: str, closed: str) -> str:
        """Return the recipient's address in an order. Raise cryptography's InvalidTag after a change of the master
        key."""
        return self._master.open(bytes.fromhex(closed), f"letter {user}").decode()
