"""Which collections were written to, as the driver tells: what nobody wrote to since is still as it was.

Only commands of this process are heard. `forked.start` tells of others that are started on the same databases.
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
"""Commands that write nothing; of others it is not asked."""
ALL: Final = "*"


class Writes(monitoring.CommandListener):
    """How often each collection was written to: each command counts when it starts and when it ends."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._running: dict[int, tuple[str, ...]] = {}
        self._transactions: dict[bytes, tuple[int, set[str]]] = {}
        """Of each session its newest transaction, and what was written in it."""

    def count(self, database: str, collection: str) -> int:
        """A number that is the same only while nobody writes."""
        return self._counts[ALL] + self._counts[database] + self._counts[f"{database}.{collection}"]

    def others_write(self, told: Iterable[str]) -> None:
        """Another process, which was told these words, writes to the databases that they name, for all we know."""
        prefixes = {name.partition(".")[0].partition("_")[0] for name in self._counts}
        if prefixes & set(told):
            self._counts[ALL] += 1

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Count what it writes to."""
        if event.command_name in READING:
            return
        written = tuple(self._written(event))
        self._counts.update(written)
        self._running[event.request_id] = written

    def _written(self, event: monitoring.CommandStartedEvent) -> Iterable[str]:
        """What a command writes to; a commit, all that its transaction wrote to: it is there from then on, which may be
        after a store was put right.
        """
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
        """Count it again: nobody knows how much of it was done."""
        self._ended(event)

    def _ended(self, event: monitoring.CommandSucceededEvent | monitoring.CommandFailedEvent) -> None:
        self._counts.update(self._running.pop(event.request_id, ()))


def namespaces(name: str, command: Mapping[str, Any], database: str) -> Iterable[str]:
    """What a command writes to: collections, or a whole database."""
    if name == "commitTransaction":
        return (ALL,)  # what was written in it is there from now on, which may be after a store was put right
    if name == "bulkWrite":
        return {space["ns"] for space in command["nsInfo"]}
    if name == "aggregate" and not {"$out", "$merge"} & set(command["pipeline"][-1] if command["pipeline"] else ()):
        return ()
    collection = command.get(name)
    return (f"{database}.{collection}",) if isinstance(collection, str) else (database,)


WRITES: Final = Writes()
