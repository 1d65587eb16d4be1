"""Faults planted in the database server, which runs with its test commands enabled."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pymongo.errors import AutoReconnect, OperationFailure

from store.driver.connection import Connection
from tests.support.server import given, of_this_worker

CLOSED: dict[str, Any] = {"closeConnection": True}
NOT_PRIMARY: dict[str, Any] = {"errorCode": 91}
TRANSIENT: dict[str, Any] = {"errorCode": 112, "errorLabels": ["TransientTransactionError"]}
UNKNOWN: dict[str, Any] = {"errorCode": 91, "errorLabels": ["UnknownTransactionCommitResult"]}
TIMED_OUT: dict[str, Any] = {"errorCode": 50, "errorLabels": ["UnknownTransactionCommitResult"]}
APPLIED: dict[str, Any] = {
    "writeConcernError": {"code": 91, "errmsg": "replication is being shut down"},
    "errorLabels": ["UnknownTransactionCommitResult"],
}
"""The transaction is applied and reported as failed: the case that matters."""
WAITED: dict[str, Any] = {"writeConcernError": {"code": 64, "errmsg": "waiting for replication timed out"}}


@asynccontextmanager
async def failing(connection: Connection, *commands: str, times: int | None, **fault: Any) -> AsyncIterator[None]:
    """The server fails these commands so many times (None: always) while the block runs."""
    admin = connection.client.get_database("admin")
    mode = "alwaysOn" if times is None else {"times": times}
    with of_this_worker() as ours:
        data = {"failCommands": list(commands), **fault, **ours}
        try:
            await _configure(admin, mode=mode, data=data)
        except OperationFailure as error:
            if not given():
                raise
            pytest.skip(f"the given server takes no faults: {error.details and error.details.get('errmsg')}")
        try:
            yield
        finally:
            await _configure(admin, mode="off")


async def _configure(admin: Any, **how: Any) -> None:
    """Begin or end the faults; a connection that was lost with them, or with a test before, is opened again."""
    told = {"configureFailPoint": "failCommand", **how}
    try:
        await admin.command(told)
    except AutoReconnect:
        await admin.command(told)
