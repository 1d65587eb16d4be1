"""Clients that others wrote in JavaScript, installed once a run where node and npm are there."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.support.house import ROOT

CLIENTS = ROOT / "tests" / "api" / "node"
"""Clients that speak to a server."""
TOOLS = ROOT / "tests" / "schema" / "node"
"""Compilers, linters and caches that look at the schema and at answers."""
NPM_CI = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
MADE = ("node_modules", "built", "dist")
LIBRARIES = ROOT / "tests" / "clients" / "node"
"""Generators and sign-in libraries of client teams."""
INSTALL_SECONDS, RUN_SECONDS = 180, 120


@cache
def installed(packages: Path) -> Path | None:
    """A folder with the packages and the scripts beside them; None where they cannot be had."""
    if not shutil.which("node") or not shutil.which("npm"):
        return None
    folder = Path(mkdtemp(prefix="casebook-node-"))
    shutil.copytree(packages, folder, dirs_exist_ok=True)
    return folder if _done(NPM_CI, folder) else None


def _done(command: list[str], folder: Path) -> bool:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def built(folder: Path, *packages: str) -> Path:
    """Copies of packages of ours, each with what it needs, built; the last one. Skips where they cannot be had."""
    for package in packages:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns(*MADE))
        if not shutil.which("node") or not shutil.which("npm") or not _done(NPM_CI, folder / package):
            pytest.skip(f"node with the packages of {package} is not to be had here")
        command = ["npm", "run", "--silent", "build"]
        done = subprocess.run(command, cwd=folder / package, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / packages[-1]


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
