"""Lives written into the record without the command handler: many, fast, and of every kind that reports count.

Cases are what chance makes of them (`case_chance`); complaints, notices, questions and activities are the old bytes,
each moved to another time. The revisions hang together as any others do; their texts are in no vault.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from domain.kernel.actor import SYSTEM
from domain.kernel.vocabulary import Kind, kind_of
from domain.report.statistics import COUNTED
from store.driver.connection import Connection
from store.heads.collection import heads_of
from store.heads.head_texts import head_of
from store.record.canonical import event_of
from store.record.revision import Act, StreamHead, append
from store.store import Store
from tests.domain.life.chance import a_beginning, as_chance_has_it
from tests.support.golden import OLD

INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z")
STEPS = 30
Written = list[tuple[datetime, str, str]]
"""Moment, type and data of each event."""


def a_life(seed: int) -> Written:
    """A case by chance, with the moments of its events."""
    chance, found = Random(seed), Written()
    life = a_beginning(chance)
    for step in range(STEPS + 1):
        if step:
            as_chance_has_it(life, chance)
        found += [(life.now, name, data.decode()) for name, data in life.written[len(found) :]]
    return found


def old_lives(kind: Kind) -> Iterator[Written]:
    for stream, (events, _) in OLD.items():
        if kind_of(stream) is kind:
            yield [(datetime(2026, 7, 1, tzinfo=UTC), name, data) for name, data in events]


def moved(text: str, by: timedelta) -> str:

    def one(found: re.Match[str]) -> str:
        at = datetime.fromisoformat(found[0]) + by
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    return INSTANT.sub(one, text)


async def write(connection: Connection, stream: str, events: Written, by: timedelta, code: str) -> None:
    kind, tip = kind_of(stream), StreamHead()
    assert kind is not None
    rows: list[dict[str, Any]] = []
    for at, name, data in events:
        text = re.sub(r'"code":"[^"]*"', f'"code":"{code}"', moved(data, by), count=1)
        act = Act(
            actor=SYSTEM, scope=None, action="lived", command=code, at=at + by, origin=connection.origin, anchor=None
        )
        row, tip = append(stream, tip, event_of(name, json.loads(text)), act)
        rows.append(row)
    await connection.revisions.insert_many(rows)
    await heads_of(connection, kind).insert_one(
        head_of(kind, tip.state, tip.n, events[-1][0] + by, {}, connection.master)
    )


async def entered(store: Store, chance: Random, count: int, begin: datetime, end: datetime) -> None:
    """So many cases, and of everything else as many as there are old lives, spread over a time."""
    days = (end - begin).days
    for number in range(count):
        events = a_life(chance.randrange(10**6))
        by = begin + timedelta(days=chance.randrange(days)) - events[0][0]
        await write(store.connection, f"case-lived{number}", events, by, f"L{number}")
    for kind in COUNTED[1:]:
        for number, events in enumerate(old_lives(kind)):
            by = begin + timedelta(days=chance.randrange(days)) - events[0][0]
            told = [(at, name, data.replace('"case-full"', '"case-lived0"')) for at, name, data in events]
            await write(store.connection, f"{kind}-lived{number}", told, by, f"{kind}{number}")
