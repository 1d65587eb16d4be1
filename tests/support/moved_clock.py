"""Move the clock of the day for a process and all processes that it starts (Linux, with a C compiler)."""

import os
import struct
import subprocess
from pathlib import Path

AHEAD = "CLOCK_AHEAD"


def settings(folder: Path) -> dict[str, str]:
    """Compile the clock into a folder. Return the variables of the environment that make a new process use it."""
    made, file = folder / "clock.so", folder / "ahead"
    compiler = ["cc", "-shared", "-fPIC", "-O2", "-o", str(made), str(Path(__file__).with_name("clock.c"))]
    subprocess.run(compiler, check=True)
    move(file, 0)
    return {"LD_PRELOAD": str(made), AHEAD: str(file)}


def move(file: Path, seconds: int) -> None:
    """Set the clock ahead of the machine's, for every process that uses this file."""
    with file.open("r+b" if file.exists() else "w+b") as place:
        place.write(struct.pack("<q", seconds))


def move_mine(seconds: int) -> None:
    """Set the clock of this process, and of the processes that it starts."""
    move(Path(os.environ[AHEAD]), seconds)
