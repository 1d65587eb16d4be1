"""Making a replica set of one member."""

from pathlib import Path
from typing import Any

import pytest
from pymongo.errors import OperationFailure, PyMongoError

from scripts.cli.containers import replica_set
from scripts.local.template import running_database
from tests.support.installation import free_port


class Server:
    """Stands in for MongoDB 8: this repository's database is a replica set from the beginning."""

    def __init__(self, *hellos: dict[str, Any]) -> None:
        self.hellos = list(hellos)
        self.initiated: list[dict[str, Any]] = []
        self.admin = self

    def command(self, name: str, value: Any = None) -> dict[str, Any]:
        if name == "hello":
            return self.hellos.pop(0)
        self.initiated.append(value)
        return {"ok": 1}


def primary(server: Server) -> bool:
    return replica_set.primary(server, "rs0", "mongo:27017")  # type: ignore[arg-type]


def test_a_lone_server_is_initiated_once_and_then_waited_for() -> None:
    server = Server({}, {"setName": "rs0"}, {"setName": "rs0", "isWritablePrimary": True})
    assert [primary(server) for _ in range(3)] == [False, False, True]
    assert server.initiated == [{"_id": "rs0", "members": [{"_id": 0, "host": "mongo:27017"}]}]


@pytest.mark.slow
def test_a_replica_set_is_left_as_it_is(tmp_path: Path) -> None:
    with running_database(tmp_path / "db") as running:
        replica_set.initiate(running.uri(), "rs0", within=5)


def test_being_refused_is_a_reason_to_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[bool | Exception] = [OperationFailure("users are being made"), False, True]

    def answer(*_: object) -> bool:
        if isinstance(now := answers.pop(0), Exception):
            raise now
        return now

    monkeypatch.setattr(replica_set, "primary", answer)
    monkeypatch.setattr(replica_set, "PAUSE", 0)
    replica_set.initiate("mongodb://127.0.0.1:1/", "rs0", within=5)
    assert answers == []


@pytest.mark.slow
def test_a_server_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PyMongoError):
        replica_set.initiate(f"mongodb://127.0.0.1:{free_port()}/", "rs0", within=0)
