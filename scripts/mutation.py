"""Mutation tests: change one thing in a module, run the tests, and tell which changes no test noticed.

    scripts/mutate domain/case/guards.py domain/rules --minutes 30

Works on a copy of the files that Git knows; `scripts/mutators.py` says what is changed. A session file keeps what was
found: the same command goes on where the last one stopped. Mutations come in one random order, so that a part of a
session is a fair sample. Begin a new session when the code or its tests have changed. Survivors, and why they stay, are
listed in `docs/measurements/mutation.md`.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from scripts.mutators import Mutation, mutations

ROOT = Path(__file__).parents[1]
SESSION = ROOT / ".casebook" / "mutation.jsonl"
SECONDS_PER_MUTATION = 300
"""Then the tests hang, which counts as noticed."""
SURVIVED = "survived"
Result = dict[str, Any]


def modules(paths: Iterable[str]) -> list[Path]:
    """The modules under files and folders, from the root of the project."""
    found = (sorted((ROOT / path).rglob("*.py")) if (ROOT / path).is_dir() else [ROOT / path] for path in paths)
    return [module.relative_to(ROOT) for several in found for module in several if module.name != "__init__.py"]


Stages = Sequence[Sequence[str]]


def noticing(path: Path) -> Stages:
    """What may notice a change of a module, the nearest first: its own tests, those of its folder, of its layer."""
    folder, layer = Path("tests", path.parent), Path("tests", path.parts[0])
    own = sorted(found.relative_to(ROOT) for found in (ROOT / folder).glob(f"test_{path.stem}*.py"))
    folders = [[place] for place in dict.fromkeys([folder, layer]) if (ROOT / place).exists()]
    return [[str(place) for place in stage] for stage in ([own] if own else []) + folders]


def copy_to(folder: Path) -> None:
    """Every file that Git knows, as it is now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


class Trial:
    """The copy, and the tests that are run in it: those that were named, or those nearest to what is changed."""

    def __init__(self, folder: Path, tests: Sequence[str] = ()) -> None:
        self._folder, self._tests = folder, tests
        self._env = {**os.environ, "PYTHONPATH": str(folder)}
        self._env.pop("PYTHONDONTWRITEBYTECODE", None)

    def stages(self, module: Path) -> Stages:
        """The tests that may notice a change, those first that notice most."""
        return [self._tests] if self._tests else noticing(module)

    def begin(self, modules: Iterable[Path]) -> bool:
        """Whether all tests pass on the code as it is, which is compiled meanwhile.

        Nothing is compiled afterwards: two changes within a second would be one to the cache of compiled modules.
        """
        last = dict.fromkeys(tuple(self.stages(module)[-1]) for module in modules)
        passed = all(self._passes(tests) for tests in last)
        self._env["PYTHONDONTWRITEBYTECODE"] = "1"
        return passed

    def _passes(self, tests: Sequence[str]) -> bool:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
        try:
            done = subprocess.run(
                command,
                cwd=self._folder,
                env=self._env,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS_PER_MUTATION,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def survives(self, module: Path, source: str) -> bool:
        """Whether all tests pass with another source of a module, within the time."""
        path = self._folder / module
        before = path.read_bytes()
        path.write_text(source, encoding="utf-8")
        try:
            return all(self._passes(tests) for tests in self.stages(module))
        finally:
            path.write_bytes(before)


def read(session: Path) -> list[Result]:
    """What a session has found."""
    return [json.loads(line) for line in session.read_text().splitlines()] if session.exists() else []


def run(trial: Trial, planned: list[tuple[Path, Mutation]], session: Path, until: float) -> None:
    """Try mutations until none is left or the time is up, and write each result down at once."""
    tried = {(result["module"], result["number"]) for result in read(session)}
    with session.open("a") as kept:
        for module, mutation in planned:
            if time.monotonic() > until:
                return
            if (str(module), mutation.number) in tried:
                continue
            outcome = SURVIVED if trial.survives(module, mutation.source) else "noticed"
            said = {"line": mutation.line, "where": mutation.where, "what": mutation.what}
            result = {"module": str(module), "number": mutation.number, **said, "outcome": outcome}
            print(json.dumps(result, ensure_ascii=False), file=kept, flush=True)


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


def main() -> None:
    """Try what the arguments name, and tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", help="modules or folders to change, such as domain/case/guards.py")
    parser.add_argument("--minutes", type=float, default=30, help="how long to go on (30)")
    parser.add_argument("--session", type=Path, default=SESSION, help="the file that keeps what was found")
    parser.add_argument("--tests", nargs="+", help="the tests to run (those of the layer, the mirrored folder first)")
    given = parser.parse_args()
    until = time.monotonic() + given.minutes * 60
    paths = modules(given.paths)
    planned = [(path, mutation) for path in paths for mutation in mutations((ROOT / path).read_text(encoding="utf-8"))]
    random.Random(0).shuffle(planned)
    given.session.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="casebook-mutation-") as folder:
        copy_to(Path(folder))
        trial = Trial(Path(folder), given.tests or ())
        if not trial.begin(paths):
            sys.exit("the tests fail on the code as it is")
        run(trial, planned, given.session, until)
    report(planned, read(given.session))


if __name__ == "__main__":
    main()
