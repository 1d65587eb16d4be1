"""Waiting for an answer of the database without a task for it.

For each answer PyMongo's asynchronous client makes two tasks: one reads, the other looks twice a second whether the
pool gave the connection up, and is cancelled at the end. That is an eighth of what a small read costs. Here whoever
asked waits by itself, and a timer looks. What is received, how long it is waited for and the errors stay the same. What
is sent goes into the connection's buffer, which takes no time, so that no limit is set for it.

The names are private ones of the driver: with another version than the one in which they were read, nothing is changed.
"""

import asyncio
import logging
import time
from math import inf
from typing import Any, Final

import pymongo
from pymongo import _csot
from pymongo.asynchronous import pool
from pymongo.common import MAX_MESSAGE_SIZE
from pymongo.errors import ProtocolError, _OperationCancelled
from pymongo.message import _UNPACK_REPLY

READ_WITH: Final = "4.20.1"
"""The version of PyMongo in which the names were read. A test fails for another."""
LOOK_SECONDS: Final = 0.5
"""Between two looks whether the connection was given up, as in the driver."""

log = logging.getLogger("casebook.mongo")


class _Look:
    """Ends a wait once the pool gave the connection up, or at the end of its time; one timer does both."""

    __slots__ = ("_context", "_ends", "_limit", "_loop", "_timer")

    def __init__(self, context: Any, limit: asyncio.Timeout, seconds: float | None) -> None:
        self._context, self._limit, self._loop = context, limit, asyncio.get_running_loop()
        self._ends = inf if seconds is None else self._loop.time() + seconds
        self.look()

    def look(self) -> None:
        """Look now, and again later."""
        now = self._loop.time()
        self._timer = self._loop.call_at(min(now + LOOK_SECONDS, self._ends), self.look)
        if self._context.cancelled or now >= self._ends:
            self.stop()
            self._limit.reschedule(now)

    def stop(self) -> None:
        """Look no more."""
        self._timer.cancel()


async def receive(connection: Any, request: int | None, most: int = MAX_MESSAGE_SIZE) -> Any:
    """The answer to a request on a connection; for None, whatever comes next.

    Raises TimeoutError, OSError for a connection that is closed, ProtocolError for what is no message, and the driver's
    own error for a connection that was given up.
    """
    try:
        async with asyncio.timeout(None) as limit:
            look = _Look(connection.cancel_context, limit, _seconds(connection))
            try:
                data, op_code = await connection.conn.get_conn.read(request, most)
            finally:
                look.stop()
    except TimeoutError:
        if connection.cancel_context.cancelled:
            raise _OperationCancelled("operation cancelled") from None
        raise TimeoutError("timed out") from None
    if op_code not in _UNPACK_REPLY:
        raise ProtocolError(f"Got opcode {op_code!r} but expected {_UNPACK_REPLY.keys()!r}")
    return _UNPACK_REPLY[op_code](data)


async def send(protocol: Any, message: bytes) -> None:
    """Send a message on a connection. Raises OSError for one that is closed."""
    await protocol.write(message)


def _seconds(connection: Any) -> float | None:
    """How long may be waited; None for as long as it takes."""
    if _csot.get_timeout():
        return max(_csot.get_deadline() - time.monotonic(), 0.0)
    seconds: float | None = connection.conn.gettimeout
    return seconds or None


def use() -> None:
    """Wait so from now on, in all clients of this process."""
    if pymongo.version == READ_WITH:
        vars(pool).update(async_receive_message=receive, async_sendall=send)  # where its connections look for them
    else:
        log.info("PyMongo %s waits for answers in its own way", pymongo.version)
