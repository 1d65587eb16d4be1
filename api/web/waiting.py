"""A time limit for what may have to be waited for, and mostly has not: a limit takes a timer, which costs."""

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def limited(seconds: float, wanted: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine gives. One that ends at its first step needs no limit.

    Raises TimeoutError once it was waited for so long, and what the coroutine raises.
    """
    try:
        waits_for = wanted.send(None)
    except StopIteration as ended:
        given: T = ended.value
        return given
    async with asyncio.timeout(seconds):
        return await _rest(wanted, waits_for)


@coroutine
def _rest(begun: Coroutine[Any, Any, T], waits_for: Any) -> Generator[Any, Any, T]:
    """Run a begun coroutine that waits for something to its end; return what it gives."""
    try:
        while True:
            try:
                found = yield waits_for
            except BaseException as error:
                waits_for = begun.throw(error)
            else:
                waits_for = begun.send(found)
    except StopIteration as ended:
        given: T = ended.value
        return given
