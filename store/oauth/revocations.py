"""Revocations of tokens before their expiry: single tokens, families of tokens, whole accounts and clients.

A token has up to six marks, and one read checks all of them. Tokens of other issuers are denied here as well, because a
mark contains the issuer.
"""

from collections.abc import Callable, Iterable
from collections.abc import Collection as Many
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from pymongo import UpdateOne

from store.driver.connection import Connection, Document
from store.driver.transaction import Session, transaction
from store.record.epochs import EPOCH, REVOKED, raised

KEPT = timedelta(hours=25)
"""Lifetime of a row. It is longer than that of any accepted token, so an older row would deny no valid token."""
MARKS_A_READ = 1_000


class Marked(StrEnum):
    """Kind of mark by which a token is denied. TOKEN and FAMILY are final; the others deny all tokens issued earlier.

    ACCOUNT denies the subject's tokens of every issuer.
    """

    TOKEN = "TOKEN"
    FAMILY = "FAMILY"
    SUBJECT = "SUBJECT"
    ACCOUNT = "ACCOUNT"
    CLIENT = "CLIENT"


def mark(kind: Marked, issuer: str, name: str) -> str:
    """Return the key of a mark. Names are hashed, because a subject may be a person's address."""
    return f"{kind}:{sha256(chr(0).join((issuer, name)).encode()).hexdigest()}"


def family_marks(issuer: str, family: str) -> list[str]:
    """Return the marks of a token family and of the session that allowed it. The session is the part of the family's
    name before the dot."""
    names = dict.fromkeys((family, family.partition(".")[0]))
    return [mark(Marked.FAMILY, issuer, name) for name in names]


def denied_from(moment: datetime) -> Document:
    """Return the update of a mark's row that denies its tokens from a time on."""
    at = moment.replace(tzinfo=None)
    return {"$max": {"at": at, "until": at + KEPT}}


class Revocations:
    def __init__(self, connection: Connection, revoked: Callable[[], None] = lambda: None) -> None:
        """Prepare the revocations. `revoked` is called after each revocation by this process."""
        self._connection, self._rows, self._revoked = connection, connection.revocations, revoked

    async def revoke(self, *marks: str) -> None:
        """Deny tokens with any of these marks, from now on. On return a majority of servers has stored the denial.

        The same transaction informs every process that its copy is out of date.
        """
        main, change = self._connection.names.main, denied_from(self._connection.clock())
        writes: list[Any] = [
            UpdateOne({"_id": mark}, change, upsert=True, namespace=f"{main}.oauth_revocations") for mark in marks
        ]

        async def work(session: Session) -> None:
            await self._connection.counters.find_one({"_id": EPOCH}, session=session)  # a read must come first
            await self._connection.client.bulk_write([*writes, raised(main, REVOKED)], session=session)

        if marks:
            try:
                await transaction(self._connection.client, work)
            finally:  # also after a commit whose outcome is unknown
                self._revoked()

    async def revoked(self, marks: Many[str], issued_at: datetime) -> bool:
        """Return True if a token with these marks, issued at that time, is denied. This takes one read."""
        found = self._rows.find({"_id": {"$in": sorted(marks)}})
        rows = await found.to_list(None)
        return any(denies(row["_id"], row["at"].replace(tzinfo=UTC), issued_at) for row in rows)

    async def among(self, marks: Iterable[str]) -> dict[str, datetime]:
        """Return the denied ones among many marks, with the time of the denial, for watchers of open connections."""
        wanted, found = sorted(set(marks)), dict[str, datetime]()
        for start in range(0, len(wanted), MARKS_A_READ):
            rows = self._rows.find({"_id": {"$in": wanted[start : start + MARKS_A_READ]}})
            found |= {row["_id"]: row["at"].replace(tzinfo=UTC) async for row in rows}
        return found


def denies(mark: str, since: datetime, issued_at: datetime) -> bool:
    ends_for_ever = mark.startswith((f"{Marked.TOKEN}:", f"{Marked.FAMILY}:"))
    return ends_for_ever or issued_at <= since
