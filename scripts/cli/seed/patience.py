"""Repeating a command until its fate is known."""

from asyncio import sleep
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from domain.kernel.refusals import Refused, Unsettled

T = TypeVar("T")

PATIENCE_SECONDS = 90.0
"""The database keeps the unfinished transaction of a program that was killed for 60 seconds; a person who runs the
program again in that time, as the program advises, meets its locks on the very row where it ended."""
PAUSE_SECONDS = 1.0


async def patiently(command: Callable[[], Awaitable[T]], *, within: float = PATIENCE_SECONDS) -> T:
    """Carry a command out under one id, again while the store cannot say whether it was written.

    Raises Refused as the command did, and with Unsettled when the time is over.
    """
    deadline = monotonic() + within
    while True:
        try:
            return await command()
        except Refused as refused:
            unsettled = any(isinstance(problem, Unsettled) for problem in refused.problems)
            if not unsettled or monotonic() > deadline:
                raise
        await sleep(PAUSE_SECONDS)
