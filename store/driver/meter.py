"""Duration of the database's commands, for Prometheus and as spans of a trace.

Metrics and spans contain the names of the command and of the collection, and nothing else about the query.
"""

from functools import cache
from typing import Final

from prometheus_client import Histogram
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from store.process import tracing

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the histogram's buckets, in seconds."""
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
    return TIMES.labels(name)


def took(command: str, collection: str | None, seconds: float, *, failed: bool) -> None:
    """Record the duration of a command. If tracing is on and the collection is known, also make a span."""
    name = command if command in COMMANDS else OTHER
    _times_of(name).observe(seconds)
    if collection is not None and tracing.tracing():
        told = {"db.system.name": "mongodb", "db.operation.name": name, "db.collection.name": collection}
        tracing.asked(f"{name} {collection}".strip(), seconds, told, failed=failed)


class Timing(CommandListener):
    """Listener that records the duration of every command, and a span if a trace is active."""

    def __init__(self) -> None:
        self._collections: dict[int, str] = {}

    def started(self, event: CommandStartedEvent) -> None:
        """Remember the collection's name, which the reply does not contain."""
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
