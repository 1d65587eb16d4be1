"""A supervisor seen from outside: what it keeps running, and how it ends."""

import os
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.local.supervised import gone, services
from tests.support.patience import PATIENCE, until

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
DYING = ["service", "worker", f"{LATER}print('the disk is on fire', flush=True); raise SystemExit(7)"]
FAILING = ["task", "seed", f"{LATER}raise SystemExit('no such province')"]


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

    def test_ctrl_c_in_the_terminal_reaches_only_the_supervisor(self, supervised: "Start", home: Path) -> None:
        one = supervised(services("api", "worker"))
        assert one.pids
        os.killpg(one.process.pid, signal.SIGINT)
        assert one.ended()[0] == 0
        assert "SIGINT" not in (home / "ended").read_text()

    def test_a_child_that_will_not_end_is_killed(self, supervised: "Start", home: Path) -> None:
        deaf = "import signal, time, pathlib, os; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        deaf += "(pathlib.Path(os.environ['CASEBOOK_HOME']) / 'api').touch(); time.sleep(600)"
        one = supervised([["service", "api", deaf]])
        pids = one.pids
        assert one.end()[0] == 0
        assert gone(pids["api"])

    def test_it_ends_with_0_before_it_is_ready(self, supervised: "Start", home: Path) -> None:
        one = supervised([*services("database"), ["service", "api", "import time; time.sleep(600)"]])
        until((home / "log/api.log").exists)
        assert one.end()[0] == 0
        assert not (home / "dev.json").exists()

    def test_a_terminal_that_is_gone_does_not_change_the_exit_code(self, supervised: "Start", home: Path) -> None:
        one = supervised(services("api"))
        assert one.pids
        assert one.process.stdout is not None
        one.process.stdout.close()
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(PATIENCE) == 0


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

    def test_a_child_that_keeps_dying_ends_everything_with_1(self, supervised: "Start", home: Path) -> None:
        one = supervised([*services("database"), DYING])
        code, _, complained = one.ended()
        assert code == 1
        assert "worker died 5 times" in complained
        assert "code 7" in complained
        assert complained.rstrip().endswith("the disk is on fire")
        assert (home / "ended").read_text() == "database SIGTERM\n"
        assert (home / "log/worker.log").read_text().count("fire") == 5

    def test_a_failed_task_ends_everything_with_1(self, supervised: "Start", home: Path) -> None:
        code, _, complained = supervised([*services("database"), FAILING, *services("api")]).ended()
        assert code == 1
        assert "seed ended with code 1" in complained
        assert "no such province" in complained
        assert (home / "ended").read_text() == "database SIGTERM\n"
        assert not (home / "api").exists()

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


class TestRefusals:
    def test_a_second_start_names_the_first(self, supervised: "Start", home: Path) -> None:
        one = supervised(services("api"))
        pids = one.pids
        code, said, complained = supervised(services("api")).ended()
        assert code == 2
        assert f"already running as pid {one.process.pid} (addresses in {home}/dev.json)" in complained
        assert said == ""
        assert one.pids == pids
        assert one.end()[0] == 0

    def test_a_taken_port_starts_nothing(self, supervised: "Start", home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            code, said, complained = supervised(services("api"), port).ended()
        assert code == 2
        assert f"port {port} cannot be used" in complained
        assert "CASEBOOK_PORT" in complained
        assert said == ""
        assert not (home / "log").exists()

    def test_a_port_that_is_no_port(self, supervised: "Start", home: Path) -> None:
        code, _, complained = supervised(services("api"), 70000).ended()
        assert code == 2
        assert "CASEBOOK_PORT must be a number" in complained
        assert not home.exists()
