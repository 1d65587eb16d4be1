"""Our wait for an answer of the database is the driver's own, without its tasks."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pymongo
import pytest
from pymongo.message import _OpMsg
from pymongo.network_layer import async_receive_message

from store.driver import receiving

MESSAGE = b"\0\0\0\0\0\x05\0\0\0\0"
"""Flags, a section of one document, and an empty document."""


@dataclass
class Connection:
    """What is asked of a connection of the driver."""

    reads: Callable[[], Awaitable[tuple[bytes, int]]]
    gettimeout: float | None = None
    cancelled: bool = False
    asked: list[tuple[int | None, int]] = field(default_factory=list)

    @property
    def conn(self) -> "Connection":
        return self

    get_conn = cancel_context = conn

    async def read(self, request: int | None, most: int) -> tuple[bytes, int]:
        self.asked.append((request, most))
        return await self.reads()


async def answered() -> tuple[bytes, int]:
    await asyncio.sleep(0)
    return MESSAGE, _OpMsg.OP_CODE


async def unknown() -> tuple[bytes, int]:
    return MESSAGE, 7


async def closed() -> tuple[bytes, int]:
    raise OSError("connection closed")


async def silent() -> tuple[bytes, int]:
    await asyncio.Event().wait()
    raise AssertionError


CASES = {
    "an answer": lambda: Connection(answered),
    "an answer in time": lambda: Connection(answered, gettimeout=60.0),
    "no message": lambda: Connection(unknown),
    "closed": lambda: Connection(closed),
    "late": lambda: Connection(silent, gettimeout=0.001),
    "given up before": lambda: Connection(silent, cancelled=True),
}


async def told(receive: Any, connection: Connection) -> object:
    try:
        found = await receive(connection, 5, 100)
    except Exception as error:
        return type(error), str(error), connection.asked
    return type(found), found.raw_command_response(), connection.asked


@pytest.mark.parametrize("case", CASES)
async def test_it_gives_what_the_driver_gives(case: str) -> None:
    assert await told(receiving.receive, CASES[case]()) == await told(async_receive_message, CASES[case]())


async def test_what_is_given_up_meanwhile_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "LOOK_SECONDS", 0.001)
    connection = Connection(silent)
    waiting = asyncio.create_task(told(receiving.receive, connection))
    await asyncio.sleep(0)
    connection.cancelled = True
    assert await waiting == await told(async_receive_message, connection)


async def test_who_leaves_is_not_taken_for_late() -> None:
    waiting = asyncio.create_task(receiving.receive(Connection(silent), 5))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_an_operations_own_limit_counts() -> None:
    with pymongo.timeout(0.001), pytest.raises(TimeoutError):
        await receiving.receive(Connection(silent), 5)


def test_the_driver_is_the_one_whose_names_are_used() -> None:
    assert pymongo.version == receiving.READ_WITH, "read store/driver/receiving.py against the new version first"
