"""Supervisor that starts the parts of a plan, restarts them, and stops them in the opposite order.

If it is killed, its children end with it (`child.py`).
"""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scripts.local.process import Program, StartFailed, tail
from scripts.local.stop import Stop, say

CRASHES, WITHIN_SECONDS = 5, 60.0
"""Number of deaths of one part within this number of seconds. After so many deaths, another restart would hide the
fault."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
READY_SECONDS, TICK = 120.0, 0.05


@dataclass(frozen=True)
class Part:
    """A part that runs until the end of the installation. If the part dies, it is restarted with the same address.

    A task runs once and must end with 0 before the next part starts.
    """

    name: str
    start: Callable[[], Program]
    task: bool = False


@dataclass(frozen=True)
class Plan:
    """Parts in the order of their start.

    `unready` returns a description of the missing parts, or None. `ready` is called with the pids once nothing is
    missing, and again whenever a pid changes. `ended` is always called last.
    """

    parts: Sequence[Part]
    unready: Callable[[], str | None]
    ready: Callable[[Mapping[str, int]], None]
    ended: Callable[[], None]


class Keeper:
    def __init__(self, part: Part) -> None:
        self.name = part.name
        self._start = part.start
        self._crashes: deque[float] = deque(maxlen=CRASHES)
        self._due = 0.0
        self.running: Program | None = part.start()

    def look(self) -> None:
        """Detect whether the process ended, and restart it after a pause. Raise StartFailed if the process ends too
        often."""
        if self.running is None:
            self._revive()
        elif (code := self.running.process.poll()) is not None:
            log, self.running = self.running.log, None
            self._died(f"ended with code {code}. The end of {log}:\n{tail(log)}")

    def _revive(self) -> None:
        if time.monotonic() < self._due:
            return
        try:
            self.running = self._start()
        except StartFailed as error:
            self._died(str(error))

    def _died(self, how: str) -> None:
        now = time.monotonic()
        self._crashes.append(now)
        lately = sum(now - crash < WITHIN_SECONDS for crash in self._crashes)
        if lately >= CRASHES:
            raise StartFailed(f"{self.name} died {lately} times within {WITHIN_SECONDS:.0f} s, at last: {how}")
        pause = min(FIRST_PAUSE * 2 ** (lately - 1), LONGEST_PAUSE)
        self._due = now + pause
        say(f"{self.name}: {how.partition('. The end of')[0]}; it is started again in {pause:.1f} s")


class Supervisor:
    def __init__(self, plan: Plan, stop: Stop) -> None:
        self._plan = plan
        self._stop = stop
        self._keepers: list[Keeper] = []
        self._pids: Mapping[str, int] = {}

    def run(self) -> None:
        """Run until a stop is requested. Raise StartFailed. All parts are stopped in any case."""
        try:
            self._start()
            self._await_ready()
            while not self._stop.wait(TICK):
                if self._look():
                    self._plan.ready(self._pids)
        finally:
            for keeper in reversed(self._keepers):
                if keeper.running is not None:
                    keeper.running.halt()
            self._plan.ended()

    def _start(self) -> None:
        for part in self._plan.parts:
            if self._stop.asked:
                return
            say(f"  {part.name}")
            if part.task:
                self._perform(part)
            else:
                self._keepers.append(Keeper(part))
                self._look()

    def _perform(self, task: Part) -> None:
        running = task.start()
        try:
            while running.process.poll() is None:
                if self._stop.wait(TICK):
                    return
                self._look()
            if code := running.process.returncode:
                raise StartFailed(f"{task.name} ended with code {code}. The end of {running.log}:\n{tail(running.log)}")
        finally:
            running.halt()

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self._stop.asked and (missing := self._plan.unready()) is not None:
            if time.monotonic() > deadline:
                raise StartFailed(f"not ready after {READY_SECONDS:.0f} s: {missing}")
            self._stop.wait(TICK)
            self._look()
        if not self._stop.asked:
            self._plan.ready(self._pids)

    def _look(self) -> bool:
        """Return True if a pid has changed."""
        for keeper in self._keepers:
            keeper.look()
        before, self._pids = self._pids, {one.name: one.running.process.pid for one in self._keepers if one.running}
        return self._pids != before
