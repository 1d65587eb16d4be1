"""Compiling consolidated reports: the clock of J4, the jobs behind it, new editions, the list of who reported (Đ6.3).

A compile counts batch by batch and holds its lease with each. It gives the row back after a while, so that no task
runs longer than arq lets it. What happens on a crash: the lease ends, and another worker goes on after the last batch.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from domain.kernel.refusals import Refused
from domain.report.command import NoteSubmissions
from domain.report.compiling import FreezeConsolidated, NoteCompileFailed
from domain.report.ordering import ScheduleConsolidated, consolidated_id
from domain.report.periods import Period, PeriodKind, period_holding
from domain.report.state.consolidated import Consolidated
from store.process import logs
from store.queue.outbox import ATTEMPTS_MOST, Claim
from store.reports.batches import Overtaken
from store.reports.consolidated import DataTooLarge
from store.store import Store
from workers.commands import carry_out, once
from workers.jobs import Later

log = logging.getLogger("casebook.worker")
SLICE_SECONDS = 10.0
"""Time after which a compile gives the row back; with one batch more, less than a task may take."""
WAIT_FOR_BEFORE = timedelta(seconds=30)
HALVES_BACK = 4
"""Most halves of a year that J4 makes up for after a pause."""
J4_MINUTE: Final = {5, 20, 35, 50}
"""The minutes of every hour at which J4 looks; the first look is with the worker's start."""


async def compile_report(store: Store, claim: Claim) -> Later | None:
    """Count until all is counted, then freeze; a run that no longer matters changes nothing."""
    report = await store.consolidated.state(claim.stream)
    if report is None or not _wanted(report, claim):
        return None
    before = await store.consolidated.state(report.before) if report.before else None
    if before is not None and before.frozen is None and before.compiling:
        return Later(WAIT_FOR_BEFORE)
    try:
        return await _count(store, claim, report, before if before and before.frozen else None)
    except (Overtaken, Refused):
        raise
    except Exception as error:
        if claim.attempts < ATTEMPTS_MOST and not isinstance(error, DataTooLarge):
            raise
        log.error("compile %s gave up", claim.id, exc_info=error)
        command = NoteCompileFailed(run=report.run, reason=type(error).__name__)
        await carry_out(store, claim, command, part="failed")
        return None


def _wanted(report: Consolidated, claim: Claim) -> bool:
    return report.compiling and str(report.run) == claim.data["run"]


async def _count(store: Store, claim: Claim, report: Consolidated, before: Consolidated | None) -> Later | None:
    until = time.monotonic() + SLICE_SECONDS
    last = await store.consolidated.batches.newest(report.id, report.run)
    if last is not None and not last.compared:
        before = None
    while await store.outbox.renew(claim):
        now = await store.consolidated.state(report.id)
        if now is None or not _wanted(now, claim):
            return None
        if await store.consolidated.batches.count_next(report, before) is None:
            frozen = await store.consolidated.conclude(report, before)
            await carry_out(store, claim, FreezeConsolidated(frozen=frozen), part="freeze")
            return None
        if time.monotonic() > until:
            return Later()
    raise Overtaken(claim.id)


async def new_edition(store: Store, claim: Claim) -> None:
    report = await store.consolidated.state(claim.stream)
    assert report is not None
    assert report.period is not None
    assert report.superseded is not None
    edition = int(claim.data["edition"])
    command = ScheduleConsolidated(
        period=report.period,
        edition=edition,
        as_of=report.superseded.at,
        supersedes=report.id,
        before=report.id if report.frozen else None,
    )
    await carry_out(store, claim, command, part="schedule", target=consolidated_id(report.period, edition))


async def note_submissions(store: Store, claim: Claim) -> None:
    """Note which agencies have reported, unless nothing is new."""
    report = await store.consolidated.state(claim.stream)
    if report is not None and report.period is not None:
        found = await store.consolidated.submissions(report.period)
        await carry_out(store, claim, NoteSubmissions(**found), part="submissions")


async def schedule_due(store: Store) -> list[str]:
    """J4: schedule the reports of periods that are over, oldest first; safe at any time and any number of times."""
    made = []
    for period in _over(store.connection.clock()):
        id = consolidated_id(period.key, 1)
        if await store.consolidated.state(id) is None and await store.consolidated.began_before(period.end):
            before = await store.consolidated.newest_before(period.end)
            command = ScheduleConsolidated(period=period.key, before=before)
            if await once(store, command, f"J4/{id}", id):
                made.append(period.key)
    return made


def _over(now: datetime) -> Iterator[Period]:
    """The first halves and the years that are over, as far back as J4 looks, oldest first."""
    halves = [period_holding(now, PeriodKind.FIRST_HALF).previous()]
    while len(halves) < HALVES_BACK:
        halves.append(halves[-1].previous())
    for half in reversed(halves):
        if half.kind is PeriodKind.FIRST_HALF:
            yield half
        else:
            yield Period(kind=PeriodKind.YEAR, year=half.year)


async def scheduled(ctx: dict[Any, Any]) -> str:
    """The arq task of J4: one look; what became of it, for the log."""
    logs.begin()
    return f"scheduled {await schedule_due(ctx['store'])}"
