"""What verifications found: each a record of its own, which inspectors find among the access records."""

from datetime import UTC, datetime

from domain.access.record import LOG, VerificationRecorded
from domain.access.verification import Verification
from domain.kernel.kind import Kind
from store.access.writing import write_access
from store.mongo.conditions import equals
from store.mongo.connection import Connection, Document
from store.write.anchor import Anchor


class Verifications:
    """The verifications that ran to their end."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._heads = connection, connection.heads(Kind.ACCESS)

    async def record(self, verification: Verification) -> None:
        """Write one down."""
        event = VerificationRecorded(verification=verification)
        await write_access(self._connection, Anchor(self._connection), event)

    async def last(self) -> Document | None:
        """The newest one, None before the first."""
        found = await self._heads.find_one(equals("about", LOG), sort=[("at", -1), ("_id", -1)])
        made: Document | None = found["verification"] if found else None
        return made

    async def last_ended(self) -> datetime | None:
        """When the newest one ended."""
        found = await self.last()
        return found["ended"].replace(tzinfo=UTC) if found else None
