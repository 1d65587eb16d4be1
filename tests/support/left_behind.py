"""What a file's tests must leave as they found it, for what comes after them in the same process is another file's.

Looked at between files, so that the file that left something fails, in every run, and not another one in some. Not
looked at is what libraries set on purpose: handlers of signals, the environment, the search for garbage.
"""

import ctypes
import locale
import logging
import os
import resource
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

PR_GET_DUMPABLE = 3
_BEFORE = pytest.StashKey[Mapping[str, object]]()


def process_state() -> dict[str, object]:
    """What all tests of a process share, and any of them could change."""
    root = logging.getLogger()
    return {
        **_of_the_kernel(),
        "folder": os.getcwd(),
        "locale": locale.setlocale(locale.LC_ALL),
        "time of sockets": socket.getdefaulttimeout(),
        "log": (root.level, root.manager.disable),
        **{name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")},
    }


def _of_the_kernel() -> dict[str, object]:
    """What Linux tells. Python knows the umask only by changing it, and threads of this process write files."""
    if sys.platform != "linux":
        return {}
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    dumpable = ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)
    return {"umask": status["Umask"], "user": status["Uid"], "memory open": dumpable}


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names of what is no longer as it was."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Look at the process before the first test."""
    if _BEFORE not in item.session.stash:
        item.session.stash[_BEFORE] = process_state()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    """Look again when a file ends. Raises AssertionError with what it left behind."""
    try:
        return (yield)
    finally:
        if nextitem is None or nextitem.path != item.path:
            before, after = item.session.stash[_BEFORE], process_state()
            item.session.stash[_BEFORE] = after
            left = {name: (before.get(name), after.get(name)) for name in changed(before, after)}
            assert left == {}, f"{item.path.name} left behind: {left}"
