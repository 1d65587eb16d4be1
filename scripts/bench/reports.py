"""What a compile of a consolidated report costs a case, and in memory, at growing sizes of the register.

Cases are written as the register writes them, two versions each, in bulk. A process of its own counts them in chunks
and makes the frozen data, as the job does; it tells its time, and by how much its memory grew at most. The floor reads
the same versions with the bare driver and parses their JSON. Times are a case's and compared within one run.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from domain.agencies import RegisterAgency
from domain.case import (
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
from domain.compiling import consolidated_id
from domain.consolidated import Consolidated, ConsolidatedState, ConsolidatedType
from domain.facts import OPERATOR
from domain.periods import Period, PeriodKind
from domain.roles import AgencyKind, Role
from domain.streams import Kind, Sealed
from scripts.embedded.template import running_database
from store.canonical import to_bytes
from store.connection import Connection, Document
from store.databases import Names
from store.keys import MasterKey
from store.provision import lay_out
from store.store import Store
from store.versions import CHUNK

SIZES = (1_000, 10_000, 100_000)
BATCH, SMALL_ROUNDS, SMALL = 1_000, 3, 10_000
PERIOD = Period(kind=PeriodKind.YEAR, year=2026)
AGENCIES = tuple(f"agency-bench-{number}" for number in range(12))
ROOT = Path(__file__).parents[2]


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


def versions(size: int) -> Iterator[tuple[list[Document], Document]]:
    """Two versions of each case, and its head; every tenth case was written again after the cut-off."""
    chance = Random(size)
    for number in range(size):
        case = a_case(number, chance)
        last = PERIOD.end + timedelta(days=1) if number % 10 == 0 else PERIOD.end - timedelta(days=1)
        text = to_bytes(case)
        rows = [
            {
                "_id": f"{case.id}:{n}",
                "stream": case.id,
                "n": n,
                "kind": Kind.CASE.value,
                "at": at.replace(tzinfo=None),
                "leaf": chance.randbytes(32),
                "state": text,
            }
            for n, at in ((1, case.receipt.received_at), (2, last))
        ]
        yield rows, {"_id": case.id, "n": 2, "code": case.code}


def connected(client: Any, prefix: str) -> Connection:
    """The databases of one size."""
    return Connection(client=client, names=Names(prefix), master=MasterKey(b"\x07" * 32), origin="bench.localhost/log")


async def fill(uri: str, prefix: str, size: int) -> None:
    """Agencies, and so many cases."""
    from pymongo import AsyncMongoClient

    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        connection = connected(client, prefix)
        await lay_out(client, connection.names)
        for agency in AGENCIES:
            entered = RegisterAgency(kind=AgencyKind.DEPARTMENT, since=date(2021, 7, 4), source="bench")
            await Store(connection).execute(OPERATOR, entered, command_id=uuid4(), target=agency)
        made = versions(size)
        while batch := [*islice(made, BATCH)]:
            await connection.revisions.insert_many([row for rows, _ in batch for row in rows], ordered=False)
            await connection.heads(Kind.CASE).insert_many([head for _, head in batch], ordered=False)


def memory(what: str) -> int:
    """The process's resident memory in KiB: now (`VmRSS`), or the most it had (`VmHWM`); Linux alone tells it."""
    [line] = [each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith(f"{what}:")]
    return int(line.split()[1])


async def compiled(uri: str, prefix: str, run: int) -> dict[str, float]:
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
        await store.registry.current()
        before, begun = memory("VmRSS"), time.perf_counter()
        while await store.consolidated.chunks.count_next(report, None) is not None:
            pass
        frozen = await store.consolidated.conclude(report, None)
        seconds, grown = time.perf_counter() - begun, memory("VmHWM") - before
        begun = time.perf_counter()
        await floor(connection)
        return {"seconds": seconds, "streams": frozen.streams, "grown": grown, "floor": time.perf_counter() - begun}


async def floor(connection: Connection) -> None:
    """The newest version of each case, read by its id in chunks, and parsed."""
    after = ""
    while ids := [
        row["_id"] async for row in connection.heads(Kind.CASE).find({"_id": {"$gt": after}}).sort("_id").limit(CHUNK)
    ]:
        async for row in connection.revisions.find({"_id": {"$in": [f"{each}:2" for each in ids]}}):
            json.loads(row["state"])
        after = ids[-1]


def apart(uri: str, prefix: str, run: int) -> dict[str, float]:
    """A compile in a process of its own."""
    command = [sys.executable, "-m", "scripts.bench.reports", uri, prefix, str(run)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Fill, compile, print: cost of a case over that of the smallest size, over the floor, and memory."""
    print("| cases | a case, over the smallest register's | over the floor | memory grew by, MiB |\n|---|---|---|---|")
    first = 0.0
    with tempfile.TemporaryDirectory() as made, running_database(Path(made) / "data", sync=False) as database:
        for size in sizes:
            asyncio.run(fill(database.uri(), f"bench{size}", size))
            rounds = range(1, 1 + (SMALL_ROUNDS if size <= SMALL else 1))
            found = [apart(database.uri(), f"bench{size}", run) for run in rounds]
            best = min(found, key=lambda each: each["seconds"])
            assert best["streams"] == size
            each = best["seconds"] / size
            first = first or each
            grown = max(each["grown"] for each in found) / 1024
            print(f"| {size} | {each / first:.2f} | {each / (best['floor'] / size):.2f} | {grown:.1f} |", flush=True)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(compiled(sys.argv[1], sys.argv[2], int(sys.argv[3])))))
