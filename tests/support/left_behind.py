"""Checks that the tests of a file leave the process as they found it, because the next file's tests run in the same
process.

It checks between files, so that the file that changed something fails, in every run. It ignores what libraries set on
purpose: signal handlers, the environment, the garbage collector.
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
    """Return everything that all tests of a process share and any test could change."""
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
    """Return state that Linux reports. Python can only read the umask by changing it, and threads of this process write
    files."""
    if sys.platform != "linux":
        return {}
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    dumpable = ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)
    return {"umask": status["Umask"], "user": status["Uid"], "memory open": dumpable}


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    if _BEFORE not in item.session.stash:
        item.session.stash[_BEFORE] = process_state()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    """Read the state again when a file ends. Raise AssertionError with the changes."""
    try:
        return (yield)
    finally:
        if nextitem is None or nextitem.path != item.path:
            before, after = item.session.stash[_BEFORE], process_state()
            item.session.stash[_BEFORE] = after
            left = {name: (before.get(name), after.get(name)) for name in changed(before, after)}
            assert left == {}, f"{item.path.name} left behind: {left}"
