"""The example clients, run as their readers would run them, against the live server."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from domain.roles import Post
from tests.support.house import ROOT
from tests.support.installation import Api
from tests.support.tokens import Issuer

EXAMPLES = ROOT / "docs" / "examples"
INSTALL_SECONDS, RUN_SECONDS = 600, 120


def settings(api: Api, issuer: Issuer) -> dict[str, str]:
    """What a client needs to know."""
    return {
        **os.environ,
        "CASEBOOK_URL": f"{api.url}/graphql",
        "CASEBOOK_TOKEN": issuer.officer("agency-district"),
        "CASEBOOK_LEAD_TOKEN": issuer.officer("agency-lead", Post.HANDLER),
    }


def said(command: list[str], env: dict[str, str], cwd: Path, seconds: float = RUN_SECONDS) -> list[str]:
    """The lines that a command prints. Raises AssertionError with its words when it fails."""
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def holds(lines: list[str]) -> None:
    """That a client was refused, corrected itself, was answered again, met a conflict and found its case."""
    assert lines[0].startswith("refused channel-note-needed (input.channelNote): Kênh")
    assert lines[1].startswith("reported CB-")
    assert lines[1].endswith("replayed true same true") or lines[1].endswith("replayed True same True")
    assert lines[2].startswith("conflict ")
    assert lines[-2:] == ["screened SCREENED", "listed 1"]


def test_the_python_client(api: Api, issuer: Issuer) -> None:
    holds(said([sys.executable, "client.py"], settings(api, issuer), EXAMPLES / "python"))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not here")
def test_the_typescript_client_is_generated_compiled_and_run(api: Api, issuer: Issuer, tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "examples" / "typescript"
    shutil.copytree(EXAMPLES / "typescript", folder, ignore=shutil.ignore_patterns("node_modules", "built"))
    (tmp_path / "schema").mkdir()
    shutil.copy(ROOT / "schema" / "schema.graphql", tmp_path / "schema")
    env = settings(api, issuer)
    said(["npm", "ci", "--silent"], env, folder, INSTALL_SECONDS)
    said(["npm", "run", "--silent", "generate"], env, folder)
    said(["npm", "run", "--silent", "build"], env, folder)
    holds(said(["node", "built/client.js"], env, folder))


def test_the_lock_names_no_host() -> None:
    lock = (EXAMPLES / "typescript" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity": "sha512-' in lock
