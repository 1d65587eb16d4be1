"""A file that changes what other files' tests share is named, whichever comes after it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.forked import REPOSITORY

CHANGES = {
    "umask": "os.umask(0o027)",
    "folder": "os.chdir('/')",
    "locale": "locale.setlocale(locale.LC_ALL, 'C.UTF-8')",
    "time of sockets": "socket.setdefaulttimeout(60)",
    "log": "logging.disable(10)",
    "RLIMIT_STACK": "resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, 1 << 23))",
    "memory open": "ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)",
}
LOOKING = """
import ctypes, json, locale, logging, os, resource, socket, sys
from tests.support.left_behind import changed, process_state
found = {}
for name, change in json.loads(sys.argv[1]).items():
    before = process_state()
    exec(change)
    found[name] = changed(before, process_state())
print(json.dumps(found))
"""
LEAVING = """
import socket

def test_first(): socket.setdefaulttimeout(60)
def test_second(): socket.setdefaulttimeout(None)
def test_third(): socket.setdefaulttimeout(60)
"""
FINDING = """
import socket

def test_it(): assert socket.getdefaulttimeout() == 60
"""


def ran(folder: Path, *words: str) -> str:
    """What Python says."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="memory is Linux's")
def test_each_change_is_noticed_and_nothing_else(tmp_path: Path) -> None:
    assert json.loads(ran(tmp_path, "-c", LOOKING, json.dumps(CHANGES))) == {name: [name] for name in CHANGES}


def test_who_leaves_something_behind_fails_and_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(LEAVING)
    (tmp_path / "test_b.py").write_text(FINDING)
    plugin = ("-p", "no:xdist", "-p", "no:cacheprovider", "-p", "tests.support.left_behind")
    said = ran(tmp_path, "-m", "pytest", *plugin, "-q", "-rA")
    assert "test_a.py left behind: {'time of sockets': (None, 60.0)}" in said, said
    ends = [line.split(" - ")[0] for line in said.splitlines() if line.startswith(("PASSED", "FAILED", "ERROR"))]
    assert ends == [
        "PASSED test_a.py::test_first",
        "PASSED test_a.py::test_second",
        "PASSED test_a.py::test_third",
        "PASSED test_b.py::test_it",
        "ERROR test_a.py::test_third",
    ], said
