"""The README's two commands on a fresh machine: a clone, an empty home, nothing but Python and a shell."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support import web
from tests.support.forked import REPOSITORY
from tests.support.installation import free_port

pytestmark = pytest.mark.slow
START_SECONDS, STOP_SECONDS, TEST_SECONDS = 240.0, 60.0, 600.0


def fresh(tmp_path: Path, port: int) -> tuple[Path, dict[str, str]]:
    """A clone of what is committed, and an environment that holds as good as nothing."""
    clone, home = tmp_path / "clone", tmp_path / "home"
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(clone)], check=True)
    python = Path(sys.base_prefix) / "bin"
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
    env = {
        **kept,
        "HOME": str(home),
        "PATH": f"{python}:/usr/local/bin:/usr/bin:/bin",
        "CASEBOOK_HOME": str(tmp_path / "data"),
        "CASEBOOK_PORT": str(port),
    }
    return clone, env


class Dev:
    """`scripts/dev` at work."""

    def __init__(self, clone: Path, env: dict[str, str]) -> None:
        self.written = Path(env["CASEBOOK_HOME"]) / "dev.json"
        self.child = subprocess.Popen(["scripts/dev"], cwd=clone, env=env, start_new_session=True)

    def ready(self) -> dict[str, Any]:
        """What it says once it serves."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.child.poll() is None, "scripts/dev ended early"
            if self.written.exists():
                said: dict[str, Any] = json.loads(self.written.read_text())
                return said
            time.sleep(0.2)
        raise AssertionError("scripts/dev did not get ready")

    def stop(self) -> int:
        """SIGINT, as Ctrl-C sends it, and the exit code."""
        self.child.send_signal(signal.SIGINT)
        return self.child.wait(STOP_SECONDS)


def ask(said: dict[str, Any], query: str, **variables: Any) -> Any:
    """The data of a query with the token of the lead agency's officer."""
    headers = {"Authorization": f"Bearer {said['tokens']['lead-handler']}"}
    answer = web.post(said["graphql"], json={"query": query, "variables": variables}, headers=headers, timeout=30)
    body = answer.json()
    assert "errors" not in body, body
    return body["data"]


REPORT = """mutation($input: ReportCaseInput!) {
  reportCase(input: $input) { case { id code } problems { code messageEn } } }"""


def types_known(tmp_path: Path) -> dict[str, str]:
    """What mypy found out about these very files in the checkout, where it did: `scripts/check` ran it there."""
    kept = tmp_path / "mypy"
    if (REPOSITORY / ".mypy_cache").is_dir():
        shutil.copytree(REPOSITORY / ".mypy_cache", kept)
    return {"MYPY_CACHE_DIR": str(kept)}


def test_both_commands_on_a_fresh_clone(tmp_path: Path) -> None:
    clone, env = fresh(tmp_path, free_port())
    dev = Dev(clone, env)
    try:
        said = dev.ready()
        report = {
            "commandId": "0b2a4f7e-8f4e-4d0e-9a53-6d2b6d3f1a11",
            "claim": "Tin đồn rằng chợ huyện đóng cửa vào tuần tới.",
            "channel": "EMAIL",
            "detectedAt": "2026-01-05T08:00:00+07:00",
            "freeOfSecrets": True,
            "medium": "WEBSITE",
            "url": "https://tin.example/cho-huyen",
        }
        payload = ask(said, REPORT, input=report)["reportCase"]
        assert payload["problems"] == []
        case = payload["case"]
    finally:
        assert dev.stop() == 0
    again = Dev(clone, env)
    try:
        found = ask(again.ready(), "query($id: ID!) { case(id: $id) { code claim } }", id=case["id"])["case"]
        assert (found["code"], found["claim"]) == (case["code"], report["claim"])
    finally:
        assert again.stop() == 0
    few = ["scripts/test", "tests/domain/kernel/test_calendar.py"]
    env |= types_known(tmp_path)
    assert subprocess.run(few, cwd=clone, env=env, timeout=TEST_SECONDS, check=False).returncode == 0
