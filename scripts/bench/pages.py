"""`python -m scripts.bench all [NAME…]`: run measurements, and keep what they print as pages with plots.

Each runs as a process of its own, one after another. Its page `docs/measurements/bench/NAME.md` holds the tables as
they were printed, with a plot of each table whose cells are figures. One that fails keeps its old page.
"""

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from scripts.bench.plots import Table, plot, tables_in

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "docs" / "measurements" / "bench"
SECONDS_MOST: Final = 3600
"""What one measurement may take."""
CAVEAT: Final = (
    "On a machine with other work wall times are larger, and CPU is too: compare figures of one row, whose candidates\n"
    "took turns in one run. Three figures are the least, the middle and the most of the rounds."
)


PACKAGES: Final = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "pymongo", "secantusdb")
"""Whose versions a page names: those that most of what is measured goes through."""


@dataclass(frozen=True)
class Made:
    """When, how busy the machine was at the beginning, and how long it took."""

    at: datetime
    load: float
    seconds: float


def machine() -> str:
    """The machine and the versions, as a page names them."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} × {_processor()}, Python {platform.python_version()}, {versions}"


def _processor() -> str:
    """What the processor calls itself, where Linux tells it."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def page(name: str, title: str, printed: str, plots: Sequence[str], made: Made) -> str:
    """The page of a measurement."""
    lines = [
        f"# {title}",
        "",
        f"Made on {made.at:%Y-%m-%d} by `python -m scripts.bench all {name}` in {made.seconds:.0f} seconds,",
        f"at a load of {made.load:.0f} when it began, on {machine()}.",
        CAVEAT,
        "",
        printed.strip(),
        *(f"\n![{title}]({file})" for file in plots),
        "",
    ]
    return "\n".join(lines)


def keep(name: str, title: str, printed: str, folder: Path, made: Made) -> None:
    """Write the page and the plots of what a measurement printed, in place of those before."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{name}-*.svg"):
        old.unlink()
    files = []
    for number, table in enumerate(plottable(printed), 1):
        files.append(f"{name}-{number}.svg")
        (folder / files[-1]).write_text(plot(table), "utf-8")
    (folder / f"{name}.md").write_text(page(name, title, printed, files, made), "utf-8")


def plottable(printed: str) -> Iterator[Table]:
    """The tables that hold figures."""
    return (table for table in tables_in(printed) if table.figures)


def title_of(document: str | None) -> str:
    """The first sentence of a measurement's description, without its way to be called."""
    first = (document or "").strip().splitlines()[0]
    return re.sub(r"`[^`]*`:?\s*", "", first).strip().rstrip(".")


def make(name: str, arguments: Sequence[str], document: str | None, folder: Path = FOLDER) -> bool:
    """Run a measurement and keep its page; whether it came to its end."""
    at, load, begun = datetime.now(UTC), os.getloadavg()[0], time.monotonic()
    command = [sys.executable, "-m", "scripts.bench", name, *arguments]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS_MOST, check=False)
    except subprocess.TimeoutExpired:
        print(f"{name} took more than {SECONDS_MOST} seconds", file=sys.stderr)
        return False
    if done.returncode or not done.stdout.strip():
        print(f"{name} failed:\n{done.stderr[-2_000:]}", file=sys.stderr)
        return False
    made = Made(at, load, time.monotonic() - begun)
    keep(name, title_of(document), done.stdout, folder, made)
    print(f"{name}: {made.seconds:.0f} seconds, {folder / name}.md", flush=True)
    return True
