"""The embedded queue as a process: what survives what, and where it can be reached."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from scripts.local import queue
from scripts.local.process import StartFailed
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


class TestAddress:
    def test_a_password_where_no_socket_is_possible(
        self, tmp_path: Path, started: list[Queue], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queue, "LONGEST_SOCKET", 0)
        first = queue.launch(tmp_path / "q")
        assert first.url.startswith("redis://:")
        with client(first) as redis:
            redis.set("job", "1")
        parts = urlsplit(first.url)
        with Redis(host="127.0.0.1", port=parts.port or 0) as stranger, pytest.raises(AuthenticationError):
            stranger.get("job")
        assert str(parts.password).encode() not in Path(f"/proc/{first.process.pid}/cmdline").read_bytes()
        assert (tmp_path / "q" / "valkey.conf").stat().st_mode & 0o777 == 0o600
        first.kill()
        started.append(queue.launch(tmp_path / "q", url=first.url))
        with client(started[0]) as redis:
            assert redis.get("job") == b"1"

    def test_a_short_folder_of_somebody_else_is_not_used(
        self, tmp_path: Path, started: list[Queue], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        planted = tmp_path / "planted"
        planted.mkdir(mode=0o777)
        planted.chmod(0o777)
        monkeypatch.setattr(queue, "_short", lambda home: planted)
        started.append(queue.launch(tmp_path / ("d" * 120)))
        assert started[0].url.startswith("redis://:")


def test_a_second_one_on_a_live_folder_is_refused(tmp_path: Path, started: list[Queue]) -> None:
    started.append(queue.launch(tmp_path / "q"))
    with pytest.raises(StartFailed, match="in use"):
        queue.launch(tmp_path / "q")
    with client(started[0]) as redis:
        assert redis.ping()
