"""Count of acts that their authors signed with a key, and of acts signed on paper because the author had no key."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final

from domain.kernel.calendar import in_utc
from domain.report.figures import Spans, Sums
from domain.signed_fields import SIGNED_FIELDS
from store.driver.conditions import stored
from store.driver.connection import Connection

TYPES: Final = sorted({type for events in SIGNED_FIELDS.values() for type in events})
SIGNED, ON_PAPER = "signed", "on_paper"
_SHOWN = {"command": 1, "at": 1, "assertion.signature": 1}


async def signed_acts(connection: Connection, spans: Spans) -> dict[str, list[int]]:
    """Return the counts of signed acts in each span, by method of signing.

    An act that wrote several versions counts once, at its own time.
    """
    sums = {SIGNED: Sums(), ON_PAPER: Sums()}
    every = (spans.this, spans.previous, spans.cumulative)
    since, until = min(span.start for span in every), max(span.end for span in every)
    seen = set[str]()
    async for name, way, at in _acts(connection, since, until):
        if name not in seen:
            seen.add(name)
            within = (int(span.covers(at)) for span in every)
            sums[way] = sums[way].plus(Sums(*within))
    return {way: list(found) for way, found in sums.items()}


async def _acts(connection: Connection, since: datetime, until: datetime) -> AsyncIterator[tuple[str, str, datetime]]:
    """Yield command, method of signing and time of each version written by an act that was signed with a key or on
    paper."""
    query: dict[str, Any] = {"type": {"$in": TYPES}, "at": {"$gte": stored(since), "$lt": stored(until)}}
    async for row in connection.revisions.find(query | {"assertion": {"$exists": True}}, _SHOWN):
        yield row["command"], SIGNED, in_utc(row["at"])
    shown = _SHOWN | {"body": 1}
    async for row in connection.revisions.find(query | {"assertion": {"$exists": False}}, shown):
        if "paper" in json.loads(bytes(row["body"])).get("signed", ()):
            yield row["command"], ON_PAPER, in_utc(row["at"])
