"""Single-use secrets: authorization codes and refresh tokens, stored as SHA-256 of 256 random bits.

The account's name is encrypted under the master key and bound to its row. A use is one conditional write, so exactly
one of several concurrent uses succeeds. A second use means that two parties have the secret, so it ends the token
family; an unknown secret does not.

The answer to a renewal can be lost, and tabs can renew at the same time. So a refresh token may be used again within
`REPEAT`, while its successor is unused. Both uses get the same successor, so a thief gets no separate chain of tokens.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidTag
from pymongo import ReturnDocument

from store.driver.connection import Collection, Connection

SECRET_BYTES = 32
SECRET_MOST = 200
REPEAT: Final = timedelta(seconds=10)
TIMES = ("begun", "until", "idle")
Shelf = Literal["oauth_codes", "oauth_refresh"]


def secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """Hash a secret for storage. The secret is random, so no slow hash is needed."""
    return sha256(secret[:SECRET_MOST].encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Leave:
    """Grant behind a code or refresh token. `scope` is the person's whole consent, even if only part of it is used."""

    client: str
    subject: str
    agency: str
    scope: str
    family: str
    begun: datetime
    """Time of the person's consent; refresh tokens inherit it."""
    until: datetime
    idle: datetime
    """Time after which the secret cannot be used. The secret is stored until `until`, so that a second use is
    detected."""
    redirect: str | None = None
    challenge: str | None = None


@dataclass(frozen=True)
class Used:
    leave: Leave


class Once:
    def __init__(self, connection: Connection, shelf: Shelf) -> None:
        self._shelf = shelf
        self._rows: Collection = connection.collection(shelf)
        self._clock, self._master = connection.clock, connection.master

    def following(self, secret: str) -> str:
        """Return the refresh token that replaces a secret. It is always the same, and cannot be computed without the
        master key."""
        return self._master.following(secret)

    async def keep(self, secret: str, leave: Leave) -> None:
        times = {name: getattr(leave, name).replace(tzinfo=None) for name in TIMES}
        id, name = digest(secret), leave.subject.encode()
        row = {**vars(leave), **times, "subject": self._master.close(name, f"subject {id}"), "used": False}
        await self._rows.update_one({"_id": id}, {"$setOnInsert": row}, upsert=True)

    async def seal_names(self) -> int:
        """Encrypt the account names in rows of 0.1.0, which stored them unencrypted. Return their number."""
        count = 0
        async for row in self._rows.find({"subject": {"$type": "string"}}, {"subject": 1}):
            sealed = self._master.close(row["subject"].encode(), f"subject {row['_id']}")
            await self._rows.update_one({"_id": row["_id"]}, {"$set": {"subject": sealed}})
            count += 1
        return count

    async def use(self, secret: str, client: str) -> Leave | Used | None:
        """Use a secret on behalf of its own client.

        Return None if the secret is unknown, expired, idle too long or another client's.
        """
        now = self._now()
        wanted = {"_id": {"$eq": digest(secret)}, "client": {"$eq": client}, "until": {"$gt": now}}
        fresh = await self._rows.find_one_and_update(
            {**wanted, "used": False, "idle": {"$gt": now}},
            {"$set": {"used": True, "used_at": now}},
            return_document=ReturnDocument.AFTER,
        )
        if fresh is not None:
            return self._leave(fresh)
        spent = await self._rows.find_one({**wanted, "used": True})
        leave = self._leave(spent) if spent else None
        if spent is None or leave is None:
            return None
        return leave if await self._may_repeat(spent, secret, now) else Used(leave)

    async def _may_repeat(self, spent: dict[str, Any], secret: str, now: datetime) -> bool:
        used_at = spent.get("used_at")  # rows of 0.1.0 lack it
        if self._shelf != "oauth_refresh" or used_at is None or used_at <= now - REPEAT:
            return False
        follower = await self._rows.find_one({"_id": {"$eq": digest(self.following(secret))}}, {"used": 1})
        return follower is None or not follower["used"]

    async def look(self, secret: str, client: str | None = None, *, used: bool = False) -> Leave | None:
        """Read the grant of a secret without using the secret. The grant of a used secret is returned only with
        `used`."""
        now = self._now()
        wanted: dict[str, Any] = {"_id": {"$eq": digest(secret)}, "until": {"$gt": now}, "idle": {"$gt": now}}
        if not used:
            wanted["used"] = False
        row = await self._rows.find_one(wanted | ({"client": {"$eq": client}} if client else {}))
        return self._leave(row) if row else None

    def _leave(self, row: dict[str, Any]) -> Leave | None:
        """Parse a row. Return None if its name was encrypted under another master key, or never encrypted."""
        given = {name: row[name] for name in Leave.__dataclass_fields__}
        times = {name: row[name].replace(tzinfo=UTC) for name in TIMES}
        if isinstance(row["subject"], str):
            return None
        try:
            name = self._master.open(bytes(row["subject"]), f"subject {row['_id']}").decode()
        except InvalidTag:
            return None
        return Leave(**given | times | {"subject": name})

    def _now(self) -> datetime:
        return self._clock().replace(tzinfo=None)
