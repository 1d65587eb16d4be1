"""Keeps one service running."""

import time
from collections import deque

from scripts.local.errors import CrashLoop, StartFailed
from scripts.local.plan import Limits, Service
from scripts.local.process import Running, tail
from scripts.local.say import say


class Keeper:
    """One service, its process, and how often it died lately."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self.name = service.name
        self._start = service.start
        self._limits = limits
        self._crashes: deque[float] = deque(maxlen=limits.crashes)
        self._due = 0.0
        self._running: Running | None = None

    @property
    def pid(self) -> int | None:
        """Its process, or None while it is down."""
        return self._running.process.pid if self._running else None

    def start(self) -> None:
        """Start it for the first time: a failure here goes to the caller."""
        self._running = self._start()

    def look(self) -> None:
        """Notice a death; start it again when its pause is over; raises CrashLoop when that is of no use."""
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
        """End it, if it runs."""
        if self._running is not None:
            self._running.halt()
