"""Clients that others wrote in JavaScript, installed if node and npm are available."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.house import ROOT
from tests.support.shapes.sent import FOLDER as RUN
from tests.support.template import locked

CLIENTS = ROOT / "tests" / "api" / "node"
"""Folder of clients that talk to a server."""
TOOLS = ROOT / "tests" / "schema" / "node"
"""Folder of compilers, linters and caches that read the schema and answers."""
NPM_CI = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
MADE = ("node_modules", "built", "dist")
LIBRARIES = ROOT / "tests" / "clients" / "node"
"""Folder of generators and sign-in libraries of client teams."""
INSTALL_SECONDS, RUN_SECONDS = 180, 120
KEPT = ROOT / ".venv" / "npm"
"""Cache of npm's unpacked files while the locks are unchanged: twenty thousand files."""


def installed(packages: Path) -> Path | None:
    """Return a folder with the packages and the scripts beside them; None if they cannot be installed."""
    return _once("installed", packages.relative_to(ROOT), _kept, lambda _: None)


def built(*packages: str, more: Mapping[str, str] | None = None) -> Path:
    """Copies of packages of ours, each with what it needs, built; the last one. Skips where they cannot be had.

    `more` are settings of the builds.
    """

    def build(folder: Path) -> None:
        command, env = ["npm", "run", "--silent", "build"], {**os.environ, **(more or {})}
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    folder = ROOT
    for package in packages:
        found = _once("built", Path(package), _fetched, build)
        if found is None:
            pytest.skip(f"node with the packages of {package} is not to be had here")
        folder = found
    return folder


def _once(part: str, package: Path, fetch: Callable[[Path], bool], finish: Callable[[Path], None]) -> Path | None:
    """A copy of a folder with what it needs, finished: one worker of a run makes it, all have it."""
    folder = Path(os.environ[RUN]) / "node" / part / package
    mark = folder.with_name(f"{folder.name}.done")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.with_name(f"{folder.name}.lock")):
        if not mark.exists():
            shutil.copytree(ROOT / package, folder, ignore=shutil.ignore_patterns(*MADE), dirs_exist_ok=True)
            if not fetch(folder):
                return None
            finish(folder)
            mark.touch()
    return folder


def _kept(folder: Path) -> bool:
    """Link what npm unpacked in an earlier run for the same lock. The lock is copied last, so that what was cut off is
    done again; a run in a fresh clone, as those of continuous integration, fetches all of it.
    """
    lock = folder / "package-lock.json"
    kept = KEPT / folder.relative_to(Path(os.environ[RUN]) / "node" / "installed")
    mark = kept.with_name(f"{kept.name}.lock.json")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with locked(kept.with_name(f"{kept.name}.lock")):
        if not mark.exists() or mark.read_bytes() != lock.read_bytes():
            shutil.rmtree(kept, ignore_errors=True)
            kept.mkdir()
            for name in ("package.json", lock.name):
                shutil.copy(folder / name, kept)
            if not _fetched(kept):
                return False
            shutil.copy(lock, mark)
    (folder / "node_modules").symlink_to(kept / "node_modules")
    return True


def _fetched(folder: Path) -> bool:
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    try:
        done = subprocess.run(NPM_CI, cwd=folder, capture_output=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def run(script: str, *arguments: str, packages: Path = CLIENTS) -> list[dict[str, Any]]:
    """The JSON lines that a script prints; skips where the packages cannot be had."""
    folder = installed(packages)
    if folder is None:
        pytest.skip(f"node with the packages of {packages.relative_to(ROOT)} is not to be had here")
    done = subprocess.run(
        ["node", script, *arguments], cwd=folder, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
