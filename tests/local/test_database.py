"""The embedded database as a process: what survives what."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from scripts.local import database
from scripts.local.database import Database
from scripts.local.process import StartFailed

Client = MongoClient[dict[str, object]]
pytestmark = pytest.mark.slow


@pytest.fixture
def started() -> Iterator[list[Database]]:
    """What is put in is killed with the test."""
    running: list[Database] = []
    yield running
    for one in running:
        one.kill()


def write(running: Database, number: int) -> None:
    with Client(running.uri()) as client:
        client.get_database("casebook").get_collection("notes").insert_one({"_id": number})


def read(running: Database) -> list[object]:
    with Client(running.uri()) as client:
        return [note["_id"] for note in client.get_database("casebook").get_collection("notes").find()]


class TestRefusals:
    def test_a_second_one_on_a_live_folder(self, tmp_path: Path, started: list[Database]) -> None:
        started.append(database.launch(tmp_path / "db"))
        write(started[0], 1)
        with pytest.raises(StartFailed, match=r"(?s)The database ended with code 1.*busy"):
            database.launch(tmp_path / "db", log=tmp_path / "second.log")
        assert read(started[0]) == [1]


class TestFlags:
    def test_with_auth_nobody_enters_without_a_password(self, tmp_path: Path, started: list[Database]) -> None:
        started.append(database.launch(tmp_path / "db", auth=True))
        with Client(started[0].uri()) as client, pytest.raises(OperationFailure, match="authentication"):
            client.get_database("casebook").list_collection_names()

    def test_no_configuration_lying_about_is_read(
        self, tmp_path: Path, started: list[Database], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "secantusd.toml").write_text("nonsense = [")
        (tmp_path / "db").mkdir()
        (tmp_path / "db" / "secantusd.toml").write_text("nonsense = [")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("SECANTUS_TEST_FAST_STORAGE", "1")
        started.append(database.launch(tmp_path / "db"))
        environment = Path(f"/proc/{started[0].process.pid}/environ").read_bytes()
        assert b"SECANTUS" not in environment

    def test_others_may_not_read_its_files(self, tmp_path: Path, started: list[Database]) -> None:
        started.append(database.launch(tmp_path / "db"))
        assert (tmp_path / "db").stat().st_mode & 0o777 == 0o700
        assert started[0].log.stat().st_mode & 0o777 == 0o600
