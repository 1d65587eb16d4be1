"""The servers that the pages for operators are rehearsed with."""

import re
from pathlib import Path

import pytest
from pymongo import MongoClient

from scripts.cli.first_day.answers import DATABASE, QUEUE
from scripts.local import rehearsal
from scripts.local.stop import Stop

pytestmark = pytest.mark.slow


class Once(Stop):
    """Asks for the end as soon as both servers run."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.kept = folder / "addresses"

    def wait(self, seconds: float) -> bool:
        port, word, _ = self.kept.read_text().split()
        with MongoClient[dict[str, object]](f"mongodb://root:{word}@127.0.0.1:{port}/?authSource=admin") as client:
            assert client["admin"].command("usersInfo", "root")["users"]
        return True


def test_they_have_the_same_addresses_when_they_are_started_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "servers"
    said = []
    for _ in range(2):
        rehearsal.run(folder, Once(folder))
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    admin, place, queue = (line.partition("=")[2].strip("'") for line in said[0].splitlines())
    assert re.fullmatch(r"mongodb://root:\w+@127\.0\.0\.1:\d+/\?authSource=admin&retryWrites=false", admin)
    assert DATABASE.fullmatch(place)
    assert QUEUE.fullmatch(queue)
