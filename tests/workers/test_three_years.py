"""Three years of a province, and every number of every report counted again from the export bundle by other code."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from domain.case.state.case import Category
from domain.kernel.actor import SYSTEM
from domain.kernel.vocabulary import Kind, kind_of
from domain.report.compiling import CompileNumbers, consolidated_id
from domain.report.editions import _counts, _ties
from domain.report.statistics import COUNTED
from store.driver.connection import Connection
from store.heads.collection import heads_of
from store.heads.head_texts import head_of
from store.record.canonical import event_of
from store.record.revision import Act, StreamHead, append
from store.reports import versions
from store.store import Store
from tests.domain.life.chance import a_beginning, as_chance_has_it
from tests.support.clock import TestClock
from tests.support.count_bundle import Mismatch, Numbers, differences, numbers, told
from tests.support.golden import OLD
from tests.support.record import done
from tests.support.reporting_job import data, the, work
from tests.support.world import LEAD, a_screening, an_id, caller, reported
from workers.reports import schedule_due

BEGIN = datetime(2023, 12, 20, 3, tzinfo=UTC)
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
    for at, name, said in events:
        text = re.sub(r'"code":"[^"]*"', f'"code":"{code}"', moved(said, by), count=1)
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


END = datetime(2026, 12, 20, 1, tzinfo=UTC)
PERIODS = ("2024-H1", "2024-Y", "2025-H1", "2025-Y", "2026-H1", "2026-Y")
LIVES = 20


async def bundle(store: Store, id: str) -> list[bytes]:
    text = b"".join([part async for part in store.consolidated.bundle(await the(store, id))])
    return text.splitlines()


async def wrong(store: Store, id: str) -> list[str]:
    return differences(numbers(await bundle(store, id)), told(await data(store, id)))


def torn(report: dict[str, Any]) -> list[Any]:
    """What should be the same number in two tables and is not: masking small counts takes it for granted."""
    counts = dict(_counts(report))
    found = list(_ties(counts))
    assert any(counts[one] for one, _ in found), "or nothing was compared"
    return [(one, other) for one, other in found if counts[one] != counts[other]]


async def test_every_number_of_three_years_is_counted_again_and_equal(
    store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "BATCH", 25)
    await entered(store, Random(5), LIVES, BEGIN, END)
    for days in (0, 400, 800):
        clock.now = BEGIN + timedelta(days=days)  # cases of an area, which no life by chance has
        made = await reported(store, detected_at=clock.now, url=f"https://tin.example/{days}")
        await done(store, caller(LEAD), a_screening(areas=("area-north",)), made)
    # J4 looks back two years only; what is older is asked for as it would have been at its time.
    clock.now = datetime(2025, 1, 2, tzinfo=UTC)
    assert await schedule_due(store) == ["2024-H1", "2024-Y"]
    clock.now = END
    assert await schedule_due(store) == ["2025-H1", "2025-Y", "2026-H1", "2026-Y"]
    await work(store, "compile-report")
    found = {period: await wrong(store, consolidated_id(period, 1)) for period in PERIODS}
    assert found == {period: [] for period in PERIODS}
    reports = [await data(store, consolidated_id(period, 1)) for period in PERIODS]
    assert [pair for report in reports for pair in torn(report)] == []
    counted: Iterable[Numbers] = [
        numbers(await bundle(store, consolidated_id(period, 1))) for period in ("2024-Y", "2025-Y", "2026-Y")
    ]
    filled = {table for item in counted for table, places in item.items() if any(any(sums) for sums in places.values())}
    assert len(filled) >= 25, "most tables have numbers, or nothing was compared"

    order = CompileNumbers(since=BEGIN, until=END, category=Category.HEALTH)
    made = await store.execute(caller(LEAD), order, command_id=an_id())
    await work(store, "compile-report")
    assert await wrong(store, made.stream) == []

    lines = await bundle(store, consolidated_id("2026-Y", 1))
    await _notices_a_lie(lines)


def _ended(lines: list[bytes]) -> list[bytes]:
    """The lines with a last one that is right: what they say must be found wrong by itself."""
    whole = sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    return [*lines, json.dumps({"lines": len(lines), "sha256": whole}).encode()]


async def _notices_a_lie(lines: list[bytes]) -> None:
    """The control: a line that is gone, and a version that is another one, are seen."""
    place = next(i for i, line in enumerate(lines) if b'"state"' in line)
    for lie in ([*lines[:place], *lines[place + 1 :]], [*lines[:place], lines[place].replace(b'"n":', b'"n":9', 1)]):
        with pytest.raises(Mismatch):
            numbers(lie)
        with pytest.raises(Mismatch):
            numbers(_ended(lie[:-1]))
    report: dict[str, Any] = {"tables": []}
    assert differences(numbers(lines), told(report)) != []
