"""What a compile of a consolidated report costs a case, and in memory, at growing sizes of the register.

A process of its own counts cases in batches and makes the frozen data, as the job does. The versions are made as they
are asked for, by the record's own encoder, and parsed by its decoder; a database's time to find them is not in the
figures. Time is the process's own (CPU), and the floor's is that of making the same versions and parsing their JSON.
Memory is by how much it grew at most.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from domain.administration.agencies import RegisterAgency
from domain.case.state.case import (
    Case,
    CaseState,
    Category,
    Channel,
    Check,
    CheckMethod,
    CheckOutcome,
    Closure,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    ExpressionReview,
    Informed,
    Receipt,
)
from domain.kernel.actor import OPERATOR
from domain.kernel.event import Sealed
from domain.kernel.kind import Kind
from domain.kernel.roles import AgencyKind, Role
from domain.report.ordering import consolidated_id
from domain.report.periods import Period, PeriodKind
from domain.report.state.consolidated import Consolidated, ConsolidatedState, ConsolidatedType
from scripts.local.template import running_database
from scripts.workbench import ROOT
from scripts.workbench.bench.measuring import spread, table
from store.driver.connection import Connection, Document
from store.driver.databases import Names
from store.keys.master import MasterKey
from store.provisioning.provision import lay_out
from store.record.canonical import to_bytes
from store.reports.batches import Batches
from store.reports.versions import BATCH, Versions
from store.store import Store

SIZES, ROUNDS = (1_000, 10_000), 3
PERIOD = Period(kind=PeriodKind.YEAR, year=2026)
AGENCIES = tuple(f"agency-bench-{number}" for number in range(12))


def sealed(chance: Random) -> Sealed:
    """A text's place in the record."""
    return Sealed(f"{chance.getrandbits(128):032x}", f"{chance.getrandbits(256):064x}")


def a_case(number: int, chance: Random) -> Case:
    """A case of these two years, checked twice; most are closed."""
    at = PERIOD.previous().start + timedelta(minutes=chance.randrange(700 * 24 * 60))
    agency = chance.choice(AGENCIES)
    step: dict[str, Any] = {"agency": agency, "officer": "officer-bench", "at": at}
    checks = tuple(
        Check(
            id=f"check-{n}",
            cycle=1,
            method=CheckMethod.OWN_RECORDS,
            outcome=CheckOutcome.NOT_FOUND,
            summary=sealed(chance),
            **step,
        )
        for n in (1, 2)
    )
    review = ExpressionReview(
        id="review-1",
        role=Role.LEAD,
        cycle=1,
        expression=chance.choice(tuple(ExpressionKind)),
        conclusion=ExpressionConclusion.PROTECTED,
        reasons=sealed(chance),
        **step,
    )
    closure = Closure(
        reason=chance.choice((ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS)),
        reasons=sealed(chance),
        informed=Informed.BY_DOCUMENT,
        **{**step, "at": at + timedelta(days=chance.randrange(20))},
    )
    return Case(
        id=f"case-{number:032x}",
        code=f"CB-2026-{number:06}",
        state=CaseState.CLOSED,
        regulation="reg-bench",
        claim=sealed(chance),
        receipt=Receipt(received_at=at, channel=chance.choice(tuple(Channel)), note=sealed(chance)),
        reporter=agency,
        lead=AGENCIES[0],
        members=AGENCIES[:3],
        category=chance.choice(tuple(Category)),
        assigned=agency,
        checks=checks,
        expression_reviews=(review,),
        closure=closure if chance.random() < 0.8 else None,
    )


class Made(Versions):
    """Versions of so many cases, made when they are asked for; every tenth was written again after the cut-off."""

    def __init__(self, connection: Connection, size: int) -> None:
        super().__init__(connection)
        self._size = size

    async def page(self, kind: Kind, after: str) -> list[tuple[str, int]]:
        """The next cases."""
        begin = int(after.removeprefix("case-"), 16) + 1 if after else 0
        numbers = range(begin, min(begin + BATCH, self._size)) if kind is Kind.CASE else ()
        return [(f"case-{number:032x}", 2) for number in numbers]

    async def _rows(self, versions: Sequence[tuple[str, int]]) -> Mapping[str, Document]:
        return {stream: made(stream, n) for stream, n in versions}

    async def _before(self, stream: str, moment: datetime) -> Document | None:
        return made(stream, 1)


def made(stream: str, n: int) -> Document:
    """A version as the record holds it."""
    number = int(stream.removeprefix("case-"), 16)
    chance = Random(number)
    case = a_case(number, chance)
    last = PERIOD.end + timedelta(days=1) if number % 10 == 0 else PERIOD.end - timedelta(days=1)
    return {
        "stream": stream,
        "n": n,
        "kind": Kind.CASE.value,
        "at": (last if n == 2 else case.receipt.received_at).replace(tzinfo=None),
        "leaf": chance.randbytes(32),
        "state": to_bytes(case),
    }


def connected(client: Any, prefix: str) -> Connection:
    """The databases of one size."""
    return Connection(client=client, names=Names(prefix), master=MasterKey(b"\x07" * 32), origin="bench.localhost/log")


async def fill(uri: str, prefix: str) -> None:
    """A register with agencies."""
    from pymongo import AsyncMongoClient

    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        connection = connected(client, prefix)
        await lay_out(client, connection.names)
        for agency in AGENCIES:
            entered = RegisterAgency(kind=AgencyKind.DEPARTMENT, since=date(2021, 7, 4), source="bench")
            await Store(connection).execute(OPERATOR, entered, command_id=uuid4(), target=agency)


def memory(what: str) -> int:
    """The process's resident memory in KiB: now (`VmRSS`), or the most it had (`VmHWM`); Linux alone tells it."""
    [found] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(f"{what}:")]
    return int(found.split()[1])


async def compiled(uri: str, prefix: str, size: int, run: int) -> dict[str, float]:
    """One compile: seconds, streams, and by how much memory grew (KiB); the floor's seconds after it."""
    from pymongo import AsyncMongoClient

    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        connection = connected(client, prefix)
        store = Store(connection)
        report = Consolidated(
            id=consolidated_id(PERIOD.key, 1),
            state=ConsolidatedState.SCHEDULED,
            type=ConsolidatedType.PERIODIC,
            agency=AGENCIES[0],
            at=datetime.now(UTC),
            start=PERIOD.start,
            end=PERIOD.end,
            as_of=PERIOD.end,
            period=PERIOD.key,
            run=run,
        )
        batches = Batches(connection, Made(connection, size))
        await store.registry.current()
        before, begun = memory("VmRSS"), time.process_time()
        while await batches.count_next(report, None) is not None:
            pass
        frozen = await store.consolidated.conclude(report, None)
        seconds, grown = time.process_time() - begun, memory("VmHWM") - before
        begun = time.process_time()
        for number in range(size):
            json.loads(made(f"case-{number:032x}", 2)["state"])
        return {"seconds": seconds, "streams": frozen.streams, "grown": grown, "floor": time.process_time() - begun}


def apart(uri: str, prefix: str, size: int, run: int) -> dict[str, float]:
    """A compile in a process of its own."""
    command = [sys.executable, "-m", "scripts.workbench.bench.reports", uri, prefix, str(size), str(run)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Compile all sizes in turn, print: cost of a case over that of the first size, over the floor, and memory."""
    with tempfile.TemporaryDirectory() as folder, running_database(Path(folder) / "data", sync=False) as database:
        for size in sizes:
            asyncio.run(fill(database.uri(), f"bench{size}"))
        rounds = [
            [apart(database.uri(), f"bench{size}", size, number) for size in sizes] for number in range(1, ROUNDS + 1)
        ]
    rows = []
    for size, runs in zip(sizes, zip(*rounds, strict=True), strict=True):
        assert all(run["streams"] == size for run in runs)
        firsts = [found[0]["seconds"] / sizes[0] for found in rounds]
        over_first = [run["seconds"] / size / first for run, first in zip(runs, firsts, strict=True)]
        over_floor = [run["seconds"] / run["floor"] for run in runs]
        grown = [run["grown"] / 1024 for run in runs]
        rows.append([str(size), spread(over_first), spread(over_floor), spread(grown, 1)])
    head = ["cases (min / median / max)", "a case, over the smallest register's", "over the floor"]
    print(table([*head, "memory grew by, MiB"], rows))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(compiled(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))))
