"""Servers for tests: one template, any number of copies, nothing left running."""

import subprocess
import sys
from pathlib import Path

import pytest
from pymongo import MongoClient

from scripts.local.home import ROOT
from scripts.local.template import running_database, template
from tests.local import provisioned
from tests.local.supervised import gone
from tests.support.patience import until

pytestmark = pytest.mark.slow
ASK = (
    "import pathlib; from scripts.local.template import template; from tests.local import provisioned as p\n"
    "print(template(pathlib.Path({folder!r}), p.provision, p.USERS).passwords['api'])"
)


def documents(uri: str, collection: str = "notes") -> list[object]:
    with MongoClient[dict[str, object]](uri) as client:
        return list(client.get_database("casebook").get_collection(collection).find({}, {"_id": 1}))


def test_several_processes_make_it_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK.format(folder=str(tmp_path / "t"))]
    asked = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert len({one.communicate()[0] for one in asked}) == 1
    again = template(tmp_path / "t", provisioned.provision, provisioned.USERS)
    with running_database(tmp_path / "copy", again) as running:
        assert len(documents(again.uri(running, "api"), "runs")) == 1


def test_servers_go_with_a_killed_test_run(tmp_path: Path) -> None:
    code = (
        "import os, pathlib; from scripts.local.template import *\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "with running_database(folder / 'd') as d, running_queue(folder / 'q') as q:\n"
        "    print(d.process.pid, q.process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == -9
    until(lambda: all(gone(int(pid)) for pid in done.stdout.split()))
