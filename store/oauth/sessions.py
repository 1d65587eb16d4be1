"""Sessions at the sign-in pages, stored as SHA-256 of the cookie. If a session is lost, the person must sign in
again."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pymongo import DESCENDING

from store.driver.conditions import all_of, equals
from store.driver.connection import Connection, Document
from store.oauth.once import digest, secret

SIGNING_IN = timedelta(minutes=10)
SIGNED_IN = timedelta(hours=10)
IDLE = timedelta(minutes=30)
"""Longest time without use, after which a session ends."""
LISTED_MOST = 50
CHALLENGE_BYTES, CHALLENGE_GOOD = 32, timedelta(minutes=5)
AGREED_MOST = 20
"""Most consents that a session remembers. Beyond them, the oldest are forgotten."""


class Stage(StrEnum):
    PASSWORD = "PASSWORD"
    SIGNED_IN = "SIGNED_IN"


@dataclass(frozen=True, kw_only=True)
class Session:
    """Session of a person in a browser. `key` is the first part of the name of each token family that the session
    allowed."""

    user: str
    stage: Stage
    key: str
    begun: datetime
    seen: datetime
    agreed: tuple[tuple[str, str, str], ...] = ()
    """Consents since sign-in. Each has a program, its redirect address, and scopes."""

    def agreed_to(self, client: str, redirect: str, scope: str) -> bool:
        """Return True if the person allowed the program the whole scope, at this address."""
        given = {name for one, to, names in self.agreed if (one, to) == (client, redirect) for name in names.split()}
        return set(scope.split()) <= given


class Sessions:
    def __init__(self, connection: Connection) -> None:
        self._rows, self._clock = connection.collection("oauth_sessions"), connection.clock

    async def begin(self, user: str, stage: Stage) -> str:
        """Begin a session. Return its cookie. Each stage of sign-in has a new cookie, so that nobody can plant a cookie
        beforehand."""
        cookie, now = secret(), self._now()
        ends = now + (SIGNED_IN if stage is Stage.SIGNED_IN else SIGNING_IN)
        row = {"user": user, "stage": stage.value, "key": secrets.token_hex(16), "begun": now, "ends": ends}
        await self._rows.insert_one({"_id": digest(cookie), **row, "seen": now, "until": min(ends, now + IDLE)})
        return cookie

    async def find(self, cookie: str) -> Session | None:
        now = self._now()
        wanted = {"_id": {"$eq": digest(cookie)}, "until": {"$gt": now}, "ends": {"$gt": now}}
        row = await self._rows.find_one(wanted)
        if row is None:
            return None
        await self._rows.update_one(wanted, {"$set": {"seen": now, "until": min(row["ends"], now + IDLE)}})
        return _session(row)

    async def agree(self, session: Session, client: str, redirect: str, scope: str) -> None:
        """Store a person's consent to a program until the session ends."""
        row = {"user": {"$eq": session.user}, "key": {"$eq": session.key}}
        added = {"$each": [[client, redirect, scope]], "$slice": -AGREED_MOST}
        await self._rows.update_one(row, {"$push": {"agreed": added}})

    async def challenge(self, session: Session) -> bytes:
        """Return a new challenge for a passkey. It replaces the previous challenge, because a session waits for only
        one answer."""
        row = {"user": {"$eq": session.user}, "key": {"$eq": session.key}}
        made = secrets.token_bytes(CHALLENGE_BYTES)
        await self._rows.update_one(row, {"$set": {"challenge": made, "challenged": self._now()}})
        return made

    async def spend_challenge(self, session: Session) -> bytes | None:
        """Use the challenge. Return None if there is no challenge, or if it is older than CHALLENGE_GOOD."""
        since = self._now() - CHALLENGE_GOOD
        row = {"user": {"$eq": session.user}, "key": {"$eq": session.key}, "challenged": {"$gt": since}}
        found = await self._rows.find_one_and_update(row, {"$unset": {"challenge": "", "challenged": ""}})
        return bytes(found["challenge"]) if found else None

    async def of(self, user: str) -> list[Session]:
        wanted = all_of(equals("user", user), {"stage": Stage.SIGNED_IN.value, "until": {"$gt": self._now()}})
        found = self._rows.find({**wanted, "ends": {"$exists": True}}).sort([("begun", DESCENDING)])
        return [_session(row) for row in await found.to_list(LISTED_MOST)]

    async def end(self, cookie: str) -> None:
        await self._rows.delete_one({"_id": {"$eq": digest(cookie)}})

    async def end_by_key(self, user: str, key: str) -> None:
        """End a person's session by its key. The index on the person bounds the search."""
        await self._rows.delete_one({"user": {"$eq": user}, "key": {"$eq": key}})

    async def end_others(self, session: Session) -> list[str]:
        """End all other sessions of a person. Return their keys."""
        others = {"user": {"$eq": session.user}, "key": {"$ne": session.key}}
        keys = [row["key"] async for row in self._rows.find(others, {"key": 1})]
        await self._rows.delete_many(others)
        return keys

    async def end_all(self, user: str) -> list[str]:
        """End all sessions of a person. Return their keys, so that the caller can also end everything that the sessions
        allowed."""
        keys = [row["key"] async for row in self._rows.find({"user": {"$eq": user}}, {"key": 1})]
        await self._rows.delete_many({"user": {"$eq": user}})
        return keys

    def _now(self) -> datetime:
        return self._clock().replace(tzinfo=None)


def _session(row: Document) -> Session:
    return Session(
        user=row["user"],
        stage=Stage(row["stage"]),
        key=row["key"],
        begun=row["begun"].replace(tzinfo=UTC),
        seen=row["seen"].replace(tzinfo=UTC),
        agreed=tuple((client, redirect, scope) for client, redirect, scope in row.get("agreed", ())),
    )
