"""Readable case numbers: `CB-2026-000123`. A number drawn and not used leaves a gap, which is allowed."""

from collections.abc import Mapping
from datetime import datetime

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.kernel.calendar import local_date
from domain.kernel.kind import Kind
from store.kinds import KINDS
from store.mongo.connection import Connection

TRIES = 20


class NoNumber(Exception):
    """The counter gave no number in TRIES tries."""


PREFIXES: Mapping[Kind, str] = {kind: entry.code for kind, entry in KINDS.items() if entry.code}
"""Kinds whose objects bear a readable number: case, complaint (khiếu nại), data (dữ liệu)."""


async def next_code(connection: Connection, kind: Kind, now: datetime) -> str:
    """The next number of the kind in the local year. Raises NoNumber."""
    counter = f"{kind.value}-{local_date(now).year}"
    for _ in range(TRIES):
        if n := await _raised(connection, counter):
            return f"{PREFIXES[kind]}-{local_date(now).year}-{n:06d}"
    raise NoNumber(counter)


async def _raised(connection: Connection, counter: str) -> int | None:
    """The counter's next number; None when two first ones of the year met."""
    try:
        found = await connection.counters.find_one_and_update(
            {"_id": counter}, {"$inc": {"n": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )
    except DuplicateKeyError:
        return None
    return found["n"] if found else None


async def restore_numbers(connection: Connection) -> None:
    """Raise the counters to the numbers that cases bear, so that a lost counter gives none of them again."""
    for kind in PREFIXES:
        async for head in connection.heads(kind).find({}, {"code": 1}):
            _, year, n = head["code"].split("-")
            await connection.counters.update_one({"_id": f"{kind.value}-{year}"}, {"$max": {"n": int(n)}}, upsert=True)
