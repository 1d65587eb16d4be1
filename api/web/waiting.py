"""Time limit for calls that seldom have to wait. A timer starts only if the call waits."""

import asyncio
from collections.abc import Awaitable, Generator
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def limited(seconds: float, wanted: Awaitable[T]) -> T:
    """Return the result of a call. A call that ends at its first step needs no timer.

    Raise TimeoutError after this many seconds of waiting. Also raise the errors of the call.
    """
    steps = wanted.__await__()
    try:
        waits_for = next(steps)
    except StopIteration as ended:
        given: T = ended.value
        return given
    async with asyncio.timeout(seconds):
        return await _rest(steps, waits_for)


@coroutine
def _rest(begun: Generator[Any, Any, T], waits_for: Any) -> Generator[Any, Any, T]:
    """Run a started, waiting call to its end. Return its result."""
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
