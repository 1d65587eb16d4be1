"""This machine's clock compared with the database's: a process whose clock is hours off would write wrong dates."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from pymongo.errors import PyMongoError

from store.driver.connection import Connection, wall_clock

APART_MOST: Final = 60.0
"""Seconds between the two clocks beyond which a process is not ready and refuses to write."""
LOOK_SECONDS: Final = 30.0


class ClockWrong(Exception):
    """This machine's clock is far from the database's clock, so another process must do the write."""


async def clock_apart(connection: Connection) -> float:
    """Return the seconds by which this machine's clock is ahead of the database's.

    An injected clock of the connection is not used.
    """
    hello = await connection.client.get_database("admin").command("hello")
    theirs: datetime = hello["localTime"].replace(tzinfo=UTC)
    return (wall_clock() - theirs).total_seconds()


class ClockWatch:
    """Comparison of the clocks before a write, at most every LOOK_SECONDS."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._due, self._apart = connection, 0.0, 0.0

    async def check(self) -> None:
        """Raise ClockWrong if the clocks are too far apart. An unreachable database is left for the write to report."""
        now = asyncio.get_running_loop().time()
        if now >= self._due:
            self._due = now + LOOK_SECONDS
            with suppress(PyMongoError):
                self._apart = await clock_apart(self._connection)
        if abs(self._apart) > APART_MOST:
            self._due = now  # once the clock is corrected, writing works at once
            raise ClockWrong
