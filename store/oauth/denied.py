"""A copy of the deny list, as it was at one moment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from store.driver.connection import Connection
from store.oauth.revocations import denies

COPIED_MOST = 50_000
"""Marks that a process keeps, some 10 MB. An installation that has more in a day asks for each token."""


@dataclass(frozen=True)
class Denied:
    """Marks that no longer count, and since when."""

    since: Mapping[str, datetime]
    whole: bool = True
    """True if these are all marks there are."""

    @classmethod
    async def read(cls, connection: Connection) -> "Denied":
        """All marks, unless they are too many to keep."""
        rows = await connection.revocations.find({}).limit(COPIED_MOST + 1).to_list(COPIED_MOST + 1)
        if len(rows) > COPIED_MOST:
            return cls({}, whole=False)
        return cls({row["_id"]: row["at"].replace(tzinfo=UTC) for row in rows})

    def denies(self, marks: Collection[str], issued_at: datetime) -> bool:
        """Return True if a token with these marks, issued then, is denied."""
        if not self.since:
            return False
        return any(mark in self.since and denies(mark, self.since[mark], issued_at) for mark in marks)
