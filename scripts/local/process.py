"""Starts, watches and stops one child process. Also chooses a port for it, and defines the errors of starting."""

import os
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, STDOUT, Popen, TimeoutExpired
from typing import BinaryIO, TypeVar

from store.process.private_files import PRIVATE_FILE, PRIVATE_FOLDER


class EmbeddedError(Exception):
    """Base of the errors that the embedded servers report to a person, with the command's exit code."""

    exit_code = 1


class StartFailed(EmbeddedError):
    """A process ended during its start, was not ready in time, or died too often. The message ends with the end of the
    process's log."""


class Refused(EmbeddedError):
    """Nothing was started, because starting would do harm: for a wrong setting, folder or port, or a missing key."""

    exit_code = 2


CHILD = Path(__file__).with_name("child.py")
LOG_LIMIT = 8 << 20
TICK, PATIENCE_SECONDS = 0.01, 10.0
T = TypeVar("T")


@dataclass(frozen=True)
class Program:
    """A running program and its log."""

    process: Popen[bytes]
    log: Path

    def halt(self) -> int:
        """Stop the program cleanly. Kill it if it ignores the request. Return its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE_SECONDS)
        except TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        """Kill the program as a power cut would. Return its exit code."""
        self.process.kill()
        return self.process.wait()


def spawn(
    command: Sequence[str], log: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Popen[bytes]:
    """Start a program in its own session, so that Ctrl-C in the terminal does not reach it.

    It ends together with the calling thread, so call this from the main thread.
    """
    wrapped = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), *command]
    with opened(log) as stream:
        return Popen(wrapped, stdin=DEVNULL, stdout=stream, stderr=STDOUT, start_new_session=True, env=env, cwd=cwd)


def opened(log: Path) -> BinaryIO:
    """Open the log for appending. No other account may read it."""
    log.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE), "wb")


def tail(log: Path, lines: int = 12, limit: int = 4096) -> str:
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - limit))
            text = stream.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.strip().splitlines()[-lines:])


def wait_up(name: str, process: Popen[bytes], log: Path, probe: Callable[[], T | None], within: float = 30.0) -> T:
    """Return the result of the probe once the process is up. Kill a process that does not come up, and raise
    StartFailed."""
    deadline = time.monotonic() + within
    while process.poll() is None and time.monotonic() < deadline:
        if (found := probe()) is not None:
            return found
        time.sleep(TICK)
    ended = process.poll()
    Program(process, log).kill()
    reason = f"did not come up within {within:.0f} s" if ended is None else f"ended with code {ended}"
    raise StartFailed(f"{name} {reason}. The end of {log}:\n{tail(log)}")


HOST = "127.0.0.1"


def port_of(text: str) -> int:
    """Return the port in a setting. For 0, pick a free port. Raise Refused for an invalid setting."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise Refused(f"CASEBOOK_PORT must be a number from 0 to 65535, not {text!r}")
    return int(text)


def free_port(wanted: int) -> int:
    """Return the port if no process listens on it. Raise Refused otherwise."""
    try:
        with socket.create_server((HOST, wanted)) as server:
            port: int = server.getsockname()[1]
            return port
    except OSError as error:
        raise Refused(
            f"port {wanted} cannot be used ({error.strerror}): free it, or set CASEBOOK_PORT to another"
        ) from error
