"""Enters rows into the registry. The entry can be repeated, because an existing row is never changed.

A row of days off may be marked as doubtful (`doubted`). Terms in its year are then provisional, and never become
shorter (`domain/registry/working_days.py`). An administrator enters the right days, and another one confirms these
days.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from domain.administration.holidays import DoubtHolidays
from domain.kernel.refusals import Refused
from domain.registry.entry import Certainty
from scripts.cli.acting.act import operate
from scripts.cli.environment import RegistryRefused, RowRefused, counted
from scripts.cli.seed.ids import SEED, derived_id, entered, versions_of
from scripts.cli.seed.registry_row import Row, unknown_areas
from store.store import Store

NAMED_MOST: Final = 12
"""Largest number of rows that one line lists by name."""


async def enter(store: Store, rows: Sequence[Row]) -> int:
    """Enter the new rows, in their order. Return their number.

    Raise RegistryRefused, with nothing written, if a row names an unknown area, or begins a stream that exists with
    other content: a registered row is never changed. Raise RowRefused if a rule refuses a row; the rows before it are
    written. After a crash run it again for the rest.
    """
    if faults := [f"{stream}: exists with other content" for stream in await otherwise(store, rows)]:
        raise RegistryRefused(*faults, *await unknown_areas(store, rows))
    return await enter_new(store, rows)


async def enter_new(store: Store, rows: Sequence[Row]) -> int:
    """Enter the new rows. Return their number. A row that begins an existing stream is skipped, because only commands
    change a registered row. Raise the errors of `enter`."""
    new = await _new(store, rows)
    versions = await versions_of(store.connection, {row.stream for row in new.values()})
    if faults := await unknown_areas(store, rows):
        raise RegistryRefused(*faults)
    wanted = {id: row for id, row in new.items() if not (row.creates and row.stream in versions)}
    for id, row in wanted.items():
        versions[row.stream] = await _entered(store, id, row, versions.get(row.stream))
    return len(wanted)


async def otherwise(store: Store, rows: Sequence[Row]) -> list[str]:
    """Return the existing streams that began with other content than their row."""
    new = await _new(store, rows)
    versions = await versions_of(store.connection, {row.stream for row in new.values()})
    return [row.stream for row in new.values() if row.creates and row.stream in versions]


def left(part: str, streams: Sequence[str], wanted: str) -> Iterator[str]:
    """Yield a line about rows that differ in the register. Only commands change these rows, not a file or a new
    version."""
    if streams:
        named = ", ".join(streams[:NAMED_MOST]) + (" …" if len(streams) > NAMED_MOST else "")
        yield f"{part}: {counted(len(streams), 'row')} left as in the register, not as {wanted}: {named}"


async def _new(store: Store, rows: Sequence[Row]) -> dict[UUID, Row]:
    ids = {derived_id(SEED, row.key, store.connection.master): row for row in rows}
    before = await entered(store.connection, ids)
    return {id: row for id, row in ids.items() if id not in before}


async def _entered(store: Store, id: UUID, row: Row, version: int | None) -> int:
    expected = None if row.creates else version
    try:
        outcome = await operate(store, row.command, id, target=row.stream, expected=expected)
    except Refused as refused:
        codes = ", ".join(problem.code for problem in refused.problems)
        raise RowRefused(f"refused: {row.stream}: {type(row.command).__name__} is refused: {codes}") from refused
    return outcome.version


LISTED: Final = tuple(
    date(2026, month, day)
    for month, day in ((1, 1), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27), (4, 30), (5, 1), (9, 2))
)
"""Days off of 2026 as version 0.1.0 listed them. They lacked the second National Day and every compensating working
day."""
REASONS: Final = (
    "Lịch nghỉ năm 2026 nhập cùng phiên bản 0.1.0 thiếu văn bản: chỉ có một ngày Quốc khánh, không có ngày hoán đổi. "
    "Hai người cần đối chiếu và nhập lại."
)


async def doubted(store: Store) -> list[str]:
    """Mark each confirmed row of 2026 with the days LISTED as doubtful. Return a line for each. A second run finds
    none."""
    rows = (await store.registry.current()).holidays.values()
    wrong = [row for row in rows if row.certainty is Certainty.CONFIRMED and (row.days, row.worked) == (LISTED, ())]
    for row in wrong:
        doubt = DoubtHolidays(reasons=REASONS)
        version = (await versions_of(store.connection, {row.id}))[row.id]
        await operate(store, doubt, uuid4(), target=row.id, expected=version)
    return [f"days off of {row.year}: not confirmed any more, because acts were missing ({row.id})" for row in wrong]
