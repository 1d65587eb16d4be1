"""Check of the indexes that queries name, repeated until all are there, before a process is ready."""

import logging

from pymongo.errors import OperationFailure

from domain.kernel.kind import Kind
from store.driver.connection import Connection
from store.heads.collection import heads_of
from store.kinds.case_indexes import case_indexes, name_of

log = logging.getLogger("casebook.indexes")
UNAUTHORIZED = 13
"""The roles are of an earlier version, and so are the indexes."""


class IndexCheck:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._there = connection, False

    async def there(self) -> bool:
        """Return True if all are there; without one, lists would fail. Logs those that are missing."""
        if not self._there:
            missing = await self.missing()
            self._there = not missing
            if missing:
                log.error("provision the databases again: without %s", ", ".join(missing))
        return self._there

    async def missing(self) -> list[str]:
        try:
            found = await heads_of(self._connection, Kind.CASE).stored.index_information()
        except OperationFailure as error:
            if error.code != UNAUTHORIZED:
                raise
            found = {}
        return sorted({name_of(keys) for keys in case_indexes()} - found.keys())
