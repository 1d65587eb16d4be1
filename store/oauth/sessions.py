"""Who is signed in at the sign-in pages; kept as SHA-256 of the cookie. A lost session means signing in again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from store.mongo.connection import Connection
from store.oauth.once import digest, secret

SIGNING_IN = timedelta(minutes=10)
SIGNED_IN = timedelta(hours=10)


class Stage(StrEnum):
    """How far a person came."""

    PASSWORD = "PASSWORD"
    SIGNED_IN = "SIGNED_IN"


@dataclass(frozen=True)
class Session:
    """A person at a browser."""

    user: str
    stage: Stage


class Sessions:
    """The sessions."""

    def __init__(self, connection: Connection) -> None:
        self._rows, self._clock = connection.collection("oauth_sessions"), connection.clock

    async def begin(self, user: str, stage: Stage) -> str:
        """Begin a session; the cookie. Each stage has a new one, so that nobody can plant it beforehand."""
        cookie, now = secret(), self._clock().replace(tzinfo=None)
        until = now + (SIGNED_IN if stage is Stage.SIGNED_IN else SIGNING_IN)
        await self._rows.insert_one({"_id": digest(cookie), "user": user, "stage": stage.value, "until": until})
        return cookie

    async def find(self, cookie: str) -> Session | None:
        """The session of a cookie."""
        now = self._clock().replace(tzinfo=None)
        row = await self._rows.find_one({"_id": {"$eq": digest(cookie)}, "until": {"$gt": now}})
        return Session(user=row["user"], stage=Stage(row["stage"])) if row else None

    async def end(self, cookie: str) -> None:
        """End one."""
        await self._rows.delete_one({"_id": {"$eq": digest(cookie)}})

    async def end_all(self, user: str) -> None:
        """End all of a person's."""
        await self._rows.delete_many({"user": {"$eq": user}})
