"""The verb `import`: modes, exit codes, output for people and for scripts, and a kill in the middle."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from scripts.cli.__main__ import main
from scripts.cli.environment import ROOT
from store.driver.transaction import DEADLINE_SECONDS
from tests.cli.support import Environ, file, row, sheet
from tests.support.patience import until
from tests.support.written import WRITES

LEFT_SECONDS = DEADLINE_SECONDS + 3
ROWS = 100


@pytest.fixture
def ready(of_one_agency: Environ) -> Environ:
    """An installation in migration mode with one agency, which leads."""
    of_one_agency["CASEBOOK_MODE"] = "migration"
    return of_one_agency


def stored(root_uri: str, environ: Environ, what: str = "cases") -> int:
    with MongoClient[dict[str, Any]](root_uri) as client:
        return client[environ["CASEBOOK_MONGO_PREFIX"]][what].count_documents({})


def end_transactions(root_uri: str) -> None:
    with MongoClient[dict[str, Any]](root_uri) as client:
        client.admin.command("killAllSessions", [])


@pytest.mark.parametrize("mode", ["production", None])
def test_refused_in_production(
    ready: Environ, root_uri: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], mode: str | None
) -> None:
    del ready["CASEBOOK_MODE"]
    if mode:
        ready["CASEBOOK_MODE"] = mode
    assert main(["import", str(file(tmp_path, sheet(row(1))))], ready) == 2
    assert capsys.readouterr().err == "casebook import: CASEBOOK_MODE: this is refused in production mode\n"
    assert stored(root_uri, ready) == 0


@pytest.mark.slow
def test_killed_in_the_middle_it_is_run_again(
    ready: Environ, root_uri: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, sheet(*(row(n) for n in range(ROWS))))
    env = {**os.environ, **ready, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-m", "scripts.cli", "import", str(path)], env=env, cwd=ROOT) as process:
        with MongoClient[dict[str, Any]](root_uri) as client:
            cases = client[ready["CASEBOOK_MONGO_PREFIX"]]["cases"]
            until(lambda: cases.count_documents({}) >= 5, "rows are taken")
        process.send_signal(signal.SIGKILL)
    WRITES.others_write(ready.values())
    before = stored(root_uri, ready)
    assert 5 <= before < ROWS
    # What the dead program left unfinished stands in the way until the database gives it up: longer than the
    # store tries by itself, and here not quite as long as in life.
    release = threading.Timer(LEFT_SECONDS, end_transactions, [root_uri])
    release.start()
    assert main(["import", str(path), "--json"], ready) == 0
    release.join()
    told = json.loads(capsys.readouterr().out)
    assert (told["taken"], told["already"]) == (ROWS - before, before)
    assert main(["verify"], ready) == 0
