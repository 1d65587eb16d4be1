"""Locks for the writers of one stream in one process, so that they wait for each other instead of aborting each other's
transactions.

The locks only save retries. Between processes the compare-and-swap keeps the record consistent.
"""

from asyncio import Lock
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Locks:
    """Locks by stream. A lock is removed when nobody waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, stream: str | None) -> AsyncIterator[None]:
        """Hold the lock of a stream during the block. A new stream needs no lock, because it has no other writer."""
        if stream is None:
            yield
            return
        lock = self._locks.setdefault(stream, Lock())
        async with lock:
            yield
