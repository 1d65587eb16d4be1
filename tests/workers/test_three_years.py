"""Three years of a province, and every number of every report counted again from the export bundle by other code."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from domain.case.state.case import Category
from domain.report.compiling import CompileNumbers, consolidated_id
from domain.report.editions import _counts, _ties
from store.reports import versions
from store.store import Store
from tests.support.clock import TestClock
from tests.support.count_bundle import Mismatch, Numbers, differences, numbers, told
from tests.support.reporting_job import data, the, work
from tests.support.world import LEAD, an_id, caller
from tests.workers.lived import entered
from tests.workers.three_years import BEGIN, load
from workers.reports import schedule_due

END = datetime(2026, 12, 20, 1, tzinfo=UTC)
PERIODS = ("2024-H1", "2024-Y", "2025-H1", "2025-Y", "2026-H1", "2026-Y")
CASES, LIVES = 12, 20


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
    clock.now = BEGIN
    await load(store, clock, END - timedelta(days=20), cases=CASES)
    await entered(store, Random(5), LIVES, BEGIN, END)
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
