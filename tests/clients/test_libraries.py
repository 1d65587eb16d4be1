"""Generators of others over our schema and operations: graphql-codegen with the client package, and ariadne-codegen."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from casebook_client import Casebook, FixedToken, refusals
from casebook_client import operations as op

from schema.manifest import documents_of
from tests.support import web
from tests.support.house import ROOT
from tests.support.installation import free_port
from tests.support.node import LIBRARIES, built, installed, run
from tests.support.patience import PATIENCE, until

pytestmark = pytest.mark.slow
ARIADNE = ROOT / "tests" / "clients" / "ariadne"
SECONDS = 300
SCHEMA = ROOT / "schema" / "schema.graphql"


@contextmanager
def mocked() -> Iterator[str]:
    """The address of a made-up register; an event every tenth of a second."""
    folder = installed(ROOT / "clients" / "mock")
    if folder is None:
        pytest.skip("node with the packages of clients/mock is not to be had here")
    port = str(free_port())
    env = {**os.environ, "PORT": port, "SECONDS": "0.1"}
    process = subprocess.Popen(["node", "mock.mjs", str(SCHEMA)], cwd=folder, env=env)
    try:
        until(lambda: web.serves(f"http://127.0.0.1:{port}/graphql?query=%7B__typename%7D"), "it does not serve")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_the_mock_lists_acts_refuses_and_tells_what_changed() -> None:
    with mocked() as address:
        with Casebook(address, FixedToken("none is looked at"), wait=lambda seconds: None) as register:
            rows = list(register.pages(op.cases(first=20)))
            assert len({row["id"] for row in rows}) == 45
            given: op.StartCheckingInput = {"caseId": rows[2]["id"], "expectedVersion": 1, "focal": "officer-mock-1"}
            done = register.send(op.start_checking(input=given))["startChecking"]
            assert done["case"] is not None
            assert (done["case"]["id"], done["problems"]) == (rows[2]["id"], [])
            following = register.follow(op.case_changed(case_id=rows[2]["id"]), "7")
            events = [next(following)["caseChanged"] for _ in range(3)]
            seen = [(event["cursor"], event["case"] and event["case"]["id"]) for event in events]
            assert seen == [(cursor, rows[2]["id"]) for cursor in ("8", "9", "10")]
        wanted = {"RuleNotMet": "ASSIGNED_AGENCY_ONLY", "VersionConflict": "VERSION_CONFLICT"}
        for name, code in wanted.items():
            with Casebook(f"{address}/{name}", FixedToken("none"), wait=lambda seconds: None) as refusing:
                refused = refusing.send(op.start_checking(input=given))["startChecking"]
            assert (refused["case"], refused["replayed"]) == (None, False)
            said = [(one["__typename"], refusals.start_checking.of(one)) for one in refused["problems"]]
            assert said == [(name, code)]


def test_the_mock_fails_at_the_addresses_that_the_guide_names() -> None:
    with mocked() as address:
        for path in ("503", "503/graphql"):
            assert httpx.post(f"{address}/{path}", json={"query": "{__typename}"}).status_code == 503


def test_codegen_s_documents_are_operations_of_the_package_and_its_manifest_is_read() -> None:
    client = built("clients/typescript") / "built"
    operations = ROOT / "clients" / "operations"
    (persisted,) = run("codegen.mjs", str(SCHEMA), str(operations), str(client), packages=LIBRARIES)
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
