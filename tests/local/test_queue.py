"""The embedded queue as a process: what survives what, and where it can be reached."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis import Redis

from scripts.local import queue
from scripts.local.process import Refused, StartFailed
from scripts.local.queue import Queue


@pytest.fixture
def started() -> Iterator[list[Queue]]:
    """What is put in is killed with the test."""
    running: list[Queue] = []
    yield running
    for one in running:
        one.kill()
        folder = Path(urlsplit(one.url).path).parent
        if folder.name.startswith("casebook-"):
            with suppress(OSError):
                (folder / "queue.sock").unlink()
                folder.rmdir()


def client(running: Queue) -> Redis:
    return Redis.from_url(running.url)


def test_a_short_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "planted"
    planted.mkdir(mode=0o777)
    planted.chmod(0o777)
    monkeypatch.setattr(queue, "_short", lambda home: planted)
    with pytest.raises(Refused, match="name another folder"):
        queue.launch(tmp_path / ("d" * 120))


def test_a_long_path_gets_a_short_socket(tmp_path: Path, started: list[Queue]) -> None:
    started.append(queue.launch(tmp_path / ("d" * 120)))
    assert len(urlsplit(started[0].url).path) <= queue.LONGEST_SOCKET
    with client(started[0]) as redis:
        assert redis.ping()


def test_a_second_one_on_a_live_folder_is_refused(tmp_path: Path, started: list[Queue]) -> None:
    started.append(queue.launch(tmp_path / "q"))
    with pytest.raises(StartFailed, match="in use"):
        queue.launch(tmp_path / "q")
    with client(started[0]) as redis:
        assert redis.ping()
