"""Mutation tests: change one thing in a module, run the tests, and report the changes that no test noticed.

    scripts/mutate domain/case/guards.py domain/rules --minutes 30
    scripts/mutate domain store resolvers api auth workers --sample 300

`mutators.py` makes the changes. Each is tried in a copy of the files in Git. `docs/measurements.md` has the results.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path

from scripts.workbench import ROOT
from scripts.workbench.mutation.mutators import Mutation, mutations

SECONDS_PER_MUTATION = 300
"""Wall time after which the tests count as hanging, and the mutation as noticed."""
COPY = 'git ls-files -z | xargs -0 tar -c --ignore-failed-read | tar -x -C "$TO"'
"""Shell command that copies every file in Git's index, with its present content."""
OPTIONS = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
Stages = Sequence[Sequence[str]]
Planned = list[tuple[Path, Mutation]]
Found = list[tuple[Path, Mutation, str]]
"""Tried mutations, each with the test that noticed the mutation. The text is empty if no test noticed it."""


def modules(paths: Iterable[str]) -> list[Path]:
    """Return the modules under files and folders, relative to the root of the project."""
    found = (sorted((ROOT / path).rglob("*.py")) if (ROOT / path).is_dir() else [ROOT / path] for path in paths)
    return [module.relative_to(ROOT) for several in found for module in several if module.name != "__init__.py"]


@cache
def noticing(path: Path) -> Stages:
    """Return the tests that may notice a change of a module, the nearest first: its own tests, tests that name it,
    tests of its folder."""
    folder, layer = ROOT / "tests" / path.parent, ROOT / "tests" / path.parts[0]
    own = sorted(folder.glob(f"test_{path.stem}*.py"))
    named = re.compile(rf"{'.'.join(path.parent.parts)}(\.{path.stem}\b| import [^.]*\b{path.stem}\b)")
    naming = [found for found in sorted(layer.rglob("test_*.py")) if named.search(found.read_text(encoding="utf-8"))]
    stages = [own, naming, [place for place in (folder, layer) if place.exists()][:1]]
    return [[str(place.relative_to(ROOT)) for place in stage] for stage in stages if stage]


@dataclass
class Trial:
    """Copy of the project, in which the tests nearest to a mutation run first, then the given ones."""

    folder: Path
    tests: Sequence[str] = ()
    quick: bool = False
    passing: set[str] = field(default_factory=set)

    def nearest(self, module: Path) -> list[str]:
        """Return the tests that may notice a mutation, those that noticed most first."""
        stages = noticing(module)
        several = [*(stages[:-1] if self.quick and stages[1:] else stages), self.tests]
        return [*dict.fromkeys(test for stage in several for test in stage)]

    def fails_anyway(self, test: str) -> bool:
        """Return whether a test fails on the unchanged code."""
        if test not in self.passing and self.failing([test]):
            return True
        self.passing.add(test)
        return False

    def failing(self, arguments: Sequence[str]) -> str:
        """Return the first failing test, or another reason that ended the run; empty if all pass.

        Nothing is compiled: the cache of compiled modules cannot tell two changes within a second apart.
        """
        env = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", *OPTIONS, *arguments]
        try:
            done = subprocess.run(
                command,
                cwd=self.folder,
                env=env,
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
        """Return the test that fails with another source of a module, within the time limit; empty if all tests
        pass."""
        path = self.folder / module
        before = path.read_bytes()
        path.write_text(source, encoding="utf-8")
        try:
            return self.failing(self.nearest(module))
        finally:
            path.write_bytes(before)


def run(trial: Trial, planned: Planned, until: float) -> Found:
    """Try mutations until none is left or the time is up. Print each survivor at once."""
    found = Found()
    for module, mutation in planned:
        if time.monotonic() > until:
            break
        by = trial.noticed_by(module, mutation.source)
        if "::" in by and trial.fails_anyway(by):
            sys.exit(f"fails on the code as it is: {by}")
        found.append((module, mutation, by))
        if not by:
            print(f"{module}:{mutation.line} {mutation.where}: {mutation.what}", flush=True)
    return found


def plan(arguments: Iterable[str], seed: str = "") -> Planned:
    """Return all mutations of the named modules in random order, so that the beginning is a fair sample."""
    paths = modules(arguments)
    planned = [(path, change) for path in paths for change in mutations((ROOT / path).read_text("utf-8"))]
    random.Random(seed).shuffle(planned)
    return planned


def sample(arguments: Sequence[str], size: int) -> Planned:
    """Return a sample of all mutations. Each argument contributes the same number, and the arguments alternate. The
    last commit is the seed."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True)
    drawn = (plan([argument], head.stdout.strip())[: size // len(arguments)] for argument in arguments)
    return [change for turn in zip_longest(*drawn) for change in turn if change]


def report(planned: Planned, found: Found) -> None:
    """Print the score of each module and package."""
    total = Counter(name for module, _ in planned for name in (module.parts[0], str(module)))
    tried = Counter(name for module, _, _ in found for name in (module.parts[0], str(module)))
    survived = Counter(name for module, _, by in found if not by for name in (module.parts[0], str(module)))
    print(f"\n{'module':40} {'all':>5} {'tried':>5} {'survived':>8}  noticed")
    for module in sorted(total):
        share = f"{1 - survived[module] / tried[module]:.1%}" if tried[module] else "-"
        print(f"{module:40} {total[module]:5} {tried[module]:5} {survived[module]:8}  {share:>7}")


def main() -> None:
    """Try mutations of the modules in the arguments, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", help="modules or folders to change, such as domain/case/guards.py")
    parser.add_argument("--minutes", type=float, default=30, help="how long to go on (30)")
    parser.add_argument("--sample", type=int, help="how many changes, evenly of each path; the last commit is the seed")
    parser.add_argument("--quick", action="store_true", help="without the tests of the folder")
    given = parser.parse_args()
    planned = sample(given.paths, given.sample) if given.sample else plan(given.paths)
    with tempfile.TemporaryDirectory(prefix="casebook-mutation-") as folder:
        subprocess.run(COPY, cwd=ROOT, env={**os.environ, "TO": folder}, check=True, shell=True)
        found = run(Trial(Path(folder), quick=given.quick), planned, time.monotonic() + given.minutes * 60)
    report(planned, found)


if __name__ == "__main__":
    main()
