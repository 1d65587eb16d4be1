"""Plan of the programs that a supervisor keeps running, as plain data, so that tests can use small programs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from scripts.local.process import Running, spawn, wait_down


@dataclass(frozen=True)
class Program:
    process: Popen[bytes]
    log: Path
    patience: float = 10.0

    def halt(self) -> int:
        """Stop it cleanly, and kill it after `patience` seconds. Return its exit code."""
        self.process.terminate()
        return wait_down(self.process, self.patience)


def launch(
    command: Sequence[str],
    log: Path,
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    patience: float = Program.patience,
) -> Program:
    """Start a program, without waiting until it is ready."""
    return Program(spawn(command, log, env=env, cwd=cwd), log, patience)


@dataclass(frozen=True)
class Service:
    """A part that runs until the end; it is restarted with the same address when it dies."""

    name: str
    start: Callable[[], Running]


@dataclass(frozen=True)
class Task:
    """A part that runs once and must end with 0 before the next part starts."""

    name: str
    start: Callable[[], Running]


@dataclass(frozen=True)
class Limits:
    """Limits for restarts, in seconds, and for giving up."""

    crashes: int = 5
    within: float = 60.0
    first_pause: float = 0.2
    longest_pause: float = 5.0
    ready: float = 120.0
    tick: float = 0.05


@dataclass(frozen=True)
class Plan:
    """Parts in the order of their start; they are stopped in the opposite order.

    `unready` returns what is still missing, or None. `ready` is called with the pids once nothing is missing, and again
    whenever a pid changes. `ended` is called last, in any case.
    """

    parts: Sequence[Service | Task]
    unready: Callable[[], str | None] = lambda: None
    ready: Callable[[Mapping[str, int]], None] = lambda pids: None
    ended: Callable[[], None] = lambda: None
    limits: Limits = field(default_factory=Limits)
