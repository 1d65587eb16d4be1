"""Start our modules as processes without importing them each time.

Processes are forked from one that has imported all modules: a start takes hundredths of a second where `python -m`
takes seconds. A forked process has its own memory, signals and exit code. The journey of the fresh clone and
`tests/cli/test_command_line.py` start the commands by `python -m` itself.
"""

import atexit
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from tests.support.written import WRITES

REPOSITORY = Path(__file__).resolve().parents[2]


class Child(Protocol):
    """Common interface of `Popen` and `Forked`."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sig: int, /) -> None: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


class _End:
    """End of one process: its parent announces it, and a test waits for it."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.told = threading.Event()


class Forked:
    def __init__(self, pid: int, end: _End) -> None:
        self.pid, self._end = pid, end

    def poll(self) -> int | None:
        return self._end.code

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, negative for a signal. Raise subprocess.TimeoutExpired."""
        if not self._end.told.wait(timeout):
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        assert self._end.code is not None
        return self._end.code

    def send_signal(self, sig: int, /) -> None:
        """Send a signal, unless it has ended."""
        if self._end.code is None:
            os.kill(self.pid, sig)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class _Parent:
    """The process that forks, and the thread that reads its messages."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="casebook-forks-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONSAFEPATH": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.imported", str(self.folder / "socket")],
            env=env,
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._one_at_a_time = threading.Lock()
        self._ends: dict[int, _End] = defaultdict(_End)
        self._started: list[int] = []
        self._open = self._dead = False
        self._heard = threading.Condition()
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            pid, _, code = line[1:].decode().partition(" ")
            with self._heard:
                if line.startswith(b"+"):
                    self._ends[int(pid)] = _End()
                    self._started.append(int(pid))
                    self._heard.notify_all()
                elif line.startswith(b"-"):
                    end = self._ends.pop(int(pid))
                    end.code = int(code)
                    end.told.set()
                else:
                    self._open = True
                    self._heard.notify_all()
        with self._heard:
            self._dead = True
            self._heard.notify_all()

    def start(self, request: Mapping[str, object]) -> Forked:
        """Return a process that executes the request. Under any load the parent answers or dies."""
        assert self._process.stdin is not None
        with self._one_at_a_time, self._heard:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            self._heard.wait_for(lambda: self._started or self._dead)
            assert self._started, "the process that forks has died"
            pid = self._started.pop()
            return Forked(pid, self._ends[pid])

    def wait_open(self) -> None:
        """Wait until its socket accepts requests."""
        with self._heard:
            self._heard.wait_for(lambda: self._open or self._dead)
            assert self._open, "the process that forks has died"


@cache
def _parent() -> _Parent:
    return _Parent()


def start(module: str, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> Child:
    """Run `python -m module arguments` in the repository, with these settings added to ours. Its output goes to the
    log."""
    WRITES.others_write((*arguments, *env.values()))
    log.touch()  # the caller may read it at once
    whole = {**os.environ, **env, "PYTHONPATH": str(REPOSITORY)}
    return _parent().start(
        {"module": module, "arguments": list(arguments), "env": whole, "cwd": str(REPOSITORY), "log": str(log)}
    )


@cache
def forked_python() -> Path:
    """Return a `python` for shells and supervisors, under any path that calls it: see `forked_python.py`."""
    parent = _parent()
    command, client = parent.folder / "python", Path(__file__).with_name("forked_python.py")
    words = (sys.executable, "-I", "-S", str(client), str(parent.folder / "socket"))
    command.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$0" "$@"\n')
    command.chmod(0o755)
    parent.wait_open()
    return command
