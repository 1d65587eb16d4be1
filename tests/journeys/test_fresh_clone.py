"""`scripts/dev` on a fresh machine: a clone, an empty home, nothing but Python and a shell.

That `scripts/test` works in one is shown by each run of continuous integration.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.calendar import local_date
from tests.docs.walked import Reader, commands, steps
from tests.support import web
from tests.support.acts import A_REPORT
from tests.support.forked import REPOSITORY
from tests.support.installation import free_port
from tests.support.patience import PATIENCE, until
from tests.support.public import Person, code_in

pytestmark = pytest.mark.slow
TUTORIAL = REPOSITORY / "docs/tutorial.md"


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


def share_packages(clone: Path) -> None:
    """Have the clone find the checkout's packages in its `.venv`, where they are those of its lock.

    So nothing is downloaded and unpacked: that much is shown by each run of continuous integration, which begins in a
    fresh clone. `scripts/dev` meets an installation that was cut off before its end, and finishes it.
    """
    own, made = REPOSITORY / ".venv", clone / ".venv"
    lock = own / "dev.lock"
    if lock.is_file() and lock.read_bytes() == (clone / "requirements" / "dev.lock").read_bytes():
        shutil.copytree(own / "bin", made / "bin", symlinks=True)
        shutil.copy(own / "pyvenv.cfg", made)
        (made / "lib").symlink_to((own / "lib").resolve())


class Dev:
    def __init__(self, clone: Path, env: dict[str, str]) -> None:
        self.written = Path(env["CASEBOOK_HOME"]) / "dev.json"
        self.child = subprocess.Popen(["scripts/dev"], cwd=clone, env=env, start_new_session=True)

    def ready(self) -> Any:
        """What it says once it serves."""

        def there() -> bool:
            assert self.child.poll() is None, "scripts/dev ended early"
            return self.written.exists()

        until(there, "scripts/dev did not get ready")
        return json.loads(self.written.read_text())

    def stop(self) -> int:
        """SIGINT, as Ctrl-C sends it, and the exit code."""
        self.child.send_signal(signal.SIGINT)
        return self.child.wait(PATIENCE)


def ask(said: dict[str, Any], query: str, who: str = "lead-handler", /, **variables: Any) -> Any:
    """The data of a query with the token of a sample."""
    return web.ask(said["graphql"].removesuffix("/graphql"), said["tokens"][who], query, **variables)


REPORT = """mutation($input: ReportCaseInput!) {
  reportCase(input: $input) { case { id code } problems { code messageEn } } }"""


def walk_the_tutorial(said: dict[str, Any]) -> str:
    """Take every step of docs/tutorial.md as its samples; the id of the case."""

    def asked(who: str, query: str, variables: dict[str, Any]) -> Any:
        return ask(said, query, who, **variables)

    def complain(decision: str) -> None:
        text = "Tôi chỉ hỏi xem nước có an toàn không, tôi không khẳng định."
        assert code_in(Person(said["report"].removesuffix("/report/")).send("complaint", decision=decision, text=text))

    reader = Reader(asked, complain, local_date(datetime.now(UTC)).isoformat())
    for step in steps(TUTORIAL):
        reader.take(step)
    return str(reader.known["case"])


def take_the_pack(said: dict[str, Any], clone: Path, case: str) -> None:
    """What the tutorial fetches with curl, once the log holds all of it."""
    headers = {"Authorization": f"Bearer {said['tokens']['inspector']}", "Casebook-Purpose": "INSPECTION"}
    address = said["graphql"].removesuffix("/graphql")
    place = f"{address}/cases/{case}/record"
    pack = until(lambda: web.get(place, headers=headers), wanted=lambda answer: answer.status_code != 409)
    assert pack.status_code == 200, pack.text
    (clone / "case.pack").write_bytes(pack.content)
    for name, path in (("log.key", "key"), ("authors", "authors")):
        (clone / name).write_bytes(web.get(f"{address}/log/{path}").content)


def verify_the_pack(clone: Path, env: dict[str, str]) -> None:
    """The last commands of the tutorial, as the page has them: the first pack holds, or is younger than the index and
    shows less; the altered one does not hold."""
    _, good, altered = commands(TUTORIAL, "## 9.")
    text = TUTORIAL.read_text(encoding="utf-8")
    said = re.findall(r"^  \[content/.*$", text[text.index("## 9.") :], re.MULTILINE)
    assert said
    for command, holds, shown in ((good, True, []), (altered, False, said)):
        done = subprocess.run(["sh", "-c", command], cwd=clone, env=env, capture_output=True, check=False)
        assert (done.returncode in (0, 4)) == holds, done.stdout.decode() + done.stderr.decode()
        assert all(line in done.stdout.decode() for line in shown), "the page shows it"


def test_a_fresh_clone_serves_and_goes_on_when_started_again(tmp_path: Path) -> None:
    clone, env = fresh(tmp_path, free_port())
    share_packages(clone)
    dev = Dev(clone, env)
    try:
        said = dev.ready()
        given = {"commandId": "0b2a4f7e-8f4e-4d0e-9a53-6d2b6d3f1a11", "detectedAt": "2026-01-05T08:00:00+07:00"}
        payload = ask(said, REPORT, input={**A_REPORT, **given, "url": "https://tin.example/cho-huyen"})["reportCase"]
        assert payload["problems"] == []
        case = payload["case"]
    finally:
        assert dev.stop() == 0
    again = Dev(clone, env)
    try:
        said = again.ready()
        found = ask(said, "query($id: ID!) { case(id: $id) { code claim } }", id=case["id"])["case"]
        assert (found["code"], found["claim"]) == (case["code"], A_REPORT["claim"])
        learned = walk_the_tutorial(said)
        take_the_pack(said, clone, learned)
    finally:
        assert again.stop() == 0
    verify_the_pack(clone, env)
