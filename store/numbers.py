"""Readable case numbers: `CB-2026-000123`. A number drawn and not used leaves a gap, which is allowed."""

from datetime import datetime

from pymongo import ReturnDocument

from domain.calendar import local_date
from store.connection import Connection

CODE_PREFIX = "CB"


async def next_case_code(connection: Connection, now: datetime) -> str:
    """The next number of the local year."""
    year = local_date(now).year
    found = await connection.counters.find_one_and_update(
        {"_id": f"case-{year}"}, {"$inc": {"n": 1}}, upsert=True, return_document=ReturnDocument.AFTER
    )
    assert found is not None  # upsert with AFTER always answers
    return f"{CODE_PREFIX}-{year}-{found['n']:06d}"
