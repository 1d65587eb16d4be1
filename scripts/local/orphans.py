"""Processes that a killed supervisor may have left running."""

import json
import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from store.process.private_files import write_private

PATIENCE = 5.0


def birth(pid: int) -> str | None:
    """Return when a process began, in a form no later process of the same number shares; None without such a process.

    A number is used again after a while and after a restart of the machine, so alone it proves nothing.
    """
    try:
        began = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None  # gone; or a system without /proc, where nothing is ended because nothing is sure
    return None if began[0] == "Z" else f"{boot}/{began[19]}"


def note(path: Path, pids: Mapping[str, int]) -> None:
    """Write down what runs. A process started after the last note dies with its parent (see child.py)."""
    write_private(path, json.dumps({name: [pid, birth(pid)] for name, pid in pids.items()}))


def sweep(path: Path) -> list[str]:
    """End what the note names and still runs; answers with the names.

    Called while the lock is held, so the process that wrote the note is gone.
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
