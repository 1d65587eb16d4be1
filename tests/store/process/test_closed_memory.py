"""A process of production leaves no core dump, and lets nobody look into it."""

import json
import subprocess
import sys

import pytest

from tests.support.forked import REPOSITORY

TOLD = """
import ctypes, json, resource
from store.process.private_files import close_memory
prctl = ctypes.CDLL(None).prctl
def told():
    return [prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0]]
kept = []
for wanted in (0, 1):
    prctl(4, wanted, 0, 0, 0)
    kept.append(told()[0])
close_memory()
print(json.dumps([kept, told()]))
"""
"""3 is PR_GET_DUMPABLE of prctl(2), 4 is PR_SET_DUMPABLE: whatever was inherited, the process begins open."""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has it")
def test_nothing_is_dumped() -> None:
    """Asked of a process of its own, for it cannot be taken back."""
    done = subprocess.run([sys.executable, "-c", TOLD], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept, closed = json.loads(done.stdout)
    if kept != [0, 1]:
        pytest.skip("this kernel does not keep what it is told")
    assert closed == [0, 0]
