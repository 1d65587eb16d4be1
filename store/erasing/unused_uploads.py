"""Removing what was uploaded and never used: the eraser's work, as it alone may remove keys."""

from datetime import timedelta

from store.driver.connection import Connection
from store.driver.transaction import Session, transaction
from store.erasing.files import is_named

UNUSED_KEPT = timedelta(days=1)
"""Longest time for which an upload may wait to be used."""
AT_ONCE = 100


class UnusedUploads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def waiting(self) -> list[str]:
        """Those that may be removed, at most AT_ONCE, the oldest first."""
        before = (self._connection.clock() - UNUSED_KEPT).replace(tzinfo=None)
        query = {"used": None, "at": {"$lte": before}}
        rows = self._connection.uploads.find(query, {"_id": 1}).sort("at").limit(AT_ONCE)
        return [row["_id"] async for row in rows]

    async def close(self, upload: str) -> bool:
        """End one with its key; False when it is used after all. Its row stays until its ciphertext is gone.

        A command that uses it at the same time writes to the same row: one of the two loses and looks again.
        """
        return await transaction(self._connection.client, lambda session: self._remove(upload, session))

    async def _remove(self, upload: str, session: Session) -> bool:
        uploads = self._connection.uploads
        row = await uploads.find_one({"_id": upload, "used": None}, session=session)
        if row is None:
            return False
        if await is_named(self._connection, upload, session):
            await uploads.update_one({"_id": upload}, {"$set": {"used": True}}, session=session)
            return False
        await uploads.update_one({"_id": upload}, {"$set": {"closed": True}}, session=session)
        await self._connection.wrapped.delete_one({"_id": upload}, session=session)
        return True

    async def forget(self, upload: str) -> None:
        """Remove the row of one whose key and ciphertext are gone."""
        await self._connection.uploads.delete_one({"_id": upload, "closed": True})
