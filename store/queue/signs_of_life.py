"""Heartbeats of processes without a network interface: each writes the time of its work, and others read it.

A process writes its heartbeat after it has looked for work, so a hanging process writes none. A command that a timer
runs writes its heartbeat after it has succeeded. The sealer has its own metrics (`workers/sealer_status.py`), since it
may not write here.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from pymongo.errors import PyMongoError

from store.driver.connection import Connection

log = logging.getLogger("casebook.alive")

WITHIN: Final[Mapping[str, timedelta]] = {
    "worker": timedelta(minutes=10),
    "eraser": timedelta(hours=3),
    "doctor": timedelta(hours=3),
    "backup": timedelta(hours=36),
    "drill": timedelta(days=100),
}
"""Longest normal age of each heartbeat: eraser and doctor run every hour, a backup runs every night."""
EVERY_SECONDS: Final = 15.0
DOCTOR: Final = "doctor"


async def sign(connection: Connection, process: str, found: Mapping[str, str] | None = None) -> None:
    """Write a heartbeat of a process, with its findings (levels by code). If the database is unreachable, only log
    that."""
    row = {"at": connection.clock().replace(tzinfo=None), "found": dict(found or {})}
    try:
        await connection.counters.update_one({"_id": _row(process)}, {"$set": row}, upsert=True)
    except PyMongoError as error:
        log.warning("no sign of life: %s", type(error).__name__)


async def keep_signing(connection: Connection, process: str) -> None:
    while True:
        await sign(connection, process)
        await asyncio.sleep(EVERY_SECONDS)


async def last_signs(connection: Connection) -> Mapping[str, datetime]:
    rows = connection.counters.find({"_id": {"$in": [_row(process) for process in WITHIN]}})
    return {row["_id"].removeprefix(_row("")): row["at"].replace(tzinfo=UTC) async for row in rows}


async def last_found(connection: Connection) -> Mapping[str, str]:
    """Return the doctor's last findings: levels by code."""
    row = await connection.counters.find_one({"_id": _row(DOCTOR)})
    found: Mapping[str, str] = row.get("found", {}) if row else {}
    return found


def _row(process: str) -> str:
    return f"alive:{process}"
