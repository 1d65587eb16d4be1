"""Opens agencies' due reports, counts figures for them, and compiles the consolidated reports.

A sweep compares due reports with existing ones. It opens the missing reports, oldest period first, each under an id
derived from period and agency. So it may run twice, on two workers at once, or for the first time after a year: no
report is missed or opened twice. After an interruption the next sweep continues with the rest.

A compilation counts batch by batch and renews its lease with each. After a while it gives the job back, so that no task
runs longer than arq allows. After a crash the lease ends, and another worker continues after the last batch.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID, uuid5

from domain.kernel.actor import SYSTEM
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind
from domain.report.command import NoteSubmissions
from domain.report.compiling import FreezeConsolidated, NoteCompileFailed, ScheduleConsolidated, consolidated_id
from domain.report.opening import Obligation, OpenReport, obligations
from domain.report.periods import Period, PeriodKind, period_holding
from domain.report.reports import CountReport
from domain.report.state.consolidated import Consolidated
from store.process import logs
from store.queue.outbox import ATTEMPTS_MOST, Claim
from store.reports.batches import Overtaken
from store.reports.consolidated import DataTooLarge
from store.store import Store
from workers.commands import Later, carry_out, once
from workers.figures import publish_figures

log = logging.getLogger("casebook.worker")
REPORTS: Final = UUID("3b7e0a52-0c1f-5a86-9d53-6f4e1b2c8a70")
"""Namespace of the ids that are derived from period and agency. Never change it."""
SWEEP_SECONDS: Final = 600
SWEEP_MINUTE: Final = 11
"""Minute of every hour at which a sweep begins. The first sweep begins when the worker starts."""


def command_of(owed: Obligation) -> UUID:
    """Return the id of the command that opens a report. It is the same for every worker and every attempt."""
    return uuid5(REPORTS, owed.key)


def stream_of(owed: Obligation) -> str:
    return f"{Kind.REPORT}-{command_of(owed).hex}"


async def open_owed(store: Store) -> int:
    """Open every due report that is missing. Return their number."""
    registry, opened = await store.registry.current(), 0
    owed = obligations(registry, store.connection.clock())
    for _, group in groupby(owed, key=lambda obligation: obligation.period.key):
        by_stream = {stream_of(obligation): obligation for obligation in group}
        there = await store.reports.known(by_stream)
        for stream, obligation in by_stream.items():
            if stream not in there:
                command = OpenReport(agency=obligation.agency, period=obligation.period.key)
                opened += await _opened(store, command, obligation)
    return opened


async def _opened(store: Store, command: OpenReport, owed: Obligation) -> bool:
    """Open a report. Return False if another worker opened it or if the registry changed. Neither case is a fault."""
    try:
        outcome = await store.execute(SYSTEM, command, command_id=command_of(owed), target=stream_of(owed))
    except Refused as refused:
        log.info("report not opened: %s", refused)
        return False
    return not outcome.replayed


async def count(store: Store, claim: Claim) -> None:
    """Write the register's counts for a report. If a crash causes a second count, the counts written first remain, even
    if the second ones differ."""
    counts = await store.report_counts.of(claim.stream, await store.registry.current())
    await carry_out(store, claim, CountReport(counts=counts))


async def sweep(ctx: dict[Any, Any]) -> str:
    """Run one sweep as an arq task. Return its result, for the log."""
    logs.begin()
    opened = await open_owed(ctx["store"])
    if opened:
        log.info("reports opened: %d", opened)
    if tables := await publish_figures(ctx["store"]):
        log.info("tables of the public register: %d", tables)
    return f"opened {opened}"


SLICE_SECONDS = 10.0
"""Seconds after which a compilation gives its job back. Together with one more batch, this is less than the limit of a
task."""
WAIT_FOR_BEFORE = timedelta(seconds=30)
HALVES_BACK = 4
"""Most past half-years for which J4, the periodic consolidated report, is still scheduled after a pause."""
J4_MINUTE: Final = {5, 20, 35, 50}
"""Minutes of every hour at which J4 runs; it also runs when the worker starts."""


async def compile_report(store: Store, claim: Claim) -> Later | None:
    """Count until every stream is counted, then freeze the numbers. An outdated run changes nothing."""
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
    """Record which agencies have submitted their reports, unless nothing is new."""
    report = await store.consolidated.state(claim.stream)
    if report is not None and report.period is not None:
        found = await store.consolidated.submissions(report.period)
        await carry_out(store, claim, NoteSubmissions(**found), part="submissions")


async def schedule_due(store: Store) -> list[str]:
    """Schedule the reports of ended periods (J4), oldest first. This may run at any time and any number of times."""
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
    """Yield the ended first half-years and years, as far back as J4 looks, oldest first."""
    halves = [period_holding(now, PeriodKind.FIRST_HALF).previous()]
    while len(halves) < HALVES_BACK:
        halves.append(halves[-1].previous())
    for half in reversed(halves):
        if half.kind is PeriodKind.FIRST_HALF:
            yield half
        else:
            yield Period(kind=PeriodKind.YEAR, year=half.year)


async def scheduled(ctx: dict[Any, Any]) -> str:
    """Run J4 once as an arq task. Return its result, for the log."""
    logs.begin()
    return f"scheduled {await schedule_due(ctx['store'])}"
