"""Generators of others over our schema and operations: graphql-codegen with the client package, and ariadne-codegen."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schema.manifest import documents_of
from tests.support.house import ROOT
from tests.support.mocked import mocked
from tests.support.node import LIBRARIES, built, run

pytestmark = pytest.mark.slow
ARIADNE = ROOT / "tests" / "clients" / "ariadne"
SECONDS = 300


def test_codegen_s_documents_are_operations_of_the_package_and_its_manifest_is_read() -> None:
    client = built("clients/typescript") / "built"
    schema, operations = ROOT / "schema" / "schema.graphql", ROOT / "clients" / "operations"
    (persisted,) = run("codegen.mjs", str(schema), str(operations), str(client), packages=LIBRARIES)
    documents = documents_of(json.dumps(persisted).encode())
    ours = documents_of((operations / "manifest.json").read_bytes())
    assert len(documents) == len(ours)


def test_ariadne_codegen_makes_a_client_that_asks(tmp_path: Path) -> None:
    """In an environment of its own: it needs another graphql-core than the register."""
    python = str(tmp_path / "venv" / "bin" / "python")
    shutil.copy(ARIADNE / "use.py", tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        "[tool.ariadne-codegen]\n"
        f'schema_path = "{ROOT}/schema/schema.graphql"\n'
        f'queries_path = "{ROOT}/clients/operations"\n'
        'target_package_name = "made"\n'
        "include_all_inputs = false\n"
        "include_all_enums = false\n"
    )
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile"]
    packages = ["--only-binary", ":all:", "-r", str(ARIADNE / "requirements.txt")]
    for command in ([sys.executable, "-m", "venv", "--without-pip", "venv"], [*install, *packages]):
        if done(command, tmp_path).returncode != 0:
            pytest.skip("the packages of tests/clients/ariadne are not to be had here")
    made = done([str(tmp_path / "venv" / "bin" / "ariadne-codegen")], tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    with mocked() as address:
        used = done([python, "use.py", address], tmp_path)
    assert used.returncode == 0, used.stderr
    assert used.stdout.count("CB-2026-") == 2
    assert used.stdout.endswith("] True\n")


def done(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}  # none of our packages
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=SECONDS, check=False)
