"""What a killed run may have left: ended only when it is surely ours."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.local.supervisor import note, sweep

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process that would run for ever."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as one:
        yield one
        one.kill()


def test_a_noted_process_is_ended(tmp_path: Path, child: subprocess.Popen[bytes]) -> None:
    note(tmp_path / "pids.json", {"api": child.pid})
    assert sweep(tmp_path / "pids.json") == ["api"]
    assert child.wait() == -signal.SIGTERM
    assert not (tmp_path / "pids.json").exists()


def test_a_later_process_with_the_same_number_is_left_alone(tmp_path: Path, child: subprocess.Popen[bytes]) -> None:
    note(tmp_path / "pids.json", {"api": child.pid})
    noted = json.loads((tmp_path / "pids.json").read_text())
    noted["api"][1] = noted["api"][1] + "0"
    (tmp_path / "pids.json").write_text(json.dumps(noted))
    assert sweep(tmp_path / "pids.json") == []
    assert child.poll() is None


def test_one_that_will_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.local.supervisor.PATIENCE", 0.2)
    with subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE) as deaf:
        assert deaf.stdout is not None
        deaf.stdout.readline()
        note(tmp_path / "pids.json", {"api": deaf.pid})
        assert sweep(tmp_path / "pids.json") == ["api"]
        assert deaf.wait() == -signal.SIGKILL
