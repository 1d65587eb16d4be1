"""The real traffic to the database: every command, and the keys of every filter in it."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from store.driver.connection import Connection


class Listener(CommandListener):
    """Records the commands sent since it was last emptied, and counts the returned documents."""

    def __init__(self) -> None:
        self.commands: list[Mapping[str, Any]] = []
        self.documents = 0

    def empty(self) -> None:
        self.commands.clear()
        self.documents = 0

    def started(self, event: CommandStartedEvent) -> None:
        self.commands.append(event.command)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Count the documents of an answer: rows of a cursor, or the document of a find-and-modify."""
        reply: Any = event.reply
        if "cursor" in reply:
            self.documents += len(reply["cursor"].get("firstBatch", reply["cursor"].get("nextBatch", [])))
        elif reply.get("value"):
            self.documents += 1

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to do."""


@asynccontextmanager
async def listened(connection: Connection, uri: str) -> AsyncIterator[tuple[Connection, Listener]]:
    """Yield the same databases through a client with a listener."""
    listener = Listener()
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False, event_listeners=[listener]) as client:
        yield replace(connection, client=client), listener


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield key
            yield from keys(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from keys(item)


def filters(command: Mapping[str, Any]) -> Iterator[Any]:
    for name in ("filter", "query", "q"):
        if name in command:
            yield command[name]
    for name in ("ops", "updates", "deletes"):
        for item in command.get(name, ()):
            yield from filters(item)
    for stage in command.get("pipeline", ()):
        if "$match" in stage:
            yield stage["$match"]
