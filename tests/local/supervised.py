"""Running the stand-in supervisor and looking at it from outside."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.local.home import ROOT
from scripts.local.supervisor import birth
from tests.support.installation import free_port
from tests.support.patience import PATIENCE, until

# Makes its file when it runs, and writes its name down when it is asked to end.
SERVICE = """
import os, pathlib, signal, sys, time
home, name = pathlib.Path(os.environ["CASEBOOK_HOME"]), {name!r}
def end(number, frame):
    with open(home / "ended", "a") as stream:
        stream.write(name + " " + signal.Signals(number).name + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, end)
(home / name).touch()
while True:
    time.sleep(0.05)
"""


def services(*names: str) -> list[list[str]]:
    """Well-behaved programs."""
    return [["service", name, SERVICE.format(name=name)] for name in names]


@dataclass
class Supervised:
    """A supervisor in a process group of its own, as a terminal would have it."""

    home: Path
    process: subprocess.Popen[str]

    @property
    def pids(self) -> dict[str, int]:
        """The children, once everything is ready."""
        return until(self._pids)

    def _pids(self) -> dict[str, int]:
        try:
            found: dict[str, int] = json.loads((self.home / "dev.json").read_text())["pids"]
        except FileNotFoundError:
            return {}
        return found

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit code and what it said."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> tuple[int, str, str]:
        """Exit code and what it said, when it ends by itself."""
        said, complained = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said, complained


def start(home: Path, programs: list[list[str]], port: int | None = None) -> Supervised:
    """Start a supervisor with these programs."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CASEBOOK_HOME": str(home),
        "CASEBOOK_PORT": str(port or free_port()),
        "STAND_INS": json.dumps(programs),
    }
    command = [sys.executable, "-m", "tests.local.stand_in"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True, process_group=0)
    return Supervised(home, process)


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    return birth(pid) is None
