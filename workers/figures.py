"""Writes tables to the public register: one table a month for the current year, and a last table when the year is
over."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Final

from domain.kernel.calendar import local_date
from domain.statement.figures import FIGURES, Figures, PublicYear, counted, of_year
from domain.statement.state import Statement, stream_of
from store.driver.transaction import Session, transaction
from store.record.canonical import JSON
from store.store import Store
from store.write.anchor import Anchor
from store.write.stating import Stating, own_act
from store.write.writes import Writes

TABLES_AT_ONCE: Final = 2
"""Years for which a table may be due: the current one, and the one before."""

Due = tuple[Figures, int, PublicYear | None]
"""Table with its number, and its statistics without masks."""


async def publish_figures(store: Store) -> int:
    """Write the due tables. Return their number. A second worker that counts the same month writes no table."""
    today = local_date(store.connection.clock())
    made = [table async for table in _due(store, today)]
    return sum([await write_table(store, *row) for row in made])


async def _due(store: Store, today: date) -> AsyncIterator[Due]:
    streams = await store.public_register.streams()
    for year in range(today.year - TABLES_AT_ONCE + 1, today.year + 1):
        wanted = of_year(streams, year)
        before = await store.public_register.lines(stream_of(FIGURES, year))
        if wanted and _is_due(before, year, today):
            rows = tuple([counted(name, await store.public_register.lines(name)) for name in wanted])
            over = year < today.year
            shown, whole = [await _statistics(store, year, hide=hide) if over else None for hide in (True, False)]
            yield Figures(year=year, lines=rows, statistics=shown), len(before) + 1, whole


async def _statistics(store: Store, year: int, *, hide: bool) -> PublicYear:
    return JSON.structure(await store.statistics.counted(year, hide=hide), PublicYear)


def _is_due(before: Sequence[Statement], year: int, today: date) -> bool:
    newest = before[-1] if before else None
    if newest is None or newest.table is None:
        return True
    return newest.table.statistics is None if year < today.year else not newest.on.startswith(f"{today:%Y-%m}")


async def write_table(store: Store, table: Figures, number: int, whole: PublicYear | None) -> bool:
    """Write a table as the line with this number. Return False if the number has been taken meanwhile."""
    connection, anchor = store.connection, Anchor(store.connection)
    act = await own_act(connection, anchor)

    async def work(session: Session) -> bool:
        writes = Writes(connection)
        stating = Stating(connection, anchor, writes, act.at, session)
        if not await stating.tabulate(table, number, whole, act):
            return False
        stating.finish()
        await writes.run(session)
        return True

    return await transaction(connection.client, work)
