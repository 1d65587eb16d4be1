"""What a killed run leaves: nothing, for the kernel ends what it started."""

import subprocess
import sys
from pathlib import Path

from scripts.local.home import ROOT
from tests.support.patience import until

PARENT = """
import os, pathlib, signal
from scripts.local.process import spawn
child = spawn(["sleep", "600"], pathlib.Path({log!r}))
print(child.pid, flush=True)
input()
os.kill(os.getpid(), signal.SIGKILL)
"""


def program(pid: str) -> str:
    """The program of a process; none once it is gone, or waits for somebody to ask how it ended."""
    place = Path(f"/proc/{pid}/cmdline")
    return place.read_text().partition("\0")[0] if place.exists() else ""


def test_a_killed_parent_takes_its_child_along(tmp_path: Path) -> None:
    code = PARENT.format(log=str(tmp_path / "child.log"))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        pid = parent.stdout.readline().strip()
        until(lambda: program(pid) == "sleep")
        parent.communicate("\n")
    assert parent.returncode == -9
    until(lambda: not program(pid))
