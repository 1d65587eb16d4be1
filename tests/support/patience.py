"""Wait for events outside a test, however busy the machine is.

No test measures time: a test that fails on a slow machine says nothing about the product.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 120.0
"""Seconds after which a wait fails. No wait of a test is shorter."""
PAUSE_SECONDS, LONGEST_SECONDS, GROWTH = 0.05, 0.25, 1.2
"""Pause between two looks. It grows with each look, because looking slows down the process that is waited for."""
Seen = TypeVar("Seen")


def until(look: Callable[[], Seen], what: str = "", *, wanted: Callable[[Seen], object] = bool) -> Seen:
    """Return the value seen, once it is as wanted. Raise AssertionError with `what`, or with the last value seen."""
    deadline, pause = time.monotonic() + PATIENCE, PAUSE_SECONDS
    while not wanted(seen := look()):
        assert time.monotonic() < deadline, what or seen
        time.sleep(pause)
        pause = min(pause * GROWTH, LONGEST_SECONDS)
    return seen


async def until_seen(look: Callable[[], Awaitable[Seen]], what: str = "") -> Seen:
    """Return the value seen in an event loop, once it is truthy."""
    deadline, pause = time.monotonic() + PATIENCE, PAUSE_SECONDS
    while not (seen := await look()):
        assert time.monotonic() < deadline, what or seen
        await asyncio.sleep(pause)
        pause = min(pause * GROWTH, LONGEST_SECONDS)
    return seen
