"""Opening the reports that agencies owe, and counting for them.

A sweep compares what is owed with what is there. It opens what is missing, the oldest period first, each under an id
that derives from period and agency. So it may run twice, on two workers at once, or for the first time after a year:
nothing is missed and nothing is doubled. Cut off in the middle, the next sweep goes on with the rest.
"""

import logging
from itertools import groupby
from typing import Any, Final
from uuid import UUID, uuid5

from domain.kernel.actor import SYSTEM
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused
from domain.report.opening import Obligation, OpenReport, obligations
from domain.report.reports import CountReport
from store.process import logs
from store.queue.outbox import Claim
from store.store import Store
from workers.commands import carry_out

log = logging.getLogger("casebook.worker")
REPORTS: Final = UUID("3b7e0a52-0c1f-5a86-9d53-6f4e1b2c8a70")
"""Namespace of the ids that derive from period and agency; never to be changed."""
SWEEP_SECONDS: Final = 600
SWEEP_MINUTE: Final = 11
"""The minute of every hour at which a sweep begins; the first one begins with the worker."""


def command_of(owed: Obligation) -> UUID:
    """The id of the command that opens a report: the same for every worker and every try."""
    return uuid5(REPORTS, owed.key)


def stream_of(owed: Obligation) -> str:
    """The stream of a report: one for a period and an agency."""
    return f"{Kind.REPORT}-{command_of(owed).hex}"


async def open_owed(store: Store) -> int:
    """Open every report that is owed by now and not there yet; how many."""
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
    """Open one. Another worker may have done so in between, or the registry may have changed: neither is a fault."""
    try:
        outcome = await store.execute(SYSTEM, command, command_id=command_of(owed), target=stream_of(owed))
    except Refused as refused:
        log.info("report not opened: %s", refused)
        return False
    return not outcome.replayed


async def count(store: Store, claim: Claim) -> None:
    """Count for a report. After a crash the numbers may differ: those written first remain."""
    counts = await store.report_counts.of(claim.stream, await store.registry.current())
    await carry_out(store, claim, CountReport(counts=counts))


async def sweep(ctx: dict[Any, Any]) -> str:
    """The arq task: one sweep; what became of it, for the log."""
    logs.begin()
    opened = await open_owed(ctx["store"])
    if opened:
        log.info("reports opened: %d", opened)
    return f"opened {opened}"
