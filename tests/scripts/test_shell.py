"""The shell scripts, in a copy of the folder with a small program in place of Python."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.local.home import ROOT

PYTHON = """#!/bin/sh
case "$1 $2" in
"-ISc "*) exit 0 ;; # asked whether it is new enough
"-VV "*) echo "Python 3.x" ;;
"-m pip") echo "pip $*" >>"$LOG" ;;
*)
    echo "$*" >>"$LOG"
    env >>"$LOG.env"
    [ "$2" != "$FAIL" ] && [ "$2 ${4-}" != "$FAIL" ] || exit "${CODE-1}"
    ;;
esac
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository whose environment is complete."""
    root = tmp_path / "a copy"
    (root / "scripts").mkdir(parents=True)
    (root / ".ci").mkdir()
    (root / "requirements").mkdir()
    failed(root, 1)
    (root / ".venv/bin").mkdir(parents=True)
    for name in ("environment", "usage", "dev", "check", "test", "casebook"):
        shutil.copy(ROOT / "scripts" / name, root / "scripts" / name)
    shutil.copy(ROOT / ".ci/run", root / ".ci/run")
    for name in ("python", "lint-imports"):
        (root / ".venv/bin" / name).write_text(PYTHON)
        (root / ".venv/bin" / name).chmod(0o755)
    for path in ("requirements/dev.lock", ".venv/dev.lock"):
        (root / path).write_text("one==1\n")
    return root


def failed(root: Path, many: int) -> None:
    """Tests failed in the last run by so many causes, as `tests.support.causes` writes it down."""
    cache = root / ".pytest_cache/v/casebook"
    cache.mkdir(parents=True, exist_ok=True)
    names = {f"tests/a.py::test_{number}": number + 1 for number in range(many)}
    (cache / "causes").write_text(json.dumps(names, indent=4))


def run(copy: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script from another folder, with nothing of this shell but the way to programs."""
    told = {"PATH": "/usr/bin:/bin", "LOG": str(copy / "log"), "FAIL": "none", **environment}
    words = [str(copy / command[0]), *command[1:]]
    return subprocess.run(words, env=told, cwd=copy.parent, capture_output=True, text=True, check=False)


def log(copy: Path, name: str = "log") -> list[str]:
    return (copy / name).read_text().splitlines() if (copy / name).exists() else []


class TestEnvironment:
    def test_a_complete_one_is_left_alone(self, copy: Path) -> None:
        assert run(copy, "scripts/dev").returncode == 0
        assert log(copy) == ["-m scripts.local.supervise"]
        assert {f"PYTHONPATH={copy}", "PYTHONSAFEPATH=1"} <= set(log(copy, "log.env"))

    def test_a_changed_lock_is_installed_with_hashes_and_once(self, copy: Path) -> None:
        (copy / "requirements/dev.lock").write_text("one==2\n")
        for _ in range(2):
            assert run(copy, "scripts/dev").returncode == 0
        installs = [line for line in log(copy) if "install" in line]
        assert len(installs) == 1
        assert "--require-hashes --only-binary :all:" in installs[0]
        assert log(copy).count("-m scripts.local.supervise") == 2


CHECKS = [
    "",  # lint-imports
    "-m mypy domain store auth schema resolvers workers api scripts tests clients/python/casebook_client "
    "docs/examples/python/client.py",
    "-m ruff check .",
    "-m ruff format --check .",
]
TESTS = "-m pytest -n 3 --dist load --no-loadscope-reorder"
AGAIN = "-m pytest -n 0 --dist load --no-loadscope-reorder --last-failed --last-failed-no-failures none"


class TestChecks:
    """The checks and the tests run side by side: their order is left open."""

    @pytest.mark.parametrize(("failing", "told"), [("ruff", "checks"), ("mypy", "checks"), ("pytest", "pytest")])
    def test_one_failure_is_told_and_fails_the_whole(self, copy: Path, failing: str, told: str) -> None:
        done = run(copy, "scripts/test", FAIL=failing)
        assert done.returncode == 1
        assert f"==> failed: {told}\n" in done.stderr
        assert failing == "pytest" or f"failed checks: {failing}" in done.stdout
        assert len(log(copy)) == len(CHECKS) + 1


class TestContinuousIntegration:
    """`.ci/run` tries the few tests that failed once more."""

    def test_what_failed_by_chance_is_tried_by_itself_and_named(self, copy: Path) -> None:
        done = run(copy, ".ci/run", FAIL="pytest 3")
        assert done.returncode == 0
        assert "==> failed: pytest\n" in done.stderr, "the first try"
        assert "passed when tried again; find out why:\ntests/a.py::test_0 (1)\n==> all passed\n" in done.stdout
        assert sorted(log(copy)) == sorted([*CHECKS, TESTS, *CHECKS, AGAIN])

    @pytest.mark.parametrize("many", [0, 4])
    def test_too_many_failures_are_no_chance(self, copy: Path, many: int) -> None:
        failed(copy, many)
        done = run(copy, ".ci/run", FAIL="pytest 3")
        assert (done.returncode, AGAIN in log(copy)) == (1, False)
        assert "not tried again" in done.stderr

    @pytest.mark.parametrize("code", ["2", "3", "4", "5"])
    def test_a_run_that_did_not_come_to_its_end_is_not_tried_again(self, copy: Path, code: str) -> None:
        done = run(copy, ".ci/run", FAIL="pytest 3", CODE=code)
        assert (done.returncode, AGAIN in log(copy)) == (3, False)
