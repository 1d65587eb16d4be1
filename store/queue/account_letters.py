"""Address for letters about an account: under the master key, entered by the account's person alone.

A letter keeps the address that it was ordered for, so that the letter about a changed address goes to the one before.
"""

import secrets
from datetime import timedelta

from cryptography.exceptions import InvalidTag

from domain.administration.users import AccountLetter
from store.driver.connection import Connection
from store.queue.deliveries import Deliveries, Order

LETTER = "deliver-account-letter"
KEPT = timedelta(days=30)
"""Time for which the row of a letter is kept; it is tried for less."""
DAY = timedelta(days=1)
LETTERS_DAY_MOST = 10
"""Letters of one sort about a person's own acts: the first say it, and nobody floods an address that is not theirs."""


class AccountLetters:
    def __init__(self, connection: Connection, deliveries: Deliveries) -> None:
        self._rows, self._master = connection.collection("oauth_letters"), connection.master
        self._clock, self._deliveries, self._outbox = connection.clock, deliveries, connection.outbox

    async def address(self, user: str) -> str | None:
        """The address of a person; None also under another master key, which must keep nobody from signing in."""
        row = await self._rows.find_one({"_id": {"$eq": user}})
        try:
            return self._master.open(bytes(row["address"]), f"letters {user}").decode() if row else None
        except InvalidTag:
            return None

    async def change(self, user: str, address: str) -> None:
        """Order the letter to the address before, then keep another one, or none. A crash between leaves the old."""
        await self.order(user, AccountLetter.ADDRESS_CHANGED)
        if not address:
            await self._rows.delete_one({"_id": {"$eq": user}})
            return
        row = {"address": self._master.close(address.encode(), f"letters {user}")}
        await self._rows.replace_one({"_id": {"$eq": user}}, row, upsert=True)

    async def order(self, user: str, about: AccountLetter, event: str | None = None) -> None:
        """Order a letter, if the person has an address; of an event of the record once, however often it is asked."""
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
        """The address of an order. Raises cryptography's InvalidTag after a change of the master key."""
        return self._master.open(bytes.fromhex(closed), f"letter {user}").decode()
