"""Signs of life of processes that nobody can ask over the network: worker and eraser write the time, others read it.

A sign is written when work was looked for, so that a process that hangs stops giving any. The sealer has its own
(`workers/sealer_status.py`), for it may not write here.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from pymongo.errors import PyMongoError

from store.driver.connection import Connection

log = logging.getLogger("casebook.alive")

PROCESSES: Final = ("worker", "eraser")
EVERY_SECONDS: Final = 15.0
WITHIN: Final = timedelta(minutes=10)
"""The newest sign of a process that lives is younger: the eraser looks once a minute, unless it is set otherwise."""


async def sign(connection: Connection, process: str) -> None:
    """Write that a process lives now. If the database is away, it is logged: the next sign may find it."""
    at = connection.clock().replace(tzinfo=None)
    try:
        await connection.counters.update_one({"_id": _row(process)}, {"$set": {"at": at}}, upsert=True)
    except PyMongoError as error:
        log.warning("no sign of life: %s", type(error).__name__)


async def keep_signing(connection: Connection, process: str) -> None:
    """Write it again and again, until cancelled."""
    while True:
        await sign(connection, process)
        await asyncio.sleep(EVERY_SECONDS)


async def last_signs(connection: Connection) -> Mapping[str, datetime]:
    """Return the last sign of life of each process; one that never gave any is left out."""
    rows = connection.counters.find({"_id": {"$in": [_row(process) for process in PROCESSES]}})
    return {row["_id"].removeprefix(_row("")): row["at"].replace(tzinfo=UTC) async for row in rows}


def _row(process: str) -> str:
    return f"alive:{process}"
