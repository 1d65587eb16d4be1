"""`python -m scripts.workbench.bench NAME [ARGUMENT]`: runs a measurement and prints its table.

`python -m scripts.workbench.bench all [NAME…]` runs those named, or all that need nobody's file and no hour, and
keeps what they print as pages with plots (`scripts/workbench/bench/pages.py`). `python -m scripts.workbench.bench all
--dry [NAME…]` runs each at its smallest size, to see that it runs, and keeps nothing."""

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from scripts.workbench.bench import (
    auth,
    documents,
    dry,
    fanout,
    graphql,
    graphql_peers,
    growth,
    jobs,
    limits,
    log,
    log_formats,
    pages,
    press,
    reports,
    search,
    similar,
    soak,
    store,
)

OPTIONS = ("[--size N]", "[--database]")
"""A measurement that takes these reads them itself."""
SIZES, OTHER, LONG = ("SIZE…",), ("[PATH]",), ("[MINUTES]",)
SOME = (OPTIONS, SIZES, OTHER, LONG)
"""How many these are is not said beforehand."""

BENCHES: Mapping[str, tuple[Callable[..., None], tuple[str, ...]]] = {
    "graphql": (graphql_peers.main, ()),
    "auth": (auth.main, ()),
    "documents": (documents.main, ()),
    "fanout": (fanout.main, ()),
    "jobs": (jobs.main, OTHER),
    "limits": (limits.main, ()),
    "log": (log.main, OPTIONS),
    "log_formats": (log_formats.main, ()),
    "press": (press.main, ()),
    "search": (search.main, ()),
    "store": (store.main, ()),
    "reports": (reports.main, ()),
    "growth": (growth.main, SIZES),
    "checkouts": (graphql.main, OTHER),
    "similar": (similar.main, ("FILE.csv",)),
    "soak": (soak.main, LONG),
}
"""Each measurement, and the arguments it takes; all are run in this order."""
ALL, ONCE = "all", "--dry"
WITH: Mapping[str, tuple[str, ...]] = {"growth": ("1000", "10000")}
"""The arguments with which pages are made, where there are any."""
ALL_SECONDS = 2_000
"""What all may take together: what is not done by then is ended or left out, and can be named in a run of its own."""
BY_HAND = frozenset({"similar", "soak", "checkouts"})
"""What needs somebody's file, an hour, or another checkout."""


def usage() -> str:
    """How to call each."""
    lines = (f"  python -m scripts.workbench.bench {' '.join((name, *takes))}" for name, (_, takes) in BENCHES.items())
    return "\n".join(("usage:", *lines, f"  python -m scripts.workbench.bench {ALL} [{ONCE}] [NAME…]"))


def make_pages(names: Sequence[str]) -> int:
    """Make the pages of some measurements, or of all; 1 when one failed."""
    return _made(names, WITH, pages.FOLDER)


def run_dry(names: Sequence[str]) -> int:
    """See that some measurements run, or all, and keep nothing; 1 when one failed."""
    os.environ[dry.DRY] = "1"
    with tempfile.TemporaryDirectory() as folder:
        return _made(names, {}, Path(folder))


def _made(names: Sequence[str], given: Mapping[str, Sequence[str]], folder: Path) -> int:
    """One that fails is no reason not to run the others; after ALL_SECONDS none is begun any more."""
    begun, failed = time.monotonic(), []
    wanted = names or [name for name in BENCHES if name not in BY_HAND]
    for name in wanted:
        try:
            made = pages.make(name, given.get(name, ()), _document_of(name), folder, begun + ALL_SECONDS)
        except Exception:
            traceback.print_exc()
            made = False
        if not made:
            failed.append(name)
    print(
        f"{len(wanted)} measurements in {time.monotonic() - begun:.0f} seconds; failed: {', '.join(failed) or 'none'}"
    )
    return int(bool(failed))


def _document_of(name: str) -> str | None:
    return sys.modules[BENCHES[name][0].__module__].__doc__


def main(arguments: list[str]) -> int:
    """Run the measurement named; 2, with the usage, for a name that is not one or other arguments than it takes."""
    name, *rest = arguments or [""]
    if name == ALL and rest[:1] == [ONCE] and set(rest[1:]) <= BENCHES.keys():
        return run_dry(rest[1:])
    if name == ALL and set(rest) <= BENCHES.keys():
        return make_pages(rest)
    if name not in BENCHES or (BENCHES[name][1] not in SOME and len(rest) != len(BENCHES[name][1])):
        print(usage(), file=sys.stderr)
        return 2
    BENCHES[name][0](*(dry.arguments(name) if dry.DRY in os.environ else rest))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
