"""Copy of the deny list at one point in time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from store.driver.connection import Connection
from store.oauth.revocations import denies

COPIED_MOST = 50_000
"""Most marks that a process caches, about 10 MB. An installation with more marks in a day reads the database for each
token."""


@dataclass(frozen=True)
class Denied:
    since: Mapping[str, datetime]
    whole: bool = True
    """True if the copy contains all marks."""

    @classmethod
    async def read(cls, connection: Connection) -> "Denied":
        """Read all marks. If they are too many to cache, return an incomplete copy."""
        rows = await connection.revocations.find({}).limit(COPIED_MOST + 1).to_list(COPIED_MOST + 1)
        if len(rows) > COPIED_MOST:
            return cls({}, whole=False)
        return cls({row["_id"]: row["at"].replace(tzinfo=UTC) for row in rows})

    def denies(self, marks: Collection[str], issued_at: datetime) -> bool:
        """Return True if a token with these marks, issued at that time, is denied."""
        if not self.since:
            return False
        return any(mark in self.since and denies(mark, self.since[mark], issued_at) for mark in marks)
