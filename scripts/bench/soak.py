"""A soak: an installation with two APIs under a working load for a while, each API replaced once in the middle.

    python -m scripts.bench soak [MINUTES]
Machines report and officers screen and read, in turn at both APIs. A command without an answer is sent again under its
id, to the other one. Every few seconds memory and handles of each process are looked at. At the end every acknowledged
write has to be in the record, and what the processes hold in the last third is compared with the middle third.
"""

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx

from scripts.cli.environment import LINE
from scripts.embedded.health import free_port, unready
from store.settings import Settings
from store.store import opened_store

ROOT: Final = Path(__file__).parents[2]
CLIENTS, PAUSE_SECONDS = 4, 0.5
"""Clients, and the seconds that each waits after a command with its readings: a few writes and readings a second."""
LOOK_SECONDS: Final = 3.0
START_SECONDS, GIVE_UP_SECONDS = 240.0, 60.0
RETRY_SECONDS: Final = 0.2
NEAR: Final = 0.05
"""How far the last third may be from the middle third."""
LEAST: Final = 60
"""Looks from which on thirds are compared: before that, processes are still growing to their size."""
PAGE_KIB: Final = os.sysconf("SC_PAGE_SIZE") // 1024
MACHINE = ["token", "--machine", "--agency", "agency-sample-health", "--subject", "client-sample-machine"]
MACHINE += ["--scopes", "case:report case:read:own", "--minutes", "720"]

# The case is shown as it is now; what a command wrote, only the receipt says.
ANSWER = "{ case { id } receipt { version } problems { code } }"
REPORT = f"mutation($input: ReportCaseInput!) {{ done: reportCase(input: $input) {ANSWER} }}"
SCREEN = f"mutation($input: ScreenCaseInput!) {{ done: screenCase(input: $input) {ANSWER} }}"
READ = """query($id: ID!) { case(id: $id) { claim state receipt { channel } allowedActions { action allowed } }
  cases(first: 20) { totalCount edges { node { id claim state lead { id } } } } me { agency { id } } }"""


@dataclass
class Tally:
    """What clients were told, and what went wrong."""

    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Commands by their ids: the stream and the version that the answer named."""
    reads: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    repeated: int = 0


@dataclass
class Looks:
    """Memory in KiB and open handles of each process, look by look."""

    memory: dict[str, list[int]] = field(default_factory=dict)
    handles: dict[str, list[int]] = field(default_factory=dict)

    def take(self, pids: Mapping[str, int]) -> None:
        """Look once; a process that is being replaced is left out."""
        for name, pid in pids.items():
            try:
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                count = len(os.listdir(f"/proc/{pid}/fd"))
            except (OSError, IndexError):
                continue
            self.memory.setdefault(name, []).append(pages * PAGE_KIB)
            self.handles.setdefault(name, []).append(count)


@contextmanager
def installation(home: Path, port: int, apis: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """A whole installation in a folder, ended at the end."""
    env = {**os.environ, "CASEBOOK_HOME": str(home), "CASEBOOK_PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "scripts.supervise", "--api", str(apis)]
    with (home.parent / "installation.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not (home / "dev.json").exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit((home.parent / "installation.log").read_text()[-2_000:])
            time.sleep(0.2)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


class Soak:
    """One run against an installation."""

    def __init__(self, home: Path, minutes: float) -> None:
        self._home, self.seconds = home, minutes * 60
        self.tally, self.looks = Tally(), Looks()
        self.replaced: list[str] = []
        card = self.card()
        self.apis: list[str] = card["apis"]
        self.lead = str(card["tokens"]["lead-handler"])
        self.machine = _cli(home, *MACHINE).strip()

    def card(self) -> dict[str, Any]:
        """What the installation says of itself now."""
        found: dict[str, Any] = json.loads((self._home / "dev.json").read_text())
        return found

    async def run(self) -> None:
        """Load, looks and the replacement in the middle, side by side."""
        stop = asyncio.Event()
        work = [asyncio.create_task(self._client(number, stop)) for number in range(CLIENTS)]
        looking = asyncio.create_task(self._look(stop))
        await asyncio.sleep(self.seconds / 2)
        for number in range(len(self.apis)):
            await self._replace(number)
        await asyncio.sleep(max(0.0, self.seconds / 2))
        stop.set()
        await asyncio.gather(*work, looking)

    async def _look(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self.looks.take(self.card()["pids"])
            await asyncio.sleep(LOOK_SECONDS)

    async def _replace(self, number: int) -> None:
        """End an API gently; its supervisor starts another, and the next one waits until that is ready."""
        name, port = ("api", "api-2")[number], int(self.apis[number].rpartition(":")[2])
        before = self.card()["pids"][name]
        os.kill(before, signal.SIGTERM)
        deadline = time.monotonic() + START_SECONDS
        while self.card()["pids"].get(name) in (before, None) or await asyncio.to_thread(_missing, port):
            if time.monotonic() > deadline:
                raise SystemExit(f"{name} was not ready again")
            await asyncio.sleep(0.2)
        self.replaced.append(name)

    async def _client(self, number: int, stop: asyncio.Event) -> None:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            turn = number
            while not stop.is_set():
                case = await self._write(http, turn, self.machine, REPORT, {**_report(turn), "commandId": str(uuid4())})
                screening = {"caseId": case["id"], "expectedVersion": case["version"], "category": "HEALTH"}
                screening |= {"assigned": "agency-sample-health", "commandId": str(uuid4())}
                await self._write(http, turn + 1, self.lead, SCREEN, screening)
                await self._sent(http, turn, self.lead, READ, {"id": case["id"]})
                self.tally.reads += 1
                turn += 1
                await asyncio.sleep(PAUSE_SECONDS)

    async def _write(self, http: httpx.AsyncClient, turn: int, token: str, query: str, given: dict[str, Any]) -> Any:
        done = (await self._sent(http, turn, token, query, {"input": given}))["done"]
        if done["problems"]:
            raise SystemExit(f"refused: {done['problems']}")
        made = {"id": done["case"]["id"], "version": done["receipt"]["version"]}
        self.tally.acknowledged[given["commandId"]] = made["id"], made["version"]
        return made

    async def _sent(self, http: httpx.AsyncClient, turn: int, token: str, query: str, variables: Any) -> Any:
        """The data of an answer; without one, the same is sent again, to the next API."""
        headers, deadline = {"Authorization": f"Bearer {token}"}, time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            try:
                url = f"{self.apis[turn % len(self.apis)]}/graphql"
                answer = await http.post(url, json={"query": query, "variables": variables}, headers=headers)
                body = answer.json()
                if "errors" not in body:
                    return body["data"]
                self.tally.errors[body["errors"][0]["extensions"]["code"]] += 1
            except (httpx.HTTPError, ValueError) as error:
                self.tally.errors[type(error).__name__] += 1
            self.tally.repeated += 1
            turn += 1
            await asyncio.sleep(RETRY_SECONDS)
        raise SystemExit("no answer for a minute")


async def lost(home: Path, acknowledged: Mapping[str, tuple[str, int]]) -> list[str]:
    """The acknowledged commands that the record does not have, or has otherwise."""
    async with opened_store(Settings.from_env(_environment(home))) as store:
        rows = store.connection.commands.find({"_id": {"$in": list(acknowledged)}})
        there = {row["_id"]: (row["stream"], row["n"]) async for row in rows}
    return [id for id, what in acknowledged.items() if there.get(id) != what]


def _missing(port: int) -> bool:
    return unready(port) is not None


def _report(turn: int) -> dict[str, Any]:
    return {
        "claim": f"Tin đồn rằng trạm y tế xã đóng cửa vào tuần tới, lần {turn}.",
        "channel": "E_DOCUMENT",
        "detectedAt": "2026-01-05T08:00:00+07:00",
        "freeOfSecrets": True,
        "medium": "WEBSITE",
        "url": f"https://tin.example/bai-{turn}",
    }


def _environment(home: Path) -> dict[str, str]:
    lines = (home / "env").read_text().splitlines()
    return {found[1]: found[2] for line in lines if (found := LINE.fullmatch(line))}


def _cli(home: Path, *words: str) -> str:
    env = {**os.environ, "CASEBOOK_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.cli", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout


def thirds(values: list[int]) -> tuple[float, float]:
    """The middle of the middle third, and of the last."""
    size = len(values) // 3
    return statistics.median(values[size : 2 * size]), statistics.median(values[2 * size :])


def table(looks: Looks) -> Iterator[str]:
    """Each process: memory in MiB and handles of both thirds."""
    yield "| process | MiB, middle third | last third | handles, middle third | last third |"
    yield "|---|---|---|---|---|"
    for name in sorted(looks.memory):
        if len(looks.memory[name]) >= 3:
            (middle, last), (held, still) = thirds(looks.memory[name]), thirds(looks.handles[name])
            yield f"| {name} | {middle / 1024:.1f} | {last / 1024:.1f} | {held:.0f} | {still:.0f} |"


def grown(looks: Looks) -> list[str]:
    """The processes that hold more in the last third than in the middle one, by more than NEAR."""
    found = []
    for kind in (looks.memory, looks.handles):
        for name, values in kind.items():
            middle, last = thirds(values) if len(values) >= LEAST else (1, 1)
            found += [name] if last > middle * (1 + NEAR) else []
    return found


def soaked(home: Path, minutes: float) -> tuple[Soak, list[str]]:
    """Run it in a folder: what happened, and the acknowledged commands that are lost."""
    with installation(home, free_port(0)):
        soak = Soak(home, minutes)
        asyncio.run(soak.run())
        return soak, asyncio.run(lost(home, soak.tally.acknowledged))


def main(minutes: str = "30") -> None:
    """Run it and print what was seen. Raises SystemExit with 1 when a write was lost or a process grew."""
    with tempfile.TemporaryDirectory(prefix="casebook-soak-") as folder:
        soak, missing = soaked(Path(folder) / "home", float(minutes))
    tally = soak.tally
    print(f"{minutes} minutes; replaced: {', '.join(soak.replaced)}")
    print(f"{len(tally.acknowledged)} acknowledged writes, {len(missing)} lost; {tally.reads} readings of three roots")
    print(f"sent again: {tally.repeated} ({', '.join(f'{code} {n}' for code, n in tally.errors.items()) or 'none'})")
    print("\n".join(table(soak.looks)))
    if missing or (more := grown(soak.looks)):
        raise SystemExit("writes were lost" if missing else f"grew by more than {NEAR:.0%}: {', '.join(more)}")
