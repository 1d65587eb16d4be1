"""A shell that runs the commands of a page one block after the other, as a person would at a terminal."""

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.forked import REPOSITORY, forked_python

BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
NAMES = re.compile(r"^(?:export )?([A-Z_]+)=", re.MULTILINE)
END = "--end-of-block--"


def blocks(page: Path) -> list[str]:
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def in_place_of(block: str, values: dict[str, str]) -> str:
    """Return the block that sets the reader's own names, with other values for exactly the same names."""
    assert NAMES.findall(block) == list(values), "the page asks for something else"
    exported = set(re.findall(r"^export ([A-Z_]+)=", block, re.MULTILINE))
    return "".join(f"{'export ' if name in exported else ''}{name}='{value}'\n" for name, value in values.items())


def put_command(folder: Path) -> None:
    """Link the files that `scripts/casebook` expects around itself."""
    lock = REPOSITORY / "requirements" / "dev.lock"
    there = {
        "scripts/casebook": REPOSITORY / "scripts" / "casebook",
        "scripts/environment": REPOSITORY / "scripts" / "environment",
        "requirements/dev.lock": lock,
        ".venv/dev.lock": lock,
        ".venv/bin/python": forked_python(),
    }
    for name, target in there.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)


class Shell:
    """Shell in an empty folder with this checkout's `scripts/casebook`. Its processes end with it.

    To `scripts/casebook` the folder is a checkout, whose virtual environment starts quickly (`forked_python.py`).
    """

    def __init__(self, folder: Path, more: Mapping[str, str] | None = None) -> None:
        put_command(folder)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEBOOK_", "PYTHON"))}
        self._log = (folder / "log").open("w")
        self._process = subprocess.Popen(
            ["sh"],
            cwd=folder,
            env={**kept, **(more or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )

    def run(self, block: str) -> str:
        """Return the block's output. Raise AssertionError if its last command fails."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{block}\necho {END} $?\n")
        self._process.stdin.flush()
        said: list[str] = []
        for line in self._process.stdout:
            if line.startswith(END):
                assert line.split()[1] == "0", (block, said, Path(self._log.name).read_text()[-2000:])
                return "".join(said)
            said.append(line)
        raise AssertionError((block, said, Path(self._log.name).read_text()[-2000:]))

    def end(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._log.close()
