"""`scripts/check`, in a copy of the repository with a small program in place of Python."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.workbench import ROOT

PROGRAM = """#!/bin/sh
case "$1 $2" in
"-ISc "*) exit 0 ;; # asked whether it is new enough
esac
echo "${0##*/} $*" >>"$LOG"
[ "$2" != "$FAIL" ]
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository whose environment is complete."""
    root = tmp_path / "a copy"
    for folder in ("scripts", "requirements", ".venv/bin"):
        (root / folder).mkdir(parents=True)
    for name in ("usage", "environment", "check", "generate"):
        shutil.copy(ROOT / "scripts" / name, root / "scripts" / name)
    for name in ("python", "lint-imports"):
        (root / ".venv/bin" / name).write_text(PROGRAM)
        (root / ".venv/bin" / name).chmod(0o755)
    for path in ("requirements/dev.lock", ".venv/dev.lock"):
        (root / path).write_text("one==1\n")
    return root


def run(copy: Path, *command: str, fail: str = "none") -> subprocess.CompletedProcess[str]:
    words = [str(copy / command[0]), *command[1:]]
    told = {"PATH": "/usr/bin:/bin", "LOG": str(copy / "log"), "FAIL": fail}
    return subprocess.run(words, env=told, cwd=copy.parent, capture_output=True, text=True, check=False)


CHECKS = [
    "python -m ruff check .",
    "python -m ruff format --check .",
    "python -m mypy domain store auth schema resolvers workers api scripts tests "
    "clients/python/casebook_client docs/examples/python/client.py",
    "lint-imports ",
]


def test_everything_but_the_tests_is_checked(copy: Path) -> None:
    done = run(copy, "scripts/check")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "==> all checks passed")
    assert (copy / "log").read_text().splitlines() == CHECKS


@pytest.mark.parametrize("failing", ["ruff", "mypy"])
def test_one_failure_fails_the_whole_and_the_rest_still_runs(copy: Path, failing: str) -> None:
    done = run(copy, "scripts/check", fail=failing)
    assert done.returncode == 1
    assert f"failed checks: {failing}" in done.stderr
    assert (copy / "log").read_text().splitlines() == CHECKS


def test_generate_passes_its_arguments_on(copy: Path) -> None:
    assert run(copy, "scripts/generate", "--check").returncode == 0
    assert (copy / "log").read_text() == "python -m scripts.workbench.generate --check\n"


@pytest.mark.parametrize("name", ["check", "generate"])
def test_a_script_can_be_run(name: str) -> None:
    assert (ROOT / "scripts" / name).stat().st_mode & 0o111 == 0o111
