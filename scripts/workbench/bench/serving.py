"""Servers that are measured: each a process of its own, asked in turn, by the CPU that it takes.

Servers take turns in every round, so that whatever else the machine does meets all of them. Figures are the least, the
middle and the most of the rounds.
"""

import asyncio
import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

import httpx
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from scripts.local.template import running_database, running_queue
from scripts.workbench import ROOT
from scripts.workbench.bench.measured_api import RECORDED
from scripts.workbench.bench.register import MASTER, fill

HOST: Final = "127.0.0.1"
API: Final = "scripts.workbench.bench.measured_api:create"
READY_SECONDS, ANSWER_SECONDS = 300, 700
UVICORN = ("--no-access-log", "--log-level", "warning", "--timeout-keep-alive", "300")
"""A client may be silent for longer than a server usually waits, because servers take turns."""


class Site(ExitStack):
    """A database, an embedded one or that of an address, a queue, registers and servers; all end with it."""

    def __init__(self, uri: str | None = None) -> None:
        super().__init__()
        self._folder = Path(self.enter_context(TemporaryDirectory()))
        self.uri = uri or self.enter_context(running_database(self._folder / "data", sync=False)).uri()
        self._queue = self.enter_context(running_queue(self._folder / "queue")).url
        # Below the ports that the system gives to clients, which could then speak to themselves.
        self._ports = iter(range(20_000 + secrets.randbelow(12_000), 65_536))

    def register(self, prefix: str, size: int) -> tuple[dict[str, str], Mapping[str, str]]:
        """Make a register; return the settings of its API, and a token for each of its readers."""
        folder = self._folder / prefix
        folder.mkdir()
        (folder / "master.key").write_text(MASTER.hex())
        env = {
            "CASEBOOK_MONGO_URI": self.uri,
            "CASEBOOK_MONGO_PREFIX": prefix,
            "CASEBOOK_REDIS_URL": self._queue,
            "CASEBOOK_MASTER_KEY_FILE": str(folder / "master.key"),
            "CASEBOOK_ISSUER": "https://issuer.example",
            "CASEBOOK_ISSUER_AGENCIES": "https://issuer.example=*",
            "CASEBOOK_AUDIENCE": "https://casebook.example",
            "CASEBOOK_JWKS_FILE": str(folder / "jwks.json"),
            "CASEBOOK_MODE": "development",
            "CASEBOOK_CALLER_RATE": "1000000",
        }
        return env, _signed(asyncio.run(fill(self.uri, prefix, size)), env)

    def server(self, name: str, app: str, env: Mapping[str, str], tokens: Mapping[str, str]) -> "Server":
        """Serve an application by uvicorn."""
        port = next(self._ports)
        command = [sys.executable, "-m", "uvicorn", app, "--factory", "--host", HOST, "--port", str(port), *UVICORN]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **env})
        self.callback(process.wait, 30)
        self.callback(process.terminate)
        return Server(name, process.pid, port, tokens)


def _signed(claims: Mapping[str, Mapping[str, Any]], env: Mapping[str, str]) -> dict[str, str]:
    """Return a token for each set of claims, by its name; the key goes to the file that the API reads."""
    key, now = ECKey.generate_key("P-256", {"kid": "bench", "alg": "ES256", "use": "sig"}), int(time.time())
    Path(env["CASEBOOK_JWKS_FILE"]).write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    issued = {"iss": env["CASEBOOK_ISSUER"], "aud": env["CASEBOOK_AUDIENCE"], "iat": now, "exp": now + 24 * 3600}
    header = {"alg": "ES256", "typ": "at+jwt", "kid": "bench"}
    return {
        name: jws.serialize_compact(header, json.dumps({**own, **issued, "jti": str(uuid4())}).encode(), key)
        for name, own in claims.items()
    }


@dataclass(frozen=True)
class Question:
    """An operation that is asked over and over, and who asks."""

    name: str
    text: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    who: str = "lead"


class TimedOut(Exception):
    """The API gave an operation up, because it or the database took too long."""


@dataclass
class Server:
    """A server that is measured, with the tokens of those who ask."""

    name: str
    process: int
    port: int
    tokens: Mapping[str, str]
    burned: float = 0.0
    """Seconds of CPU in a second while nobody asks; no answer is charged with them."""

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"

    def cpu(self) -> float:
        """Return the seconds that all its threads have run."""
        tasks = Path(f"/proc/{self.process}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    async def ready(self) -> None:
        """Wait until it serves. Raises TimeoutError."""
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient() as client:
            while True:
                try:
                    await client.get(f"{self.url}/livez")
                    return
                except httpx.TransportError:
                    await asyncio.sleep(0.1)

    async def idle(self, seconds: float) -> None:
        """Measure what it takes while nobody asks."""
        before, begun = self.cpu(), time.monotonic()
        await asyncio.sleep(seconds)
        self.burned = (self.cpu() - before) / (time.monotonic() - begun)

    async def ask(self, client: httpx.AsyncClient, question: Question) -> Any:
        """Return the data of one answer. Raises TimedOut, or AssertionError for one with errors."""
        headers = {"Authorization": f"Bearer {self.tokens[question.who]}", "Casebook-Purpose": "HANDLING"}
        body = {"query": question.text, "variables": dict(question.variables)}
        found = (await client.post(f"{self.url}/graphql", json=body, headers=headers)).json()
        if found.get("errors", [{}])[0].get("extensions", {}).get("code") == "TIMEOUT":
            raise TimedOut
        assert "errors" not in found, (self.name, question.name, str(found)[:500])
        return found["data"]

    async def cost(self, question: Question, times: int, clients: int = 1) -> float:
        """Return the milliseconds of CPU for one of so many answers to each client."""

        async def asked(client: httpx.AsyncClient, count: int) -> None:
            for _ in range(count):
                await self.ask(client, question)

        async def settled(client: httpx.AsyncClient) -> None:
            (await client.post(f"{self.url}{RECORDED}")).raise_for_status()  # each round pays for its own readings

        async with AsyncExitStack() as open:
            made = [httpx.AsyncClient(timeout=ANSWER_SECONDS) for _ in range(clients)]
            connected = [await open.enter_async_context(client) for client in made]
            await asyncio.gather(*(asked(client, 1) for client in connected))  # what is made once
            await settled(connected[0])
            before, begun = self.cpu(), time.monotonic()
            await asyncio.gather(*(asked(client, times) for client in connected))
            await settled(connected[0])
            waited = time.monotonic() - begun
        return (self.cpu() - before - self.burned * waited) * 1e3 / times / clients


def spread(values: Sequence[float], places: int = 2) -> str:
    """Write the least, the middle and the most."""
    return " / ".join(f"{pick(values):.{places}f}" for pick in (min, statistics.median, max))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))
