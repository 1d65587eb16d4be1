"""Stamps against the checkpoints they were made for."""

from collections.abc import AsyncIterator
from datetime import datetime

from store.log.audit.finding import Finding
from store.log.stamping.stamps import Authority, StampRefused
from store.log.storage import LogStorage


class StampAudit:
    """One pass over the stamps; `times` then holds the times of the good ones, by size."""

    def __init__(self, storage: LogStorage, authority: Authority | None) -> None:
        self._storage, self._authority = storage, authority
        self.times: dict[int, datetime] = {}

    async def findings(self) -> AsyncIterator[Finding]:
        """Invalid stamps, and stamps without a checkpoint."""
        unchecked = 0
        async for document in self._storage.stamps.find({}).sort("_id", 1):
            place = f"stamps {document['_id']}"
            stored = await self._storage.checkpoints.find_one({"_id": {"$eq": document["_id"]}}, {"note": 1})
            note, stamp = (stored or {}).get("note"), document.get("stamp")
            if not isinstance(note, bytes):
                yield Finding("stamp-stray", place, "no checkpoint of that size")
            elif not isinstance(stamp, bytes):
                yield Finding("stamp-invalid", place, "not a stamp")
            elif self._authority is None:
                unchecked += 1
            else:
                try:
                    self.times[document["_id"]] = self._authority.time(stamp, note)
                except StampRefused as wrong:
                    yield Finding("stamp-invalid", place, str(wrong))
        if unchecked:
            yield Finding("stamp-unchecked", "stamps", f"{unchecked} stamps, and no certificate to check them with")
