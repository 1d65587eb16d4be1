"""The schema is the same text whichever Python makes it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.stale import expect_made

ROOT = Path(__file__).resolve().parents[2]
MADE = {"resolvers.sdl": "schema.graphql", "resolvers.public": "public.graphql"}
VERSIONS = ("3.11", "3.12", "3.13")
SECONDS_MOST = 120


def interpreter(version: str) -> str:
    """A Python of this version that has the project's packages. Skips, and says why, where there is none."""
    found = os.environ.get(f"CASEBOOK_PYTHON_{version.replace('.', '_')}") or shutil.which(f"python{version}")
    if found is None:
        pytest.skip(f"no python{version} on this machine")
    asked = subprocess.run([found, "-c", "import strawberry"], capture_output=True, timeout=SECONDS_MOST, check=False)
    if asked.returncode != 0:
        pytest.skip(f"{found} has no strawberry")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("module", MADE)
def test_the_schema_checked_in_is_made_by_every_python(module: str, version: str) -> None:
    here = "{}.{}".format(*sys.version_info)
    python = sys.executable if version == here else interpreter(version)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [python, "-m", module], cwd=ROOT, env=environment, capture_output=True, timeout=SECONDS_MOST, check=True
    )
    file = f"schema/{MADE[module]}"
    expect_made((ROOT / file).read_text(encoding="utf-8"), made.stdout.decode(), file, "scripts/generate")
