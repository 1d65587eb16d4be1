"""Locks by which writers of one stream in one process take turns, so that they do not abort each other.

They only save retries. Between processes the compare-and-swap keeps the record consistent.
"""

from asyncio import Lock
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Locks:
    """One lock for each stream, removed when nobody waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, stream: str | None) -> AsyncIterator[None]:
        """Hold the lock of a stream; a new stream has no other writer."""
        if stream is None:
            yield
            return
        lock = self._locks.setdefault(stream, Lock())
        async with lock:
            yield
