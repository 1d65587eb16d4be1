"""Waiting for what happens outside a test: for the event, however busy the machine is.

Nothing is proven by how long it takes. A test that fails because a machine was slow tells nothing of the product.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 120.0
"""Seconds after which what a test waits for is taken not to come. No wait of a test is shorter."""
PAUSE_SECONDS, LONGEST_SECONDS, GROWTH = 0.05, 0.25, 1.2
"""Between two looks: the longer it takes, the less often, for a look takes time from what is waited for."""
Seen = TypeVar("Seen")


def until(look: Callable[[], Seen], what: str = "", *, wanted: Callable[[Seen], object] = bool) -> Seen:
    """What there is to see once it is as wanted. Raises AssertionError with `what`, or with what was seen last."""
    deadline, pause = time.monotonic() + PATIENCE, PAUSE_SECONDS
    while not wanted(seen := look()):
        assert time.monotonic() < deadline, what or seen
        time.sleep(pause)
        pause = min(pause * GROWTH, LONGEST_SECONDS)
    return seen


async def until_seen(look: Callable[[], Awaitable[Seen]], what: str = "") -> Seen:
    """The same in an event loop: what there is to see once it is something."""
    deadline, pause = time.monotonic() + PATIENCE, PAUSE_SECONDS
    while not (seen := await look()):
        assert time.monotonic() < deadline, what or seen
        await asyncio.sleep(pause)
        pause = min(pause * GROWTH, LONGEST_SECONDS)
    return seen
