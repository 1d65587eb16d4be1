"""Mutation tests: change one thing in a module, run the tests, and tell which changes no test noticed.

    scripts/mutate domain/case/guards.py domain/rules --minutes 30

`scripts/workbench/mutation/mutators.py` says what is changed. What is in a function, or the row of a command, is
tried in a fork of a process that has collected the tests (`scripts/workbench/mutation/forks.py`,
`scripts/workbench/mutation/lost_checks.py`). What is not, and what survives there, is tried from the start, in a copy
of the files of Git. A session file keeps what was found: the same command goes on where the last one stopped.
Mutations come in one random order, the arguments taking turns, so that a part of a session is a fair sample of each.
Begin a new session when the code has changed; `--again` tries what survived once more, after tests were written.
`docs/measurements.md` says what was found."""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from scripts.workbench import ROOT
from scripts.workbench.mutation.forks import Change, Forks, Stages, exchange, swaps
from scripts.workbench.mutation.lost_checks import lost_check
from scripts.workbench.mutation.mutators import Mutation, mutations

SESSION = ROOT / ".casebook" / "mutation.jsonl"
SECONDS_PER_MUTATION = 300
"""Of the processor, in a fork; else of the clock. Then the tests hang, which counts as noticed."""
SURVIVED = "survived"
OPTIONS = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
Planned = list[tuple[Path, Mutation]]
Result = dict[str, Any]


def modules(paths: Iterable[str]) -> list[Path]:
    """The modules under files and folders, from the root of the project."""
    found = (sorted((ROOT / path).rglob("*.py")) if (ROOT / path).is_dir() else [ROOT / path] for path in paths)
    return [module.relative_to(ROOT) for several in found for module in several if module.name != "__init__.py"]


@cache
def noticing(path: Path) -> Stages:
    """What may notice a change of a module, the nearest first: its own tests, those that name it, its folder."""
    folder, layer = ROOT / "tests" / path.parent, ROOT / "tests" / path.parts[0]
    own = sorted(folder.glob(f"test_{path.stem}*.py"))
    named = re.compile(rf"{'.'.join(path.parent.parts)}(\.{path.stem}\b| import [^.]*\b{path.stem}\b)")
    naming = [found for found in sorted(layer.rglob("test_*.py")) if named.search(found.read_text(encoding="utf-8"))]
    stages = [own, naming, [place for place in (folder, layer) if place.exists()][:1]]
    return [[str(place.relative_to(ROOT)) for place in stage] for stage in stages if stage]


def copy_to(folder: Path) -> None:
    """Every file that Git knows, as it is now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


class Trial:
    """The copy, and the tests that are run: those nearest to what is changed, then those that were given."""

    def __init__(self, folder: Path, tests: Sequence[str] = (), *, quick: bool = False) -> None:
        self._folder, self._tests, self.quick = folder, tests, quick
        self._env = {**os.environ, "PYTHONPATH": str(folder)}
        self._env.pop("PYTHONDONTWRITEBYTECODE", None)

    def stages(self, module: Path) -> Stages:
        """The tests that may notice a change, those first that notice most."""
        nearest = noticing(module)
        return [*(nearest[:-1] if self.quick and nearest[1:] else nearest), self._tests]

    def all(self, modules: Iterable[Path]) -> list[str]:
        """All tests that may notice a change of some modules."""
        return [*dict.fromkeys(test for module in modules for stage in self.stages(module) for test in stage)]

    def begin(self, modules: Iterable[Path]) -> bool:
        """Whether all tests can be collected from the code as it is, which is compiled meanwhile.

        Nothing is compiled afterwards: two changes within a second would be one to the cache of compiled modules.
        """
        failed = self._failing(["--collect-only", *self.all(modules)])
        self._env["PYTHONDONTWRITEBYTECODE"] = "1"
        return not failed

    def _failing(self, arguments: Sequence[str]) -> str:
        """The first test that fails, or what else ends the run; empty when all pass."""
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", *OPTIONS, *arguments],
                cwd=self._folder,
                env=self._env,
                check=False,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
                timeout=SECONDS_PER_MUTATION,
            )
        except subprocess.TimeoutExpired:
            return "time"
        failed = re.search(r"^FAILED (.+?)(?: - |$)", done.stdout, re.MULTILINE)
        return "" if done.returncode == 0 else failed[1] if failed else "no run"

    def noticed_by(self, module: Path, source: str) -> str:
        """What notices another source of a module, within the time; empty when all tests pass."""
        path = self._folder / module
        before = path.read_bytes()
        path.write_text(source, encoding="utf-8")
        try:
            return self._failing(self.all([module]))
        finally:
            path.write_bytes(before)


def read(session: Path) -> list[Result]:
    """What a session has found."""
    return [json.loads(line) for line in session.read_text().splitlines()] if session.exists() else []


def run(trial: Trial, planned: Planned, session: Path, until: float, forks: Forks | None = None) -> None:
    """Try mutations until none is left or the time is up, and write each result down at once."""
    tried = {(result["module"], result["number"]) for result in read(session)}
    with session.open("a") as kept:
        for module, mutation in planned:
            if time.monotonic() > until:
                return
            if (str(module), mutation.number) in tried:
                continue
            by = noticed_by(trial, forks, module, mutation)
            if by is None:
                continue
            if forks and "::" in by and forks.fails_anyway(by):
                sys.exit(f"fails on the code as it is: {by}")
            outcome = "noticed" if by else SURVIVED
            said = {"line": mutation.line, "where": mutation.where, "what": mutation.what, "by": by}
            result = {"module": str(module), "number": mutation.number, **said, "outcome": outcome}
            print(json.dumps(result, ensure_ascii=False), file=kept, flush=True)


def noticed_by(trial: Trial, forks: Forks | None, module: Path, mutation: Mutation) -> str | None:
    """What notices a change; empty when nothing does, None for what a quick session leaves out.

    A fork answers first. What survives there, or is in no function, is tried from the start.
    """
    by = None
    if forks and (change := in_fork(module, mutation)):
        by = forks.noticed_by(trial.stages(module), change)
    return by if by or (forks and trial.quick) else trial.noticed_by(module, mutation.source)


def in_fork(module: Path, mutation: Mutation) -> Change | None:
    """How a fork makes a change; None when only a start can."""
    if lost := lost_check(module, mutation):
        return lambda _: lost.lose()
    path = ROOT / module
    wanted = swaps(path.read_text(encoding="utf-8"), mutation.source, path)
    return partial(exchange, wanted) if wanted else None


def plan(arguments: Iterable[str]) -> Planned:
    """All changes of what the arguments name, which take turns; those of each argument in a random order."""
    turns = [
        [(path, change) for path in modules([one]) for change in mutations((ROOT / path).read_text("utf-8"))]
        for one in arguments
    ]
    for planned in turns:
        random.Random(0).shuffle(planned)
    return [one for turn in zip_longest(*turns) for one in turn if one]


def rows_of(planned: Planned) -> Planned:
    """Of some changes, the lost checks of commands' rows."""
    return [(module, mutation) for module, mutation in planned if lost_check(module, mutation)]


def reopened(session: Path, planned: Planned) -> Planned:
    """What survived of some changes. The session forgets it, so that it is tried again."""
    kept = read(session)
    alive = {(result["module"], result["number"]) for result in kept if result["outcome"] == SURVIVED}
    others = [result for result in kept if result["outcome"] != SURVIVED]
    session.write_text("".join(json.dumps(result, ensure_ascii=False) + "\n" for result in others))
    return [(module, mutation) for module, mutation in planned if (str(module), mutation.number) in alive]


def report(planned: list[tuple[Path, Mutation]], results: list[Result]) -> None:
    """What survived, and the score of each module."""
    alive = [result for result in results if result["outcome"] == SURVIVED]
    for result in sorted(alive, key=lambda result: (result["module"], result["line"], result["number"])):
        print(f"{result['module']}:{result['line']} {result['where']}: {result['what']}")
    total = Counter(str(module) for module, _ in planned)
    tried, survived = (Counter(result["module"] for result in some) for some in (results, alive))
    print(f"\n{'module':40} {'all':>5} {'tried':>5} {'survived':>8}  noticed")
    for module in sorted(total):
        share = f"{1 - survived[module] / tried[module]:.1%}" if tried[module] else "-"
        print(f"{module:40} {total[module]:5} {tried[module]:5} {survived[module]:8}  {share:>7}")


def try_all(trial: Trial, planned: Planned, session: Path, until: float) -> None:
    """Try mutations in forks where that can be done, and otherwise from the start."""
    named = modules(dict.fromkeys(str(module) for module, _ in planned))

    def trials(forks: Forks) -> None:
        run(trial, planned, session, until, forks)

    if not (trial.quick or trial.begin(named)):
        sys.exit("the tests fail on the code as it is")
    imported = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    pytest.main(
        [*OPTIONS, *imported, *trial.all(named)],
        plugins=[Forks(ROOT, SECONDS_PER_MUTATION, trials)],
    )


def main() -> None:
    """Try what the arguments name, and tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", help="modules or folders to change, such as domain/case/guards.py")
    parser.add_argument("--minutes", type=float, default=30, help="how long to go on (30)")
    parser.add_argument("--quick", action="store_true", help="only in forks, without the tests of the folder")
    parser.add_argument("--rows", action="store_true", help="only lost checks of the rows of commands")
    parser.add_argument("--again", action="store_true", help="only what survived before")
    parser.add_argument("--session", type=Path, default=SESSION, help="the file that keeps what was found")
    parser.add_argument(
        "--tests", nargs="+", help="tests to run after those of the module and its folder (those of the layer)"
    )
    given = parser.parse_args()
    until = time.monotonic() + given.minutes * 60
    planned = plan(given.paths)
    given.session.parent.mkdir(parents=True, exist_ok=True)
    if given.rows:
        planned = rows_of(planned)
    if given.again:
        planned = reopened(given.session, planned)
    with tempfile.TemporaryDirectory(prefix="casebook-mutation-") as folder:
        copy_to(Path(folder))
        trial = Trial(Path(folder), given.tests or (), quick=given.quick)
        try_all(trial, planned, given.session, until)
    report(planned, read(given.session))


if __name__ == "__main__":
    main()
