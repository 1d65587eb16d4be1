"""Long work in pieces, between which the event loop serves other tasks."""

from asyncio import sleep
from collections.abc import AsyncIterator, Iterable
from time import perf_counter
from typing import Final, TypeVar

Item = TypeVar("Item")

PIECE_SECONDS: Final = 0.005
"""Length of a piece of work. It is as long as Python lets a thread hold the interpreter while others wait."""


async def paced(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Yield the items. Let other tasks run whenever the work on items took a piece of time."""
    begun = perf_counter()
    for item in items:
        yield item
        if perf_counter() - begun > PIECE_SECONDS:
            await sleep(0)
            begun = perf_counter()
