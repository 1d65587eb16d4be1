"""Cache of a process for readers: database reads for a second, and pages while they are requested.

A page is cached with its source. When the next read finds another source, the page is rendered again. Erased texts are
therefore no longer served, and this process needs no message about an erasure.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from time import monotonic
from typing import Any, TypeVar

from api.web.headers import Representation

FRESH_SECONDS = 60
"""Seconds for which a cached page is fresh without revalidation. A retraction reaches every cache within this time."""
READ_SECONDS = 1.0
"""Seconds for which a database read is cached."""
READS_MOST = 500
BYTES_MOST = 32 * 1024 * 1024
"""Largest number of bytes of pages that one process caches. The limit is needed because anybody can request any number
of pages with invented cursors."""

T = TypeVar("T")


class ReadCache:
    """Cache of reads, each at most READ_SECONDS old. Callers within that time share the same read."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._reads: OrderedDict[Hashable, tuple[float, asyncio.Future[Any]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._reads)

    async def get(self, key: Hashable, read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return the result of `read`, or the cached one. Raise what `read` raises."""
        self._drop(self._clock() - READ_SECONDS)
        if key not in self._reads:
            self._reads[key] = self._clock(), asyncio.ensure_future(read())
        _, task = self._reads[key]
        found: T = await asyncio.shield(task)  # a reader that goes away does not cancel the read for the others
        return found

    def _drop(self, before: float) -> None:
        """Remove expired reads, and reads over the limit, the oldest first."""
        while self._reads:
            began, _ = next(iter(self._reads.values()))
            if began > before and len(self._reads) < READS_MOST:
                return
            self._reads.popitem(last=False)


class PageCache:
    """Cache of pages as bytes, each with its source. The least recently used page is removed first."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._pages: OrderedDict[Hashable, tuple[float, object, Representation]] = OrderedDict()
        self.size = 0

    def held(self, key: Hashable, source: object) -> Representation | None:
        """Return the cached page of a key if the page was made from an equal source."""
        held = self._pages.get(key)
        return held[2] if held is not None and held[1] == source else None

    def get(self, key: Hashable, source: object, make: Callable[[], Representation]) -> Representation:
        """Return the cached page of a key if it was made from an equal source. Otherwise make a new page."""
        page = self.held(key, source) or make()
        self._forget(key)
        self._pages[key] = self._clock(), source, page
        self.size += len(page.content)
        self._drop(self._clock() - FRESH_SECONDS)
        return page

    def _drop(self, before: float) -> None:
        """Remove pages that were not requested since `before`, and pages over the limit. The newest page stays."""
        while len(self._pages) > 1:
            key, (used, _, _) = next(iter(self._pages.items()))
            if used > before and self.size <= BYTES_MOST:
                return
            self._forget(key)

    def _forget(self, key: Hashable) -> None:
        if key in self._pages:
            self.size -= len(self._pages.pop(key)[2].content)
