"""`python -m scripts.workbench.bench all [NAME…]`: run measurements, and keep what they print as pages with plots.

Each runs as a process of its own, one after another. Its page `docs/measurements/bench/NAME.md` holds the tables as
they were printed, with a plot of each table whose cells are figures; what people wrote below REMARKS stays. The list of
the pages is made again after each. One that fails keeps its old page, and says what it printed until then.
"""

import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from math import inf
from pathlib import Path
from typing import Final

from scripts.workbench import ROOT
from scripts.workbench.bench.dry import MISSED
from scripts.workbench.bench.plots import Table, plot, tables_in

FOLDER: Final = ROOT / "docs" / "measurements" / "bench"
SECONDS_MOST: Final = 1200
"""What one measurement may take; then it is ended, with every process that it began."""
ENDING_SECONDS: Final = 20
REMARKS: Final = "## Remarks"
"""The heading below which a page holds what people say of earlier runs."""
INDEX, TITLE = "README.md", "# Measurements with a page of their own"
SAID: Final = """What `python -m scripts.workbench.bench all` measured. Each page names its command, its machine and
the load; the list is made with them."""
MADE: Final = re.compile(r"^Made on (\S+) .* in (\d+) seconds", re.MULTILINE)
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


def page(name: str, title: str, printed: str, plots: Sequence[str], made: Made, remarks: str = "") -> str:
    """The page of a measurement."""
    lines = [
        f"# {title}",
        "",
        f"Made on {made.at:%Y-%m-%d} by `python -m scripts.workbench.bench all {name}` in {made.seconds:.0f} seconds,",
        f"at a load of {made.load:.0f} when it began, on {machine()}.",
        CAVEAT,
        "",
        printed.strip(),
        *(f"\n![{title}]({file})" for file in plots),
        *(["", remarks.strip()] if remarks else []),
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
    (folder / f"{name}.md").write_text(
        page(name, title, printed, files, made, remarks_on(folder / f"{name}.md")), "utf-8"
    )
    (folder / INDEX).write_text(index(folder), "utf-8")


def remarks_on(page: Path) -> str:
    """What people wrote on a page."""
    if not page.exists():
        return ""
    _, heading, said = page.read_text("utf-8").partition(f"\n{REMARKS}\n")
    return f"{heading}{said}"


def index(folder: Path) -> str:
    """The list of the pages in a folder."""
    rows = []
    for file in sorted(folder.glob("*.md")):
        text = file.read_text("utf-8")
        if file.name != INDEX and (made := MADE.search(text)):
            title = text.partition("\n")[0].removeprefix("# ")
            rows.append(f"| [{title}]({file.name}) | {made[1]} | {made[2]} |")
    head = ("| page | made on | seconds |", "| --- | --- | --- |")
    return "\n".join((TITLE, "", SAID, "", *head, *rows, ""))


def plottable(printed: str) -> Iterator[Table]:
    """The tables that hold figures."""
    return (table for table in tables_in(printed) if table.figures)


def title_of(document: str | None) -> str:
    """The first sentence of a measurement's description, without its way to be called."""
    first = (document or "").strip().splitlines()[0]
    return re.sub(r"`[^`]*`:?\s*", "", first).strip().rstrip(".")


def make(name: str, arguments: Sequence[str], document: str | None, folder: Path = FOLDER, until: float = inf) -> bool:
    """Run a measurement and keep its page; whether it came to its end and found nothing that must not be.

    It is ended at `until`, on the monotonic clock, and not begun after that.
    """
    if (left := min(SECONDS_MOST, until - time.monotonic())) < 0:
        print(f"{name} is left out: there is no time left", file=sys.stderr, flush=True)
        return False
    at, load, begun = datetime.now(UTC), os.getloadavg()[0], time.monotonic()
    ended, printed, said = run([sys.executable, "-m", "scripts.workbench.bench", name, *arguments], left)
    made = Made(at, load, time.monotonic() - begun)
    if ended not in (0, MISSED) or not printed.strip():
        why = "took too long" if ended is None else "failed"
        print(
            f"{name} {why} after {made.seconds:.0f} seconds:\n{printed}\n{said[-2_000:]}", file=sys.stderr, flush=True
        )
        return False
    keep(name, title_of(document), printed, folder, made)
    print(f"{name}: {made.seconds:.0f} seconds, {folder / name}.md", flush=True)
    return ended == 0


def run(command: Sequence[str], seconds: float) -> tuple[int | None, str, str]:
    """How a measurement ended, None when it took more than so many seconds, and what it printed."""
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        printed, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)  # it ends its servers
        try:
            printed, said = process.communicate(timeout=ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            printed, said = process.communicate()
        return None, printed, said
    return process.returncode, printed, said
