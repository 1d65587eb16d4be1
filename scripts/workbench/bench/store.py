"""What the store costs over the bare driver doing the same writes in the same transaction.

The bare side inserts revision, marker, command, sealed value and key and replaces the head, with documents of
the same sizes made beforehand: no rule, no hash, no seal, no registry. Rounds alternate, so that whatever else
the machine does meets both sides.
"""

import asyncio
import secrets
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from domain.administration.agencies import GrantCompetence, RegisterAgency
from domain.administration.grants import EnterGrant
from domain.administration.leads import AssignLead
from domain.administration.officers import AppointOfficer
from domain.case.checks import RecordCheck, StartChecking
from domain.case.intake import ReportCase, ScreenCase
from domain.case.state.case import Category, Channel, CheckMethod, CheckOutcome, Medium
from domain.kernel.actor import OPERATOR, Caller
from domain.kernel.kind import Kind
from domain.kernel.policy import ceiling
from domain.kernel.roles import AgencyKind, Post, Role
from domain.registry.agency import Task
from scripts.local.template import running_database
from store.driver.connection import Connection
from store.driver.databases import Names
from store.driver.transaction import Session, transaction
from store.heads.collection import heads_of
from store.keys.master import MasterKey
from store.provisioning.provision import lay_out
from store.store import Store
from store.write.writes import Writes

ROUNDS, WRITES, WRITERS = 4, 48, 16
SINCE = date(2021, 7, 4)
AGENCY, SUBJECT, OFFICER = "agency-bench", "bench@example.invalid", "officer-bench"

Write = Callable[[int], Awaitable[None]]


@dataclass
class Figures:
    """Seconds a round, both sides."""

    casebook: list[float]
    bare: list[float]

    def line(self, name: str) -> str:
        """A row of the table."""
        ratios = [ours / bare for ours, bare in zip(self.casebook, self.bare, strict=True)]
        rate = WRITES / statistics.median(self.casebook)
        spread = f"{min(ratios):.2f} / {statistics.median(ratios):.2f} / {max(ratios):.2f}"
        return f"| {name} | {rate:.0f} | {spread} |"


async def timed(write: Write, writers: int) -> float:
    """Seconds for WRITES writes by so many writers."""
    waiting = iter(range(WRITES))

    async def writer() -> None:
        for number in waiting:
            await write(number)

    begun = time.perf_counter()
    await asyncio.gather(*(writer() for _ in range(writers)))
    return time.perf_counter() - begun


async def compare(ours: Write, bare: Write, writers: int) -> Figures:
    """Rounds of both, alternating; the first of each is a warm-up."""
    figures = Figures([], [])
    for _ in range(ROUNDS + 1):
        figures.casebook.append(await timed(ours, writers))
        figures.bare.append(await timed(bare, writers))
    return Figures(figures.casebook[1:], figures.bare[1:])


class Bench:
    """A store with one agency that does everything, and bare writes to compare with."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.store = connection, Store(connection)
        scopes = frozenset(str(scope) for scope in ceiling(Role.LEAD))
        self.who = Caller(subject=SUBJECT, client="bench", agency=AGENCY, scopes=scopes, person=True)
        # A machine reports: an officer may enter only so many reports a day.
        self.machine = Caller(subject="bench", client="bench", agency=AGENCY, scopes=scopes, person=False)
        self.cases: list[str] = []
        self.models: dict[str, Any] = {}

    async def prepare(self) -> None:
        """The registry and WRITERS cases under check."""
        agency = RegisterAgency(kind=AgencyKind.DEPARTMENT, since=SINCE, source="bench")
        granted = GrantCompetence(task=Task.VERIFY, since=SINCE, source="bench")
        posts = (Post.HANDLER,)
        person = AppointOfficer(subject=SUBJECT, agency=AGENCY, posts=posts, since=SINCE, appointment="bench")
        lead = AssignLead(agency=AGENCY, since=SINCE, source="bench")
        grant = EnterGrant(agency=AGENCY, scopes=tuple(sorted(self.who.scopes)), source="bench")
        for target, command, version in (
            (AGENCY, agency, None),
            (AGENCY, granted, 1),
            (OFFICER, person, None),
            ("lead-bench", lead, None),
            ("grant-bench", grant, None),
        ):
            await self.store.execute(OPERATOR, command, command_id=uuid4(), target=target, expected=version)
        self.cases = [await self.a_case() for _ in range(WRITERS)]
        await self.learn_models()

    async def a_case(self) -> str:
        """A case under check."""
        made = await self.store.execute(self.machine, _report(), command_id=uuid4())
        for command in (ScreenCase(category=Category.OTHER, assigned=AGENCY), StartChecking(focal=OFFICER)):
            made = await self.store.execute(
                self.who, command, command_id=uuid4(), target=made.stream, expected=made.version
            )
        return made.stream

    async def learn_models(self) -> None:
        """Documents as large as those that a check writes."""
        made = await self.store.execute(self.who, _check(), command_id=uuid4(), target=self.cases[0])
        stream = {"stream": made.stream}
        self.models = {
            "revision": await self.connection.revisions.find_one({"_id": f"{made.stream}:{made.version}"}),
            "command": await self.connection.commands.find_one({**stream, "n": made.version}),
            "sealed": await self.connection.sealed.find_one(stream),
            "wrapped": await self.connection.wrapped.find_one(stream),
            "head": made.document,
        }

    async def check(self, case: str) -> None:
        """Casebook's own write."""
        await self.store.execute(self.who, _check(), command_id=uuid4(), target=case)

    async def report(self, _: int) -> None:
        """A new case."""
        await self.new_case()

    async def new_case(self) -> str:
        """The id of a new case."""
        made: str = (await self.store.execute(self.machine, _report(), command_id=uuid4())).stream
        return made

    async def bare_check(self, head: str) -> None:
        """The same documents by the bare driver: read the head, write six documents."""
        id = secrets.token_hex(16)

        async def work(session: Session) -> None:
            heads = heads_of(self.connection, Kind.CASE)
            found = await heads.find_one({"_id": head}, session=session)
            assert found is not None
            await self._write(id, {**found, "n": found["n"] + 1}, found["n"], session)

        await transaction(self.connection.client, work, within=30)

    async def bare_report(self, _: int) -> None:
        """A new head with the same documents."""
        id = secrets.token_hex(16)

        async def work(session: Session) -> None:
            await self.connection.counters.find_one({"_id": "none"}, session=session)
            await self._write(id, {**self.models["head"], "_id": id, "code": id}, 0, session)

        await transaction(self.connection.client, work, within=30)

    async def _write(self, id: str, head: dict[str, Any], expected: int, session: Session) -> None:
        writes, names = Writes(self.connection), self.connection.names
        fresh = {"_id": id, "stream": id, "n": 1}
        writes.revision({**self.models["revision"], **fresh}, {**fresh, "leaf": b"\0" * 32, "at": datetime.now(UTC)})
        writes.insert(names.record, "commands", {**self.models["command"], "_id": id})
        writes.insert(names.vault, "sealed", {**self.models["sealed"], "_id": id})
        writes.insert(names.keys, "wrapped", {**self.models["wrapped"], "_id": id})
        writes.head(Kind.CASE, head, expected)
        await writes.run(session)

    async def bare_heads(self) -> list[str]:
        """Heads for the bare side, as large as a case's, so that both sides replace alike."""
        ids = [f"bare-{number}" for number in range(WRITERS)]
        for id in ids:
            head = {**self.models["head"], "_id": id, "code": id, "n": 1}
            await heads_of(self.connection, Kind.CASE).insert_one(head)
        return ids


def _report() -> ReportCase:
    return ReportCase(
        claim="Tin đồn rằng trạm y tế xã đóng cửa vào tuần tới. " * 10,
        channel=Channel.E_DOCUMENT,
        detected_at=datetime(2026, 1, 1, tzinfo=UTC),
        free_of_secrets=True,
        medium=Medium.WEBSITE,
        url="https://tin.example/bai-1",
    )


def _check() -> RecordCheck:
    return RecordCheck(
        method=CheckMethod.OWN_RECORDS,
        outcome=CheckOutcome.AS_REPORTED,
        summary="Bài đăng còn đó, nội dung như đã báo.",
    )


async def run(uri: str) -> list[str]:
    """The table's rows."""
    from pymongo import AsyncMongoClient

    rows = []
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        names = Names("bench")
        await lay_out(client, names)
        master = MasterKey(secrets.token_bytes(32))
        bench = Bench(Connection(client=client, names=names, master=master, origin="bench.localhost/log"))
        await bench.prepare()
        rows.append((await compare(bench.report, bench.bare_report, 1)).line("report a case, 1 writer"))
        figures = await compare(bench.report, bench.bare_report, WRITERS)
        rows.append(figures.line(f"report cases, {WRITERS} writers"))
        heads = await bench.bare_heads()
        figures = await compare(
            lambda number: bench.check(bench.cases[number % WRITERS]),
            lambda number: bench.bare_check(heads[number % WRITERS]),
            WRITERS,
        )
        rows.append(figures.line(f"add checks to {WRITERS} cases, {WRITERS} writers"))
        fresh = [await bench.a_case() for _ in range(ROUNDS + 1)]
        calls = iter(range(10**9))
        figures = await compare(
            lambda _: bench.check(fresh[next(calls) // WRITES]), lambda _: bench.bare_check(heads[0]), WRITERS
        )
        rows.append(figures.line(f"add checks to one case, {WRITERS} writers"))
    return rows


def main() -> None:
    """Start a database, measure, print."""
    with tempfile.TemporaryDirectory() as folder, running_database(Path(folder) / "data") as database:
        rows = asyncio.run(run(database.uri()))
    print("| writes | casebook, writes/s | time / bare driver (min / median / max) |")
    print("|---|---|---|")
    print("\n".join(rows))
