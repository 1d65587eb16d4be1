"""Servers under measurement, each in its own process. CPU time and wall time are measured.

Servers take turns in every round, so that other load on the machine affects all of them. Each gets the same questions
in the same order, and no question twice. Answers are compared.
"""

import asyncio
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
from pymongo import AsyncMongoClient

from scripts.cli.issuer import DAY, Mint, make, signing_key
from scripts.cli.seed.stories import SAMPLES, caller
from scripts.local import database, queue
from scripts.workbench import ROOT
from scripts.workbench.bench.measured_api import HELD, RECORDED
from scripts.workbench.bench.register import MASTER, fill
from store.driver.connection import Connection, Names
from store.keys.master import MasterKey
from store.process.settings import Settings

HOST: Final = "127.0.0.1"
PREFIX: Final = "bench"
READY_SECONDS, ANSWER_SECONDS, IDLE_SECONDS = 300, 700, 5.0
ROUNDS: Final = 4
UVICORN = ("--no-access-log", "--log-level", "warning", "--timeout-keep-alive", "300")
"""Options of uvicorn. A client may be silent for longer than servers usually wait, because servers take turns."""
Tokens = Mapping[str, str]


class Site(ExitStack):
    """A database, embedded or at an address, a queue, registers and servers. All of them end with the site."""

    def __init__(self, uri: str | None = None) -> None:
        super().__init__()
        self.folder = Path(self.enter_context(TemporaryDirectory()))
        if uri is None:
            stored = database.launch(self.folder / "data", sync=False)
            self.callback(stored.kill)
            uri = stored.uri()
        waiting = queue.launch(self.folder / "queue")
        self.callback(waiting.kill)
        self.uri, self._queue = uri, waiting.url
        # Below the ports that the system gives to clients, which could then speak to themselves.
        self._ports = iter(range(20_000 + secrets.randbelow(12_000), 65_536))

    def connection(self, prefix: str, **options: Any) -> Connection:
        """Return a connection to a register, for the running loop."""
        client = AsyncMongoClient[dict[str, Any]](self.uri, tz_aware=False, **options)
        return Connection(client=client, names=Names(prefix), master=MasterKey(MASTER), origin="bench.localhost/log")

    def register(self, prefix: str, size: int) -> tuple[dict[str, str], Tokens]:
        """Make a register. Return the settings of its API, and a token for each of its people."""
        (self.folder / "master.key").write_text(MASTER.hex())
        env = {
            "CASEBOOK_MONGO_URI": self.uri,
            "CASEBOOK_MONGO_PREFIX": prefix,
            "CASEBOOK_REDIS_URL": self._queue,
            "CASEBOOK_MASTER_KEY_FILE": str(self.folder / "master.key"),
            "CASEBOOK_ISSUER": "https://issuer.example",
            "CASEBOOK_ISSUER_AGENCIES": "https://issuer.example=*",
            "CASEBOOK_AUDIENCE": "https://casebook.example",
            "CASEBOOK_JWKS_FILE": str(self.folder / prefix / "jwks.json"),
            "CASEBOOK_MODE": "development",
            "CASEBOOK_CALLER_RATE": "1000000",
        }

        asyncio.run(fill(self.connection(prefix), size))
        make(self.folder / prefix)
        mint = Mint(Settings.from_env(env), signing_key(self.folder / prefix), env["CASEBOOK_ISSUER"])
        return env, {name: mint.token(caller(name), DAY, mint.now) for name in SAMPLES}

    def serve(self, name: str, app: str, env: Mapping[str, str], tokens: Tokens) -> "Server":
        """Serve an application of Python with uvicorn, or a module of Node.js."""
        port = str(next(self._ports))
        uvicorn = [sys.executable, "-m", "uvicorn", app, "--factory", "--host", HOST, *UVICORN, "--port"]
        command = ["node", app, port] if app.endswith(".mjs") else [*uvicorn, port]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **env})
        self.callback(process.wait, 30)
        self.callback(process.terminate)
        return Server(name, process.pid, f"http://{HOST}:{port}", tokens)


@dataclass(frozen=True)
class Question:
    """Operation that is sent repeatedly, each time with other variables and by another person."""

    name: str
    text: str
    asked: Callable[[int], Mapping[str, Any]] = lambda number: {}
    """Function that returns the variables for each repetition."""
    who: Sequence[str] = ("lead-handler",)
    times: int = 25


@dataclass
class Server:
    """Server under measurement, with the tokens of its callers."""

    name: str
    process: int
    url: str
    tokens: Tokens
    burned: float = 0.0
    """CPU seconds in one idle second, which are subtracted from the cost of answers."""

    def cpu(self) -> float:
        """Return the CPU seconds of all threads of the server."""
        tasks = Path(f"/proc/{self.process}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    async def ready(self) -> None:
        """Wait until the server answers, then measure its idle CPU. Raise TimeoutError."""
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient() as client:
            while True:
                try:
                    await client.get(f"{self.url}/livez")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        before = self.cpu()
        await asyncio.sleep(IDLE_SECONDS)
        self.burned = (self.cpu() - before) / IDLE_SECONDS

    async def ask(self, client: httpx.AsyncClient, question: Question, number: int) -> Any:
        """Return the data of one answer. Raise AssertionError for an answer with errors."""
        token = self.tokens[question.who[number % len(question.who)]]
        headers = {"Authorization": f"Bearer {token}", "Casebook-Purpose": "INSPECTION"}
        body = {"query": question.text, "variables": dict(question.asked(number))}
        found = (await client.post(f"{self.url}/graphql", json=body, headers=headers)).json()
        assert "errors" not in found, (self.name, question.name, str(found)[:500])
        return found["data"]

    async def round(self, client: httpx.AsyncClient, question: Question, numbers: range) -> tuple["Cost", list[Any]]:
        """Send the question once for each number. Return the cost and the answers. The cost includes recording the
        round's reads."""
        (await client.post(f"{self.url}{RECORDED}")).raise_for_status()
        before, begun = self.cpu(), time.monotonic()
        answers = [await self.ask(client, question, number) for number in numbers]
        waited = time.monotonic() - begun
        (await client.post(f"{self.url}{RECORDED}")).raise_for_status()
        burned = self.burned * (time.monotonic() - begun)
        each = len(numbers) / 1e3
        return Cost((self.cpu() - before - burned) / each, waited / each), answers

    @asynccontextmanager
    async def holding(self, client: httpx.AsyncClient) -> AsyncIterator[list[float]]:
        """Yield a list. After the block it has the milliseconds of the loop's longest turn in the block."""
        found = list[float]()
        await client.get(f"{self.url}{HELD}")
        yield found
        found.append((await client.get(f"{self.url}{HELD}")).json() * 1e3)


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU and wall time for an answer, and of the loop's longest turn."""

    cpu: float
    waited: float


async def rounds(
    servers: Sequence[Server], question: Question, *, alike: bool = True
) -> tuple[list[list[Cost]], float]:
    """Send the questions to every server in turn. Return the costs of each server without the first round, which warms
    up.

    Raise AssertionError if answers differ that should be the same.
    """
    found: list[list[Cost]] = [[] for _ in servers]
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as client:
        for number in range(ROUNDS + 1):
            numbers, given = range(number * question.times, (number + 1) * question.times), dict[int, Any]()
            for at in range(len(servers))[:: -1 if number % 2 else 1]:
                cost, given[at] = await servers[at].round(client, question, numbers)
                found[at].append(cost)
            assert not alike or all(same(answers, given[0]) for answers in given.values()), question.name
        async with servers[-1].holding(client) as held:
            last = (ROUNDS + 1) * question.times
            await servers[-1].round(client, question, range(last, last + question.times))
    return [costs[1:] for costs in found], held[0]


def same(one: Any, other: Any) -> bool:
    """Return whether answers are equal apart from the order of counts and of fields."""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [sorted(rows, key=str) if rows and "count" in rows[0] else rows for rows in (one, other)]
        return all(map(same, *pairs))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    return bool(one == other)


HEAD: Final = ["CPU", "ms", "waited, ms", "held, ms"]


def costs_of(costs: Sequence[Cost], held: float) -> list[str]:
    """Format the medians of CPU and time, and the longest turn."""
    middles = (statistics.median(getattr(cost, what) for cost in costs) for what in ("cpu", "waited"))
    return [*(f"{middle:.2f}" for middle in middles), f"{held:.0f}"]


def share(ours: Sequence[Cost], theirs: Sequence[Cost]) -> str:
    """Format the median and the maximum of the ratio of our CPU to another's."""
    shares = [own.cpu / their.cpu for own, their in zip(ours, theirs, strict=True)]
    return f"{statistics.median(shares):.2f} ({max(shares):.2f})"


def line(cells: Sequence[str]) -> str:
    """Format a row of a Markdown table."""
    return f"| {' | '.join(cells)} |"
