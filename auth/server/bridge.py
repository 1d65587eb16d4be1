"""From a thread that Authlib runs in back to the event loop, where the store lives."""

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from anyio import from_thread

P = ParamSpec("P")
T = TypeVar("T")


def in_loop(function: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of an asynchronous function, run in the loop that started this thread."""
    return from_thread.run(lambda: function(*args, **kwargs))
