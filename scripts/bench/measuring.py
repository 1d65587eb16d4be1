"""What benches of a running API share: candidates side by side, asked in turn, by the CPU of their processes.

A candidate is a checkout of this repository that serves the same database. Candidates take turns in every round, so
that whatever else the machine does meets all of them; figures are the least, the middle and the most of the rounds.
"""

import asyncio
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from scripts.bench.press import HOST

ROOT = Path(__file__).parents[2]
READY_SECONDS = 120


def cpu_of(process: int) -> float:
    """Seconds that all threads of a process have run."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


@contextmanager
def served(root: Path, env: Mapping[str, str], port: int) -> Iterator[int]:
    """The API of a checkout: the id of its process."""
    command = [sys.executable, "-m", "uvicorn", "api.app:create", "--factory", "--host", HOST, "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
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

    async def cost(self, question: Question, times: int, others: Sequence[int] = ()) -> list[float]:
        """Milliseconds of CPU for one of so many answers: of its own process, then of others."""
        watched = [self.process, *others]
        async with httpx.AsyncClient(timeout=120) as client:
            await self.ask(client, question)  # the connection, and whatever is made once
            before = [cpu_of(process) for process in watched]
            for _ in range(times):
                await self.ask(client, question)
        return [(cpu_of(process) - begun) * 1e3 / times for process, begun in zip(watched, before, strict=True)]


async def in_turn(
    candidates: Sequence[Candidate], questions: Sequence[Question], rounds: int, times: int, others: Sequence[int] = ()
) -> dict[tuple[str, str], list[list[float]]]:
    """Costs by question and candidate, one for each round; the first round warms up and does not count.

    Of what times out, the rounds before are there.
    """
    found: dict[tuple[str, str], list[list[float]]] = {}
    for number in range(rounds + 1):
        for question in questions:
            for candidate in (candidates, candidates[::-1])[number % 2]:
                try:
                    cost = await candidate.cost(question, times, others)
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
