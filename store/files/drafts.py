"""Drafts of forms that were not sent yet. They are sealed, readable only by their author, and deleted after a week.

Drafts are not in the record and not in backups. The browser does not store them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from pymongo import DESCENDING

from store.driver.conditions import all_of, equals
from store.driver.connection import Connection, Document

KEPT = timedelta(days=7)
DRAFT_MOST = 64 * 1024
DRAFTS_MOST = 30
"""Most drafts of one person; a further draft replaces the oldest."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Draft of a form: values by field, the form's path and title, and the time of saving."""

    path: str
    title: str
    at: datetime
    typed: Mapping[str, Sequence[str]]


class Drafts:
    """Drafts of all persons. `who` is the person's identity in the token; it is stored hashed."""

    def __init__(self, connection: Connection) -> None:
        self._rows, self._clock, self._master = connection.collection("drafts"), connection.clock, connection.master

    async def keep(self, who: str, path: str, title: str, typed: Mapping[str, Sequence[str]]) -> bool:
        """Save the fields of a form, in place of the previous draft. Return False, and save nothing, if the fields are
        too large."""
        content = json.dumps({"path": path, "title": title, "typed": typed}).encode()
        if len(content) > DRAFT_MOST:
            return False
        id, now = _id(who, path), self._clock().replace(tzinfo=None)
        row = {"who": _hashed(who), "at": now, "until": now + KEPT, "content": self._master.close(content, id)}
        await self._rows.update_one({"_id": {"$eq": id}}, {"$set": row}, upsert=True)
        await self._trim(who)
        return True

    async def keep_beside(self, who: str, path: str, typed: Mapping[str, Sequence[str]]) -> bool:
        """Save the fields of a form only if that replaces no other draft, because the sender is no longer signed in."""
        drafts = await self.of(who)
        taken = len(drafts) >= DRAFTS_MOST or any(draft.path == path for draft in drafts)
        return not taken and await self.keep(who, path, "", typed)

    async def one(self, who: str, path: str) -> Draft | None:
        fresh = {"who": {"$eq": _hashed(who)}, "until": {"$gt": self._clock().replace(tzinfo=None)}}
        row = await self._rows.find_one(all_of({"_id": {"$eq": _id(who, path)}}, fresh))
        return self._opened(row) if row else None

    async def of(self, who: str) -> list[Draft]:
        now, mine = self._clock().replace(tzinfo=None), equals("who", _hashed(who))
        rows = await self._rows.find(mine).sort("at", DESCENDING).limit(DRAFTS_MOST).to_list(DRAFTS_MOST)
        return [draft for row in rows if row["until"] > now and (draft := self._opened(row))]

    async def drop(self, who: str, path: str) -> None:
        await self._rows.delete_one({"_id": {"$eq": _id(who, path)}})

    async def _trim(self, who: str) -> None:
        newest = self._rows.find(equals("who", _hashed(who)), {"_id": True}).sort("at", DESCENDING)
        over = newest.skip(DRAFTS_MOST).limit(DRAFTS_MOST)
        if old := [row["_id"] async for row in over]:
            await self._rows.delete_many({"_id": {"$in": old}})

    def _opened(self, row: Document) -> Draft | None:
        """Return the draft; None if it was sealed under another master key, or altered."""
        try:
            found = json.loads(self._master.open(row["content"], row["_id"]))
        except InvalidTag:
            return None
        return Draft(**found, at=row["at"].replace(tzinfo=UTC))


def _id(who: str, path: str) -> str:
    return _hashed(f"{who} {path}")


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()
