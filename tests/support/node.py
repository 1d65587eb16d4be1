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

PACKAGES = ROOT / "tests" / "api" / "node"
INSTALL_SECONDS, RUN_SECONDS = 180, 120


@cache
def installed() -> Path | None:
    """A folder with the packages and the scripts beside them; None where they cannot be had."""
    if not shutil.which("node") or not shutil.which("npm"):
        return None
    folder = Path(mkdtemp(prefix="casebook-node-"))
    for path in PACKAGES.iterdir():
        shutil.copy(path, folder)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
    return folder if done.returncode == 0 else None


def run(script: str, *arguments: str) -> list[dict[str, Any]]:
    """The JSON lines that a script prints; skips where the packages cannot be had."""
    folder = installed()
    if folder is None:
        pytest.skip("node with the packages of tests/api/node is not to be had here")
    done = subprocess.run(
        ["node", script, *arguments], cwd=folder, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
