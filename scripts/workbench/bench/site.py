"""Servers on a register of the sample province with many more cases. CPU time and wall time are measured.

Servers take turns in every round, so that other load on the machine affects all of them. Each gets the same questions
in the same order. Answers are compared. The further cases are copies: only heads, each with its own claim and key. They
have no revisions, so nothing can be written to them. Word frequencies are as uneven as in a language.
"""

import asyncio
import os
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx

from domain.kernel.vocabulary import Kind
from scripts.cli import issuer
from scripts.cli.seed.verb import seed
from scripts.cli.tokens import cards
from scripts.local import database, queue
from scripts.local.home import environment
from scripts.local.process import HOST, Program, spawn
from scripts.workbench import ROOT
from scripts.workbench.bench.measured_api import HELD, RECORDED
from store.driver.connection import Document, connected
from store.heads.collection import heads_of
from store.heads.head_texts import closed
from store.keys.master import MasterKey
from store.kinds.case_heads import NEVER, searchable
from store.process.settings import Settings
from store.provisioning.provision import lay_out
from store.record.canonical import plain
from store.record.revision import state_of

PREFIX: Final = "bench"
SIZE: Final = 1_000  # copies that the questions are about; also the size of the register beside the peers
BATCH, MINUTES_APART = 500, 17
FIRST = datetime(2022, 1, 1, tzinfo=UTC)
SYLLABLES = [onset + rime for rime in ("a", "ang", "ong", "inh", "oa", "uoi", "yen") for onset in "bcdghklmnprstvx"]
UVICORN = ("--no-access-log", "--log-level", "warning", "--timeout-keep-alive", "300")  # clients wait for their turn
ROUNDS, RETRIES, ANSWER_SECONDS, IDLE_SECONDS = 4, 9, 700, 5.0
Env = Mapping[str, str]
Samples = list[tuple[Any, Document]]  # heads, each after the plain data of its state
Cost = tuple[float, float]  # milliseconds of CPU and of wall time for an answer


class Site(ExitStack):
    """A database, embedded or at an address, a queue, registers and servers. All of them end with the site."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(self.enter_context(TemporaryDirectory()))
        self._uri = os.environ.get("BENCH_MONGO_URI", "")
        if not self._uri:
            stored = database.launch(self._folder / "data", sync=False)
            self.callback(stored.kill)
            self._uri = stored.uri()
        waiting = queue.launch(self._folder / "queue")
        self.callback(waiting.kill)
        self._queue, self._key = waiting.url, self._folder / "master.key"
        self._key.write_text("07" * 32)
        # Below the ports that the system gives to clients, which could then speak to themselves.
        self._ports = iter(range(20_000 + secrets.randbelow(12_000), 65_536))

    async def register(self, prefix: str, size: int) -> Env:
        """Make a register with this many more cases. Return the settings of its API."""
        env = {
            "CASEBOOK_HOME": str(self._folder / prefix),
            "CASEBOOK_MONGO_URI": self._uri,
            "CASEBOOK_MONGO_PREFIX": prefix,
            "CASEBOOK_REDIS_URL": self._queue,
            "CASEBOOK_MASTER_KEY_FILE": str(self._key),
            "CASEBOOK_ISSUER": "https://issuer.example",
            "CASEBOOK_ISSUER_AGENCIES": "https://issuer.example=*",
            "CASEBOOK_AUDIENCE": "https://casebook.example",
            "CASEBOOK_JWKS_FILE": str(self._folder / prefix / "issuer/jwks.json"),
            "CASEBOOK_MODE": "development",
            "CASEBOOK_CALLER_RATE": "1000000",
        }
        issuer.make(issuer.folder(env))
        settings = Settings.from_env(env)
        async with connected(settings) as connection:
            await lay_out(connection.client, connection.names)
            await seed(settings)
            heads, samples = heads_of(connection, Kind.CASE), Samples()
            async for head in heads.find({}).sort("code"):
                row = await connection.revisions.find_one({"_id": f"{head['_id']}:{head['n']}"})
                assert row is not None
                samples.append((plain(state_of(row)), head))
            chance = Random(14)
            for first in range(0, size, BATCH):
                numbers = range(first, min(first + BATCH, size))
                made = [_copy(number, samples, chance, connection.master) for number in numbers]
                await connection.wrapped.insert_many([wrapped for _, wrapped in made], ordered=False)
                await heads.stored.insert_many([head for head, _ in made], ordered=False)
        return env

    def serve(self, name: str, app: str, env: Env) -> "Server":
        """Serve an application of Python with uvicorn, or a module of Node.js."""
        port, log = str(next(self._ports)), self._folder / f"{name}.log"
        uvicorn = [sys.executable, "-m", "uvicorn", app, "--factory", "--host", HOST, *UVICORN, "--port", port]
        command = ["node", app, port] if app.endswith(".mjs") else uvicorn
        process = spawn(command, log, env=environment(env), cwd=ROOT)
        self.callback(Program(process, log).halt)
        patient = httpx.AsyncHTTPTransport(retries=RETRIES)
        client = httpx.AsyncClient(base_url=f"http://{HOST}:{port}", transport=patient, timeout=ANSWER_SECONDS)
        return Server(name, process.pid, client, cards(env)["tokens"])


def _copy(number: int, samples: Samples, chance: Random, master: MasterKey) -> tuple[Document, Any]:
    """Return a copy of a head as stored, and the row of its encryption key. Copies from SIZE on have no duties and
    other words. Only viewers of all cases see them. So answers about the first copies are as large in each register."""
    more, at = number >= SIZE, opened_at(number)
    value, head = chance.choice(samples)
    own = {"_id": case_id(number), "id": case_id(number), "n": 1, "code": f"CB-2022-{number:06}", "opened_at": at}
    own |= {"changed_at": at, "receipt": head["receipt"] | {"received_at": at}, "claim": words(chance, more=more)}
    head = head | own | ({"seen_by": [], "duties": [], "owed_by": NEVER} if more else {})
    return closed(value, head | searchable(head, None, master), None, master)


def words(chance: Random, most: int = 30, *, more: bool = False) -> str:
    drawn = (SYLLABLES[min(int(chance.paretovariate(0.9)), len(SYLLABLES) - 1)] for _ in range(most))
    return " ".join(f"{word}t" if more else word for word in drawn).capitalize()


def case_id(number: int) -> str:
    return f"case-{number:032x}"


def opened_at(number: int) -> datetime:
    return FIRST + timedelta(minutes=MINUTES_APART * number)


@dataclass(frozen=True)
class Question:
    """Operation that is sent repeatedly, each time with other variables and by another person.

    `asked` returns the variables of a repetition. `heard` is called with each answer.
    """

    name: str
    text: str
    asked: Callable[[int], Mapping[str, Any]] = lambda number: {}
    who: Sequence[str] = ("lead-handler",)
    times: int = 25
    heard: Callable[[int, Any], None] = lambda number, data: None


@dataclass
class Server:
    """Server under measurement, with a client and the tokens of its callers."""

    name: str
    process: int
    client: Any
    tokens: Mapping[str, str]
    burned: float = 0.0  # CPU seconds in one idle second, which are subtracted from the cost of answers

    def cpu(self) -> float:
        """Return the CPU seconds of all threads of the server."""
        tasks = Path(f"/proc/{self.process}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    async def ready(self) -> None:
        """Wait until the server answers, then measure its idle CPU."""
        await self.client.get("/livez")
        before = self.cpu()
        await asyncio.sleep(IDLE_SECONDS)
        self.burned = (self.cpu() - before) / IDLE_SECONDS

    async def ask(self, question: Question, number: int) -> Any:
        """Return the data of one answer. Raise AssertionError for an answer with errors."""
        token = self.tokens[question.who[number % len(question.who)]]
        headers = {"Authorization": f"Bearer {token}", "Casebook-Purpose": "INSPECTION"}
        body = {"query": question.text, "variables": question.asked(number)}
        found = (await self.client.post("/graphql", json=body, headers=headers)).json(object_hook=unordered)
        assert "errors" not in found, (self.name, question.name, str(found)[:500])
        question.heard(number, found["data"])
        return found["data"]

    async def round(self, question: Question, number: int) -> tuple[Cost, Any]:
        """Send the questions of one round. Return the cost, which includes recording the readings, and the answers."""
        (await self.client.post(RECORDED)).raise_for_status()
        before, begun, first = self.cpu(), time.monotonic(), number * question.times
        answers = [await self.ask(question, first + at) for at in range(question.times)]
        waited = time.monotonic() - begun
        (await self.client.post(RECORDED)).raise_for_status()
        burned = self.burned * (time.monotonic() - begun)
        each = question.times / 1e3
        return ((self.cpu() - before - burned) / each, waited / each), answers


def unordered(part: dict[str, Any]) -> dict[str, Any]:
    """Return a part of an answer with its counts sorted, because their order has no meaning."""
    return {name: sorted(rows, key=str) if name in ("duties", "states") else rows for name, rows in part.items()}


async def measured(
    servers: Sequence[Server], questions: Sequence[Question], names: Sequence[str] = (), *, alike: bool = True
) -> None:
    """Print the costs of the last server, and the ratios of its CPU to that of the other servers: median and maximum.

    `names` are the rows to print; without names all are printed. The first round warms up and does not count. Raise
    AssertionError if answers differ that should be `alike`.
    """
    last, head = servers[-1], ["answer", "CPU, ms", "waited, ms", "held, ms", *(f"of {each.name}" for each in servers)]
    print("", " | ".join(head[:-1]), " | ".join("---" for _ in head[:-1]), sep="\n", flush=True)
    for question in (each for each in questions if not names or each.name in names):
        costs = dict[str, list[Cost]]()
        for number in range(ROUNDS + 1):
            answers = list[Any]()
            for server in servers[:: -1 if number % 2 else 1]:
                cost, given = await server.round(question, number)
                costs.setdefault(server.name, []).append(cost)
                answers.append(given)
            assert not alike or all(given == answers[0] for given in answers), question.name
        await last.client.get(HELD)
        await last.round(question, ROUNDS + 1)
        held = float((await last.client.get(HELD)).text) * 1e3
        [*others, own] = (costs[server.name][1:] for server in servers)
        ratios = [[one / its for (one, _), (its, _) in zip(own, other, strict=True)] for other in others]
        middles = [f"{statistics.median(each):.2f}" for each in zip(*own, strict=True)]
        shares = [f"{statistics.median(each):.2f} ({max(each):.2f})" for each in ratios]
        print(" | ".join([question.name, *middles, f"{held:.0f}", *shares]), flush=True)
