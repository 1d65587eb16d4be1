"""Starting, watching and ending one child process."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import DEVNULL, STDOUT, Popen, TimeoutExpired
from typing import BinaryIO, Protocol, TypeVar

from scripts.local.errors import StartFailed
from store.process.private_files import PRIVATE_FILE, PRIVATE_FOLDER

CHILD = Path(__file__).with_name("child.py")
LOG_LIMIT = 8 << 20
TICK = 0.01
T = TypeVar("T")


class Running(Protocol):
    """A process that was started and can be ended."""

    @property
    def process(self) -> Popen[bytes]: ...

    @property
    def log(self) -> Path: ...

    def halt(self) -> int:
        """End it in its own way; answers with its exit code."""


def spawn(
    command: Sequence[str], log: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C in the terminal does not reach it.

    It ends together with the thread that called this, so call it from the main thread.
    """
    wrapped = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), *command]
    with opened(log) as stream:
        return Popen(wrapped, stdin=DEVNULL, stdout=stream, stderr=STDOUT, start_new_session=True, env=env, cwd=cwd)


def opened(log: Path) -> BinaryIO:
    """The log, to write at its end; nobody else may read it."""
    log.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    _rotate(log)
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE), "wb")


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))


def tail(log: Path, lines: int = 12, limit: int = 4096) -> str:
    """The last lines of a log, for a message to a person."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - limit))
            text = stream.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.strip().splitlines()[-lines:])


def wait_up(name: str, process: Popen[bytes], log: Path, probe: Callable[[], T | None], within: float = 30.0) -> T:
    """Return what the probe finds once the process is up; end and report a process that does not come up."""
    deadline = time.monotonic() + within
    while process.poll() is None and time.monotonic() < deadline:
        if (found := probe()) is not None:
            return found
        time.sleep(TICK)
    ended = process.poll()
    kill(process)
    reason = f"did not come up within {within:.0f} s" if ended is None else f"ended with code {ended}"
    raise StartFailed(f"{name} {reason}. The end of {log}:\n{tail(log)}")


def wait_down(process: Popen[bytes], within: float = 10.0) -> int:
    """Its exit code; a process that was asked to end and does not is killed."""
    try:
        return process.wait(within)
    except TimeoutExpired:
        return kill(process)


def kill(process: Popen[bytes]) -> int:
    """End it as a power cut would."""
    process.kill()
    return process.wait()
