"""A process of production leaves no core dump, and lets nobody look into it."""

import ctypes
import os
import resource

import pytest

from store.closed_memory import close_memory

PR_GET_DUMPABLE = 3


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "prctl"), reason="Linux has it")
def test_nothing_is_dumped() -> None:
    """Asked of a child, for it cannot be taken back."""
    child = os.fork()
    if child == 0:
        close_memory()
        dumpable, limit = ctypes.CDLL(None).prctl(PR_GET_DUMPABLE), resource.getrlimit(resource.RLIMIT_CORE)[0]
        os._exit(int((dumpable, limit) != (0, 0)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ctypes.CDLL(None).prctl(PR_GET_DUMPABLE) == 1
