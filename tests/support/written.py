"""Count the writes to each collection by the driver's events, to find collections that did not change.

Only commands of this process are counted. `forked.start` reports other processes on the same databases.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pymongo import monitoring

READING: Final = frozenset(
    {
        *("find", "getMore", "count", "distinct", "killCursors", "explain"),
        *("listCollections", "listIndexes", "listDatabases", "dbStats", "collStats"),
        *("abortTransaction", "endSessions"),
        *("hello", "ping", "buildInfo", "configureFailPoint", "usersInfo"),
    }
)
"""Commands that write nothing; any other counts as a write."""
ALL: Final = "*"


class Writes(monitoring.CommandListener):
    """Number of writes to each collection: each command counts when it starts and when it ends."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._running: dict[int, tuple[str, ...]] = {}
        self._transactions: dict[bytes, tuple[int, set[str]]] = {}
        """Newest transaction of each session, and the places that it wrote to."""

    def count(self, database: str, collection: str) -> int:
        """Return a number that changes with every write to a collection."""
        return self._counts[ALL] + self._counts[database] + self._counts[f"{database}.{collection}"]

    def others_write(self, told: Iterable[str]) -> None:
        """Count a write to every collection if a started process was given the name of one of our databases."""
        prefixes = {name.partition(".")[0].partition("_")[0] for name in self._counts}
        if prefixes & set(told):
            self._counts[ALL] += 1

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name in READING:
            return
        written = tuple(self._written(event))
        self._counts.update(written)
        self._running[event.request_id] = written

    def _written(self, event: monitoring.CommandStartedEvent) -> Iterable[str]:
        """Return the places that a command writes to. A commit counts for its whole transaction: it may come after a
        store was reset."""
        committed = event.command_name == "commitTransaction"
        if committed or event.command.get("autocommit") is False:
            session, number = bytes(event.command["lsid"]["id"]), event.command["txnNumber"]
            newest, places = self._transactions.get(session, (number, set()))
            if newest != number:
                places = set()
            if not committed:
                places.update(namespaces(event.command_name, event.command, event.database_name))
            self._transactions[session] = number, places
            return places
        return namespaces(event.command_name, event.command, event.database_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        self._ended(event)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Count the places again: part of the command may have been executed."""
        self._ended(event)

    def _ended(self, event: monitoring.CommandSucceededEvent | monitoring.CommandFailedEvent) -> None:
        self._counts.update(self._running.pop(event.request_id, ()))


def namespaces(name: str, command: Mapping[str, Any], database: str) -> Iterable[str]:
    """Return the collections that a command writes to, or its whole database."""
    if name == "commitTransaction":
        return (ALL,)  # its writes become visible now, maybe after a store was reset
    if name == "bulkWrite":
        return {space["ns"] for space in command["nsInfo"]}
    if name == "aggregate" and not {"$out", "$merge"} & set(command["pipeline"][-1] if command["pipeline"] else ()):
        return ()
    collection = command.get(name)
    return (f"{database}.{collection}",) if isinstance(collection, str) else (database,)


WRITES: Final = Writes()
