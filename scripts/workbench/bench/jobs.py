"""What a job costs, and what a worker and its database burn while nothing is due.

`python -m scripts.workbench.bench jobs [PATH]`: PATH is another checkout of this repository, such as the one before a
change. Each has a database, a queue and a worker of its own, which runs as by default. They lie idle side by side;
then each does the jobs of as many cases, in turn. The worker is held back while these are entered."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from scripts.local.template import running_database, running_queue
from scripts.workbench import ROOT
from scripts.workbench.bench.measuring import spread, table, whole_cpu_of
from scripts.workbench.bench.press import NAMES, settings

ROUNDS, CASES, DONE = 3, 12, 5_000
IDLE_SECONDS, SETTLED_SECONDS = 10.0, 5.0
LOOK_SECONDS, GIVE_UP_SECONDS = 0.2, 300.0
ORDERED = Path(__file__).with_name("jobs_ordered.py")


@dataclass(frozen=True)
class Side:
    """A checkout at work."""

    name: str
    root: Path
    uri: str
    worker: int
    database: int

    def cpu(self) -> tuple[float, float]:
        """Seconds that worker and database have run."""
        return whole_cpu_of(self.worker), whole_cpu_of(self.database)

    def waiting(self, rows: Any) -> int:
        """How many jobs are due."""
        now = datetime.now(UTC).replace(tzinfo=None)  # as documents hold it
        return int(rows.count_documents({"state": "DUE", "due_at": {"$lte": now}}))

    def worked_off(self) -> None:
        """Wait until nothing is due. Raises TimeoutError."""
        with MongoClient[dict[str, Any]](self.uri) as client:
            until = time.monotonic() + GIVE_UP_SECONDS
            while self.waiting(client[NAMES.main]["outbox"]):
                if time.monotonic() > until:
                    raise TimeoutError(self.name)
                time.sleep(LOOK_SECONDS)

    def jobs(self) -> list[float]:
        """Jobs a second, then CPU of worker and database in milliseconds for one job."""
        os.kill(self.worker, signal.SIGSTOP)
        try:
            order(self.root, self.uri, CASES, 0)
            with MongoClient[dict[str, Any]](self.uri) as client:
                due = self.waiting(client[NAMES.main]["outbox"])
            begun, before = time.monotonic(), self.cpu()
        finally:
            os.kill(self.worker, signal.SIGCONT)
        self.worked_off()
        spent = [(now - then) * 1e3 / due for now, then in zip(self.cpu(), before, strict=True)]
        return [due / (time.monotonic() - begun), *spent]


def order(root: Path, uri: str, cases: int, done: int) -> None:
    """Order jobs with the code of a checkout."""
    words = [sys.executable, "-P", str(ORDERED), uri, str(cases), str(done)]
    subprocess.run(words, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=True)


@contextmanager
def working(root: Path, name: str, folder: Path) -> Iterator[Side]:
    """A checkout with its servers and its worker; DONE finished jobs lie in its outbox."""
    folder.mkdir()
    with ExitStack() as running:
        database = running.enter_context(running_database(folder / "data", sync=False))
        queue = running.enter_context(running_queue(folder / f"q{secrets.token_hex(2)}"))
        order(root, database.uri(), 1, DONE)
        env = {**os.environ, "PYTHONPATH": str(root), **settings(database.uri(), folder)}
        env["CASEBOOK_REDIS_URL"] = queue.url
        worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "workers.main"], cwd=root, env=env, stderr=subprocess.DEVNULL
        )
        try:
            yield Side(name, root, database.uri(), worker.pid, database.process.pid)
        finally:
            worker.kill()
            worker.wait()


def idle(sides: Sequence[Side]) -> list[list[float]]:
    """CPU of worker and database of each side in milliseconds a second, while nothing is due for any."""
    before = [side.cpu() for side in sides]
    time.sleep(IDLE_SECONDS)
    return [
        [(now - then) * 1e3 / IDLE_SECONDS for now, then in zip(side.cpu(), was, strict=True)]
        for side, was in zip(sides, before, strict=True)
    ]


def main(*others: str) -> None:
    """Start everything, measure, print."""
    roots = [ROOT, *(Path(other).resolve() for other in others)]
    with tempfile.TemporaryDirectory() as made, ExitStack() as running:
        sides = [
            running.enter_context(working(root, "this" if root == ROOT else "the other", Path(made) / str(number)))
            for number, root in enumerate(roots)
        ]
        for side in sides:
            side.worked_off()
        time.sleep(SETTLED_SECONDS)  # what a worker looks for once at its start
        burned = [idle(sides) for _ in range(ROUNDS)]
        done = [[side.jobs() for side in sides] for _ in range(ROUNDS)]
    names = ("idle: worker, ms/s", "idle: database, ms/s", "jobs a second", "job: worker, ms", "job: database, ms")
    rows = [[name] for name in names]
    for at in range(len(sides)):
        figures = [[*burned[number][at], *done[number][at]] for number in range(ROUNDS)]
        for row, values in zip(rows, zip(*figures, strict=True), strict=True):
            row.append(spread(values, 1))
    print(table([f"with {DONE:,} finished jobs (min / median / max)", *(side.name for side in sides)], rows))
