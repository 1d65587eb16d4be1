"""The embedded database starts without counting how fast the processor is, and leaves out nothing else."""

import json
import sys
from subprocess import run
from typing import Any

import pytest

from scripts.embedded import engine, starting
from tests.support.forked import REPOSITORY

pytestmark = pytest.mark.slow
CLOCK = {"ticks_in_ns": 1.0, "by_system_clock": True}
STEPS = """
import json, sys
from ctypes import addressof, c_void_p, cast
from scripts.embedded import starting

library = starting.library()
if sys.argv[1] == "begun":
    starting.begin(library)
assert library.__wt_library_init() == 0
found = starting.Process.in_dll(library, "__wt_process")
left = {name: getattr(found, name) for name, _ in starting.Process._fields_}
left["mutex"], left["lock"] = list(left["mutex"]), left["lock"].decode()
left["last"] -= addressof(found)
left["checksum"] -= cast(library.wiredtiger_crc32c_func, c_void_p).value
print(json.dumps(left))
"""


def left_by(how: str) -> dict[str, Any]:
    """What a process knows of itself after its first steps."""
    command = [sys.executable, "-c", STEPS, how]
    found: dict[str, Any] = json.loads(run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout)
    return found


@pytest.mark.skipif(not starting.looked_at(), reason="looked at elsewhere only")
def test_all_first_steps_are_done_except_for_the_count() -> None:
    counted, begun = left_by("counted"), left_by("begun")
    assert {**begun, **CLOCK} == {**counted, **CLOCK}
    assert {name: begun[name] for name in CLOCK} == CLOCK
    assert begun["last"] == starting.Process.first.offset  # of an empty list


def test_another_version_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine.known()
    monkeypatch.setattr(engine, "KNOWN", "0.7.0b4")
    assert not engine.known()
