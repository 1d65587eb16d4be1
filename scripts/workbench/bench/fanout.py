"""How soon an event is told to a hundred subscribers, and what it costs the API's process.

`python -m scripts.workbench.bench fanout`. One API, one sealer, an embedded database. A machine reports a case; a
subscriber is told once the case is sealed, which is done once a second at most. Times are those from the command's
answer until a subscriber has read the event, and so hold the wait for the sealer; the last columns are without it. A
case is reported one to two seconds after everybody was told of the one before, at some moment of the sealer's looks;
those at once wait for its next second. A hundred subscribers are ten callers with ten event streams each."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from pymongo import AsyncMongoClient

from domain.kernel.policy import IMPERSONAL, ceiling
from domain.kernel.roles import Role
from scripts.local.template import running_database, running_queue
from scripts.workbench import ROOT
from scripts.workbench.bench.limits import signed_in
from scripts.workbench.bench.measuring import Candidate, cpu_of, served, spread, table
from scripts.workbench.bench.press import AGENCY, HOST, NAMES, a_port, connected, settings
from scripts.workbench.bench.store import Bench
from store.driver.connection import wall_clock
from store.log.sealing.directory import create_directory
from store.provisioning.provision import lay_out

CALLERS: Final = 10
COUNTS: Final = (1, 10, 100)
"""Subscribers at once."""
EVENTS, AT_ONCE = 8, 20
"""Events one after another, and events that are written as fast as the register writes them."""
PATIENCE_SECONDS: Final = 300.0
AGAIN_SECONDS: Final = 1.0
SEALED_SECONDS: Final = 1.0
"""How often it is sealed at most."""
SEED: Final = 25
ORIGIN: Final = "bench.localhost/log"
FOLLOW: Final = (
    "subscription { caseChanged { cursor version case { id code state claim changedAt lead { id name } } } }"
)


@contextmanager
def sealing(uri: str, folder: Path) -> Iterator[None]:
    """A sealer as a process."""
    home = create_directory(folder / "sealer", ORIGIN, wall_clock()).path
    env = {"CASEBOOK_MONGO_URI": uri, "CASEBOOK_MONGO_PREFIX": NAMES.prefix, "CASEBOOK_LOG_ORIGIN": ORIGIN}
    env |= {"CASEBOOK_SEALER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "workers.sealer"]
    with (folder / "sealer.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@dataclass
class Subscriber:
    """An event stream over HTTP: when it read of which case."""

    port: int
    token: str
    told: dict[str, float] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Follow until cancelled."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        body = json.dumps({"query": FOLLOW}).encode()
        lines = [
            *("POST /graphql HTTP/1.1", f"Host: {HOST}", "Accept: text/event-stream", "Content-Type: application/json"),
            *(f"Content-Length: {len(body)}", f"Authorization: Bearer {self.token}", "", ""),
        ]
        writer.write("\r\n".join(lines).encode() + body)
        try:
            async for line in reader:
                if line.startswith(b"data: {"):
                    found = json.loads(line[6:])
                    self.told[found["data"]["caseChanged"]["case"]["id"]] = time.perf_counter()
                    self.news.set()
        finally:
            writer.close()

    async def until(self, cases: Sequence[str]) -> list[float]:
        """When it was told of each of some cases. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not all(case in self.told for case in cases):
                self.news.clear()
                await self.news.wait()
        return [self.told[case] for case in cases]


class Fanout:
    """One register, whose changes are followed."""

    def __init__(self, bench: Bench, candidate: Candidate) -> None:
        self._bench, self._candidate = bench, candidate

    async def _report(self) -> tuple[str, float]:
        return await self._bench.new_case(), time.perf_counter()

    async def measure(self, count: int) -> list[str]:
        """A row of the table, for so many subscribers."""
        tokens = list(self._candidate.tokens.values())
        everybody = [Subscriber(self._candidate.port, tokens[number % len(tokens)]) for number in range(count)]
        following = [asyncio.create_task(one.run()) for one in everybody]
        try:
            while not all(one.told for one in everybody):  # until each of them follows
                await self._report()
                await asyncio.sleep(AGAIN_SECONDS)
            return await self._row(everybody)
        finally:
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)

    async def _row(self, everybody: Sequence[Subscriber]) -> list[str]:
        begun, waits, apart = cpu_of(self._candidate.process), list[float](), list[float]()
        chance = Random(SEED)
        for _ in range(EVENTS):
            await asyncio.sleep((1 + chance.random()) * SEALED_SECONDS)
            case, at = await self._report()
            told = [await one.until([case]) for one in everybody]
            waits += [seen - at for [seen] in told]
            apart.append(max(told)[0] - min(told)[0])
        cpu = (cpu_of(self._candidate.process) - begun) * 1e3 / EVENTS / len(everybody)
        burst = [await self._report() for _ in range(AT_ONCE)]
        told = [await one.until([case for case, _ in burst]) for one in everybody]
        late = [seen - at for one in told for seen, (_, at) in zip(one, burst, strict=True)]
        return [str(len(everybody)), spread(waits), spread(late), spread(apart, 3), f"{cpu:.2f}"]


async def measured(uri: str, process: int, port: int, tokens: Mapping[str, str]) -> list[list[str]]:
    """The rows of the table."""
    candidate = Candidate("fanout", process, port, tokens)
    await candidate.ready()
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        fanout = Fanout(Bench(connected(client)), candidate)
        return [await fanout.measure(count) for count in COUNTS]


async def prepare(uri: str) -> None:
    """A register in which a machine may report."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        await lay_out(client, NAMES)
        await Bench(connected(client)).prepare()


def main() -> None:
    """Start a database, a queue, a sealer and an API; measure, print."""
    scopes = " ".join(sorted(scope.value for scope in ceiling(Role.LEAD) & IMPERSONAL))
    names = [f"bench-{number}" for number in range(CALLERS)]
    claims = {name: {"sub": name, "client_id": name, "agency": AGENCY, "scope": scopes} for name in names}
    with tempfile.TemporaryDirectory() as made, ExitStack() as running:
        folder = Path(made)
        database = running.enter_context(running_database(folder / "data"))
        queue = running.enter_context(running_queue(folder / "queue"))
        asyncio.run(prepare(database.uri()))
        env = settings(database.uri(), folder) | {"CASEBOOK_REDIS_URL": queue.url, "CASEBOOK_CALLER_RATE": "1000000"}
        tokens = signed_in(claims, env)
        running.enter_context(sealing(database.uri(), folder))
        port = a_port()
        process = running.enter_context(served(ROOT, env, port))
        rows = asyncio.run(measured(database.uri(), process, port, tokens))
    head = ("subscribers", "told after, s", f"{AT_ONCE} events at once, told after, s", "first to last subscriber, s")
    print(table([*head, "CPU of the API for one event and one subscriber, ms"], rows))
