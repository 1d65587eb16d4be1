"""Results of verifications: each a record of its own, which inspectors find among the access records."""

from dataclasses import dataclass
from datetime import UTC, datetime

from domain.access.record import LOG, VerificationRecorded
from domain.access.verification import Verification
from domain.kernel.kind import Kind
from store.access.writing import write_access
from store.driver.conditions import equals
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.write.anchor import Anchor


@dataclass(frozen=True, slots=True)
class Verified:
    event: str
    said: Document


class Verifications:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._heads = connection, heads_of(connection, Kind.ACCESS)

    async def record(self, verification: Verification) -> None:
        event = VerificationRecorded(verification=verification)
        await write_access(self._connection, Anchor(self._connection), event)

    async def last(self) -> Document | None:
        found = await self.newest()
        return found.said if found else None

    async def newest(self) -> "Verified | None":
        """The newest one with the event that holds it, None before the first."""
        found = await self._heads.find_one(equals("about", LOG), sort=[("at", -1), ("_id", -1)])
        return Verified(f"{found['_id']}:1", found["verification"]) if found else None

    async def of(self, event: str) -> Document | None:
        found = await self._heads.find_one({"_id": {"$eq": event.rpartition(":")[0]}, "about": {"$eq": LOG}})
        made: Document | None = found["verification"] if found else None
        return made

    async def last_ended(self) -> datetime | None:
        found = await self.last()
        return found["ended"].replace(tzinfo=UTC) if found else None
