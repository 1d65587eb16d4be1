"""Count of documents that the database gave for one task.

The driver tells of each command where it was awaited, so that what runs at the same time is counted apart.
"""

from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent


@dataclass
class Meter:
    commands: int = 0
    documents: int = 0


_RUNNING: ContextVar[Meter | None] = ContextVar("meter", default=None)


M = TypeVar("M", bound=Meter | None)


class _Block(Generic[M]):
    __slots__ = ("_meter", "_token")

    def __init__(self, meter: M) -> None:
        self._meter = meter

    def __enter__(self) -> M:
        self._token: Token[Meter | None] = _RUNNING.set(self._meter)
        return self._meter

    def __exit__(self, *_: object) -> None:
        _RUNNING.reset(self._token)


def metered() -> _Block[Meter]:
    """Count what this block, and the tasks it starts, read."""
    return _Block(Meter())


def unmetered() -> _Block[None]:
    """Count nothing of this block: it reads for everybody."""
    return _Block(None)


def count_shared(count: int) -> None:
    """Count documents that were read for several at once, also for the running block."""
    if (meter := _RUNNING.get()) is not None:
        meter.documents += count


def documents() -> int:
    """Return the documents that the running block read so far; 0 where nothing is counted."""
    meter = _RUNNING.get()
    return meter.documents if meter else 0


def answered(reply: Mapping[str, Any]) -> None:
    if (meter := _RUNNING.get()) is not None:
        meter.commands += 1
        meter.documents += _given(reply)


class Counting(CommandListener):
    """Adds every answer to the meter of who waited for it."""

    def started(self, event: CommandStartedEvent) -> None:
        """Nothing to do."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        answered(cast(Mapping[str, Any], event.reply))  # PyMongo types a reply by the codec of its client

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to do."""


def _given(reply: Mapping[str, Any]) -> int:
    cursor = reply.get("cursor")
    if isinstance(cursor, dict):
        return len(cursor.get("firstBatch") or cursor.get("nextBatch") or ())
    return int(reply.get("value") is not None)
