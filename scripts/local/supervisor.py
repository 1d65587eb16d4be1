"""Supervisor that starts the parts of a plan, restarts and stops them, and ends what a killed one left running."""

import json
import os
import signal
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scripts.local.plan import Limits, Plan, Service, Task
from scripts.local.process import CrashLoop, Running, StartFailed, tail
from scripts.local.stop import Stop, say
from store.process.private_files import write_private

PATIENCE = 5.0


def birth(pid: int) -> str | None:
    """Return the start of a process, in a form unique to it; None without such a process.

    A pid is reused after a while and after a reboot, so alone it proves nothing.
    """
    try:
        began = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None  # gone; or no /proc: without proof nothing is ended
    return None if began[0] == "Z" else f"{boot}/{began[19]}"


def note(path: Path, pids: Mapping[str, int]) -> None:
    """Write the running pids to a file. A process started after the last note dies with its parent (see child.py)."""
    write_private(path, json.dumps({name: [pid, birth(pid)] for name, pid in pids.items()}))


def sweep(path: Path) -> list[str]:
    """End the noted processes that still run. Return their names.

    It is called while the lock is held, so the process that wrote the note is gone.
    """
    ours = {name: pid for name, (pid, born) in _noted(path).items() if born and birth(pid) == born}
    for pid in reversed(ours.values()):
        _end(pid)
    path.unlink(missing_ok=True)
    return list(ours)


def _noted(path: Path) -> dict[str, tuple[int, str | None]]:
    try:
        return {name: (int(pid), born) for name, (pid, born) in json.loads(path.read_text()).items()}
    except (FileNotFoundError, ValueError):  # edited by hand: then nothing is ended
        return {}


def _end(pid: int) -> None:
    before = birth(pid)
    deadline = time.monotonic() + PATIENCE
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        while birth(pid) == before:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)


class Keeper:
    def __init__(self, service: Service, limits: Limits) -> None:
        self.name = service.name
        self._start = service.start
        self._limits = limits
        self._crashes: deque[float] = deque(maxlen=limits.crashes)
        self._due = 0.0
        self._running: Running | None = None

    @property
    def pid(self) -> int | None:
        """Process id, or None while it is down."""
        return self._running.process.pid if self._running else None

    def start(self) -> None:
        """Start it for the first time: a failure here is raised."""
        self._running = self._start()

    def look(self) -> None:
        """Detect its end, and restart it after its pause. Raise CrashLoop if it dies too often."""
        if self._running is None:
            self._revive()
        elif (code := self._running.process.poll()) is not None:
            log, self._running = self._running.log, None
            self._died(f"ended with code {code}. The end of {log}:\n{tail(log)}")

    def _revive(self) -> None:
        if time.monotonic() < self._due:
            return
        try:
            self._running = self._start()
        except StartFailed as error:
            self._died(str(error))

    def _died(self, how: str) -> None:
        now = time.monotonic()
        self._crashes.append(now)
        lately = sum(now - crash < self._limits.within for crash in self._crashes)
        if lately >= self._limits.crashes:
            raise CrashLoop(f"{self.name} died {lately} times within {self._limits.within:.0f} s, at last: {how}")
        pause = min(self._limits.first_pause * 2 ** (lately - 1), self._limits.longest_pause)
        self._due = now + pause
        say(f"{self.name}: {how.partition('. The end of')[0]}; it is started again in {pause:.1f} s")

    def halt(self) -> None:
        if self._running is not None:
            self._running.halt()


class Supervisor:
    def __init__(self, plan: Plan, note: Path, stop: Stop) -> None:
        self._plan = plan
        self._note = note
        self._stop = stop
        self._keepers: list[Keeper] = []
        self._noted: Mapping[str, int] = {}

    def run(self) -> None:
        """Run until a stop is requested. Raise StartFailed or CrashLoop. Everything is stopped in any case.

        If it is killed, its children end with it (see child.py); the note is for systems where they do not.
        """
        try:
            self._start()
            self._await_ready()
            self._keep()
        finally:
            for keeper in reversed(self._keepers):
                keeper.halt()
            self._note.unlink(missing_ok=True)
            self._plan.ended()

    def _start(self) -> None:
        for part in self._plan.parts:
            if self._stop.asked:
                return
            say(f"  {part.name}")
            if isinstance(part, Service):
                self._begin(part)
            else:
                self._perform(part)

    def _begin(self, service: Service) -> None:
        keeper = Keeper(service, self._plan.limits)
        keeper.start()
        self._keepers.append(keeper)
        self._look()

    def _perform(self, task: Task) -> None:
        running = task.start()
        try:
            while running.process.poll() is None:
                if self._stop.wait(self._plan.limits.tick):
                    return
                self._look()
            if code := running.process.returncode:
                raise StartFailed(f"{task.name} ended with code {code}. The end of {running.log}:\n{tail(running.log)}")
        finally:
            running.halt()

    def _await_ready(self) -> None:
        deadline = time.monotonic() + self._plan.limits.ready
        while not self._stop.asked and (missing := self._plan.unready()) is not None:
            if time.monotonic() > deadline:
                raise StartFailed(f"not ready after {self._plan.limits.ready:.0f} s: {missing}")
            self._stop.wait(self._plan.limits.tick)
            self._look()
        if not self._stop.asked:
            self._plan.ready(self._noted)

    def _keep(self) -> None:
        while not self._stop.wait(self._plan.limits.tick):
            if self._look():
                self._plan.ready(self._noted)

    def _look(self) -> bool:
        """Return True if a pid has changed, and write it to the note at once."""
        for keeper in self._keepers:
            keeper.look()
        now = {keeper.name: keeper.pid for keeper in self._keepers if keeper.pid is not None}
        changed = now != self._noted
        if changed:
            self._noted = now
            note(self._note, now)
        return changed
