"""A soak: an installation with two APIs under a working load for a while, each API replaced once in the middle.

    python -m scripts.workbench.bench soak [MINUTES]
Machines report and officers screen and read, in turn at both APIs. A command without an answer is sent again under its
id, to the other one. Every few seconds memory and handles of each process are looked at. At the end every acknowledged
write has to be in the record, and what the processes hold in the last third is compared with the middle third: of the
embedded database what it holds besides data, which grows with every write.
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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx

from scripts.cli.environment import LINE
from scripts.local.errors import PortTaken
from scripts.local.health import free_port, unready
from scripts.workbench import ROOT
from scripts.workbench.bench import engine_memory
from store.process.settings import Settings
from store.store import opened_store

APIS: Final = 2
CLIENTS, TURN_SECONDS = 4, 3.0
"""Clients, and the seconds that each takes for two commands and a reading, if it can: one load in every third."""
LOOK_SECONDS: Final = 3.0
START_SECONDS, GIVE_UP_SECONDS = 600.0, 300.0
RETRY_SECONDS: Final = 0.2
NEAR: Final = 0.05
"""How far the last third may be from the middle third."""
LEAST: Final = 60
"""Looks from which on thirds are compared: before that, processes are still growing to their size."""
PAGE_KIB: Final = os.sysconf("SC_PAGE_SIZE") // 1024
DATABASE: Final = "database"
WITHOUT_DATA: Final = "database, without data"
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

    def take(self, pids: Mapping[str, int], data: int | None = None) -> None:
        """Look once; a process that is being replaced is left out. `data` are KiB that the database holds of data."""
        for name, pid in pids.items():
            try:
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                count = len(os.listdir(f"/proc/{pid}/fd"))
            except (OSError, IndexError):
                continue
            self.memory.setdefault(name, []).append(pages * PAGE_KIB)
            self.handles.setdefault(name, []).append(count)
            if name == DATABASE and data is not None:
                self.memory.setdefault(WITHOUT_DATA, []).append(pages * PAGE_KIB - data)


@contextmanager
def installation(home: Path, port: int, apis: int = APIS) -> Iterator[subprocess.Popen[bytes]]:
    """A whole installation in a folder, ended at the end."""
    env = {**os.environ, "CASEBOOK_HOME": str(home), "CASEBOOK_PORT": str(port), "PYTHONPATH": str(ROOT)}
    env |= engine_memory.asked_for(LOOK_SECONDS)
    command = [sys.executable, "-m", "scripts.local.supervise", "--api", str(apis)]
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
        self.files = home / "database"
        self.stored = engine_memory.stored(self.files)
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
        self.stored = engine_memory.stored(self.files) - self.stored

    async def _look(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self.looks.take(self.card()["pids"], engine_memory.cached(self.files))
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
            turn, clock = number, asyncio.get_running_loop().time
            while not stop.is_set():
                due = clock() + TURN_SECONDS
                case = await self._write(http, turn, self.machine, REPORT, {**_report(turn), "commandId": str(uuid4())})
                screening = {"caseId": case["id"], "expectedVersion": case["version"], "category": "HEALTH"}
                screening |= {"assigned": "agency-sample-health", "commandId": str(uuid4())}
                await self._write(http, turn + 1, self.lead, SCREEN, screening)
                await self._sent(http, turn, self.lead, READ, {"id": case["id"]})
                self.tally.reads += 1
                turn += 1
                await asyncio.sleep(max(0.0, due - clock()))

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
        raise SystemExit(f"no answer for {GIVE_UP_SECONDS:.0f} seconds")


async def lost(home: Path, acknowledged: Mapping[str, tuple[str, int]]) -> list[str]:
    """The acknowledged commands that the record does not have, or has otherwise."""
    async with opened_store(Settings.from_env(_environment(home))) as store:
        rows = store.connection.commands.find({"_id": {"$in": list(acknowledged)}})
        there = {row["_id"]: (row["stream"], row["n"]) async for row in rows}
    return [id for id, what in acknowledged.items() if there.get(id) != what]


def _free_ports(count: int) -> int:
    """A port that is free, as those that follow it are."""
    while True:
        first = free_port(0)
        with suppress(PortTaken):
            for port in range(first + 1, first + count):
                free_port(port)
            return first


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
            middle, last = thirds(looks.memory[name])
            held = [f"{half:.0f}" for half in thirds(looks.handles[name])] if name in looks.handles else ["", ""]
            yield f"| {name} | {middle / 1024:.1f} | {last / 1024:.1f} | {held[0]} | {held[1]} |"


def grown(looks: Looks) -> list[str]:
    """The processes that hold more in the last third than in the middle one, by more than NEAR; data is no more."""
    whole = {DATABASE} if WITHOUT_DATA in looks.memory else set()
    memory = {name: values for name, values in looks.memory.items() if name not in whole}
    found = []
    for kind in (memory, looks.handles):
        for name, values in kind.items():
            middle, last = thirds(values) if len(values) >= LEAST else (1, 1)
            found += [name] if last > middle * (1 + NEAR) else []
    return found


def soaked(home: Path, minutes: float) -> tuple[Soak, list[str]]:
    """Run it in a folder: what happened, and the acknowledged commands that are lost."""
    with installation(home, _free_ports(APIS)):
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
    if tally.acknowledged:
        each = [f"{part} {size / len(tally.acknowledged):.1f}" for part, size in soak.stored.items()]
        print(f"KiB in the database's files for an acknowledged write: {', '.join(each)}")
    if missing or (more := grown(soak.looks)):
        raise SystemExit("writes were lost" if missing else f"grew by more than {NEAR:.0%}: {', '.join(more)}")
