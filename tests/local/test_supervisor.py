"""A supervisor seen from outside: what it keeps running, and how it ends."""

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.local.supervised import gone, services
from tests.support.patience import until

if TYPE_CHECKING:
    from tests.local.conftest import Start

pytestmark = pytest.mark.slow

FIRST_TO_LAST = ("database", "queue", "api", "worker")
# A program that fails only after the database stands: before, it could not tell how it was ended.
LATER = """
import os, pathlib, time
while not (pathlib.Path(os.environ["CASEBOOK_HOME"]) / "database").exists():
    time.sleep(0.01)
"""


class TestEnding:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
    def test_a_signal_ends_everything_in_order_with_0(
        self, supervised: "Start", home: Path, number: signal.Signals
    ) -> None:
        one = supervised(services(*FIRST_TO_LAST))
        pids = one.pids
        code, said, complained = one.end(number)
        assert (code, complained) == (0, "")
        assert (home / "ended").read_text().split() == [
            word for name in reversed(FIRST_TO_LAST) for word in (name, "SIGTERM")
        ]
        assert all(gone(pid) for pid in pids.values())
        assert not (home / "dev.json").exists()
        assert not (home / "pids.json").exists()
        assert "data stays" in said

    def test_a_child_that_will_not_end_is_killed(self, supervised: "Start", home: Path) -> None:
        deaf = "import signal, time, pathlib, os; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        deaf += "(pathlib.Path(os.environ['CASEBOOK_HOME']) / 'api').touch(); time.sleep(600)"
        one = supervised([["service", "api", deaf]])
        pids = one.pids
        assert one.end()[0] == 0
        assert gone(pids["api"])


class TestDeaths:
    @pytest.mark.parametrize("name", ["database", "worker"])
    def test_a_killed_child_is_started_again(self, supervised: "Start", home: Path, name: str) -> None:
        one = supervised(services(*FIRST_TO_LAST))
        before = one.pids
        os.kill(before[name], signal.SIGKILL)
        after = until(lambda: one.pids, wanted=lambda now: now.get(name, before[name]) != before[name])
        assert {k: v for k, v in after.items() if k != name} == {k: v for k, v in before.items() if k != name}
        code, said, _ = one.end()
        assert code == 0
        assert f"{name}: ended with code -9; it is started again" in said

    def test_a_killed_supervisor_takes_its_children_along_and_can_start_again(
        self, supervised: "Start", home: Path
    ) -> None:
        one = supervised(services(*FIRST_TO_LAST))
        pids = one.pids
        one.process.kill()
        until(lambda: all(gone(pid) for pid in pids.values()))
        assert (home / "dev.json").exists()
        for name in FIRST_TO_LAST:
            (home / name).unlink()
        again = supervised(services(*FIRST_TO_LAST))
        assert until(lambda: again.pids, wanted=pids.__ne__).keys() == pids.keys()
        assert again.end()[0] == 0
