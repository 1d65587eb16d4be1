"""Count of the documents that the database gave for one task, and duration of its commands.

The driver tells of each command where it was awaited, so that what runs at the same time is counted apart.

Neither holds what was asked for: the name of the command and of the collection, nothing else.
"""

from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Generic, TypeVar, cast

from prometheus_client import Histogram
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from store.process import tracing


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


SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper ends of the classes in which commands are counted."""
COMMANDS: Final = frozenset(
    {"find", "getMore", "aggregate", "count", "distinct", "insert", "update", "delete", "findAndModify"}
    | {"bulkWrite", "commitTransaction", "abortTransaction"}
)
OTHER: Final = "other"
MICRO: Final = 1_000_000

TIMES = Histogram(
    "casebook_database_seconds",
    "Time that commands of the database took, until their answer, by the command's name.",
    ["command"],
    buckets=SECONDS,
)


@cache
def _times_of(name: str) -> Histogram:
    """The times of one command: found once, and not for each."""
    return TIMES.labels(name)


def took(command: str, collection: str | None, seconds: float, *, failed: bool) -> None:
    """Count a command by its time; where traces are made and its collection is known, it is a span as well."""
    name = command if command in COMMANDS else OTHER
    _times_of(name).observe(seconds)
    if collection is not None and tracing.tracing():
        told = {"db.system.name": "mongodb", "db.operation.name": name, "db.collection.name": collection}
        tracing.asked(f"{name} {collection}".strip(), seconds, told, failed=failed)


class Timing(CommandListener):
    """Counts every command by its time; within a span it is one as well."""

    def __init__(self) -> None:
        self._collections: dict[int, str] = {}

    def started(self, event: CommandStartedEvent) -> None:
        """Keep the name of the collection, which the answer does not tell."""
        if tracing.tracing():
            named = event.command.get("collection" if event.command_name == "getMore" else event.command_name)
            self._collections[event.request_id] = named if isinstance(named, str) else ""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        self._ended(event, failed=False)

    def failed(self, event: CommandFailedEvent) -> None:
        self._ended(event, failed=True)

    def _ended(self, event: CommandSucceededEvent | CommandFailedEvent, *, failed: bool) -> None:
        collection = self._collections.pop(event.request_id, None)
        took(event.command_name, collection, event.duration_micros / MICRO, failed=failed)
