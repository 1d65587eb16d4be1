"""Writers of one stream in one process take turns, so that they do not abort each other.

Only a courtesy: other processes are met by the compare-and-swap, which is what keeps the record safe.
"""

from asyncio import Lock
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Locks:
    """One lock a stream, forgotten when nobody waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, stream: str | None) -> AsyncIterator[None]:
        """Wait for the turn of a stream; a stream still to be created has no other writer."""
        if stream is None:
            yield
            return
        lock = self._locks.setdefault(stream, Lock())
        async with lock:
            yield
