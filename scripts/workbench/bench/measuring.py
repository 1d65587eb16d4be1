"""What benches of a running API share: candidates side by side, asked in turn, by the CPU of their processes.

A candidate is a checkout of this repository that serves the same database. Candidates take turns in every round, so
that whatever else the machine does meets all of them; figures are the least, the middle and the most of the rounds.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from scripts.workbench.bench.patient import RECORDED
from scripts.workbench.bench.press import HOST, UVICORN

READY_SECONDS, ANSWER_SECONDS = 300, 700
API, RECORDING = "api.app:create", "scripts.workbench.bench.patient:create"
PATIENT = "scripts.workbench.bench.patient:patient"


def cpu_of(process: int) -> float:
    """Seconds that all threads of a process have run."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def whole_cpu_of(process: int) -> float:
    """The same with threads that ended meanwhile, such as those of closed connections; to a hundredth of a second."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(root: Path, env: Mapping[str, str], port: int, api: str = API) -> Iterator[int]:
    """The API of a checkout, as it is or one of `scripts/workbench/bench/patient.py`: the id of its process."""
    command = [sys.executable, "-m", "uvicorn", api, "--factory"]
    command += ["--host", HOST, "--port", str(port), *UVICORN]
    process = subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root), **env})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


class TimedOut(Exception):
    """The API gave an operation up, because it or the database took too long."""


@dataclass(frozen=True)
class Question:
    """An operation that is asked over and over, and who asks."""

    name: str
    text: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    who: str = "lead"


@dataclass
class Candidate:
    """A served checkout, with the tokens of those who ask."""

    name: str
    process: int
    port: int
    tokens: Mapping[str, str]
    database: int | None = None
    """The process of a database of its own."""
    records: bool = False
    """Whether it records what was read when it is told to: that is a part of what an answer costs."""
    burned: float = 0.0
    """Seconds of CPU that its process takes in a second while nobody asks: no answer is charged with them."""

    async def ready(self) -> None:
        """Wait until it serves. Raises TimeoutError."""
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(base_url=f"http://{HOST}:{self.port}") as client:
            while True:
                try:
                    await client.get("/livez")
                    return
                except httpx.TransportError:
                    await asyncio.sleep(0.1)

    async def ask(self, client: httpx.AsyncClient, question: Question) -> Any:
        """One answer. Raises TimedOut, or AssertionError for one with errors."""
        headers = {"Authorization": f"Bearer {self.tokens[question.who]}"}
        body = {"query": question.text, "variables": dict(question.variables)}
        answer = await client.post(f"http://{HOST}:{self.port}/graphql", json=body, headers=headers)
        found = answer.json()
        if found.get("errors", [{}])[0].get("extensions", {}).get("code") == "TIMEOUT":
            raise TimedOut
        assert "errors" not in found, (self.name, question.name, answer.text[:500])
        return found["data"]

    async def settle(self, client: httpx.AsyncClient) -> None:
        """Have recorded what was read."""
        if self.records:
            (await client.post(f"http://{HOST}:{self.port}{RECORDED}")).raise_for_status()

    async def cost(self, question: Question, times: int, clients: int = 1) -> list[float]:
        """Milliseconds of CPU for one of so many answers to each client: of its process, then of its own database."""
        watched = [self.process, *([self.database] if self.database else [])]

        async def asked(client: httpx.AsyncClient) -> None:
            for _ in range(times):
                await self.ask(client, question)

        async with AsyncExitStack() as open:
            made = [httpx.AsyncClient(timeout=ANSWER_SECONDS) for _ in range(clients)]
            connected = [await open.enter_async_context(client) for client in made]
            await asyncio.gather(*(self.ask(client, question) for client in connected))  # whatever is made once
            await self.settle(connected[0])
            before, begun = [cpu_of(process) for process in watched], time.monotonic()
            await asyncio.gather(*map(asked, connected))
            await self.settle(connected[0])
            waited = time.monotonic() - begun
        spent = [cpu_of(process) - was for process, was in zip(watched, before, strict=True)]
        spent[0] -= self.burned * waited
        return [seconds * 1e3 / times / clients for seconds in spent]

    async def look_idle(self, seconds: float) -> None:
        """See what it burns while nobody asks."""
        before, begun = cpu_of(self.process), time.monotonic()
        await asyncio.sleep(seconds)
        self.burned = (cpu_of(self.process) - before) / (time.monotonic() - begun)


async def in_turn(
    candidates: Sequence[Candidate],
    questions: Sequence[Question],
    rounds: int,
    times: int,
    clients: int = 1,
) -> dict[tuple[str, str], list[list[float]]]:
    """Costs by question and candidate, one for each round; the first round warms up and does not count.

    Of what times out, the rounds before are there.
    """
    found: dict[tuple[str, str], list[list[float]]] = {}
    for number in range(rounds + 1):
        for question in questions:
            for candidate in (candidates, candidates[::-1])[number % 2]:
                try:
                    cost = await candidate.cost(question, times, clients)
                except TimedOut:
                    continue
                if number:
                    found.setdefault((question.name, candidate.name), []).append(cost)
    return found


def spread(values: Sequence[float], places: int = 2) -> str:
    """The least, the middle and the most."""
    return " / ".join(f"{pick(values):.{places}f}" for pick in (min, statistics.median, max))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as Markdown has it."""
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
