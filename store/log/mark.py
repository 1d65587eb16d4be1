"""The size and root of the log in one line, as papers carry it: a log that was rewritten contradicts all of them."""

from datetime import datetime

from pymongo import DESCENDING

from store.driver.connection import Connection
from store.log.storage import LogStorage
from store.tlog.checkpoint import parse_checkpoint
from store.tlog.faults import LogFault
from store.tlog.note import split

ROOT_DIGITS = 16
"""Hexadecimal digits of a root: 64 bits, which nobody meets by chance and a person can compare."""


async def log_mark(connection: Connection, at: datetime | None = None) -> str:
    """Return size and first digits of the root of the newest checkpoint, or of the newest at a time; empty for none."""
    query = {"at": {"$lte": at.replace(tzinfo=None)}} if at else {}
    found = await LogStorage.of(connection).checkpoints.find_one(query, {"note": 1}, sort=[("_id", DESCENDING)])
    try:
        checkpoint = parse_checkpoint(split(bytes(found["note"]))[0], connection.origin) if found else None
    except (LogFault, LookupError, TypeError):
        return ""  # somebody changed it: `verify` says so, and a paper names nothing
    return f"{checkpoint.size} {checkpoint.root.hex()[:ROOT_DIGITS]}" if checkpoint else ""
