"""The real plan's servers, under the real supervisor, with the programs left out."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pymongo import MongoClient
from redis import Redis

from scripts.local import process
from scripts.local.each_start import VERBS, entered
from scripts.local.home import Home, environment, open_home
from scripts.local.installation import Installation
from scripts.local.plan import Limits, Plan, Service
from scripts.local.process import Refused
from scripts.local.stop import Stop
from scripts.local.supervisor import Supervisor
from tests.local import provisioned
from tests.support.installation import free_port
from tests.support.patience import until

pytestmark = pytest.mark.slow
Settings = dict[str, str]


def servers(home: Home, watch: Callable[[dict[str, int]], None]) -> Plan:
    """The database and the queue of the real plan."""
    plan = Installation(home, 8000, provisioned.USERS, provisioned.provision).plan()
    return replace(
        plan,
        parts=[part for part in plan.parts if part.name in ("database", "queue")],
        unready=lambda: None,
        ready=lambda pids: watch(dict(pids)),
        limits=Limits(first_pause=0.02),
    )


def settings(home: Home) -> Settings:
    """The file for the command line, as a program reads it."""
    return dict(line.split("=", 1) for line in home.env.read_text().splitlines())


def run(home: Home, script: Callable[[dict[str, int], list[dict[str, int]]], None]) -> None:
    """Supervise the servers while a script looks at them from another thread, then stop."""
    stop, seen, broken = Stop(), list[dict[str, int]](), list[BaseException]()

    def look() -> None:
        try:
            script(until(lambda: seen)[0], seen)
        except BaseException as error:
            broken.append(error)
        finally:
            stop.asked = True

    looking = threading.Thread(target=look)
    looking.start()
    Supervisor(servers(home, seen.append), home.pids, stop).run()
    looking.join()
    if broken:
        raise broken[0]


class TestServers:
    def test_killed_they_come_back_at_the_same_address_with_their_data(self, home: Path) -> None:
        kept = open_home(home)

        def script(pids: dict[str, int], seen: list[dict[str, int]]) -> None:
            told = settings(kept)
            with MongoClient[dict[str, object]](told["CASEBOOK_MONGO_URI"]) as mongo:
                notes = mongo.get_database("casebook").get_collection("notes")
                notes.insert_one({"_id": 1})
                with Redis.from_url(told["CASEBOOK_REDIS_URL"]) as redis:
                    redis.set("job", "1")
                    for name in pids:
                        os.kill(pids[name], signal.SIGKILL)
                    until(lambda: len(seen[-1]) == 2 and not seen[-1].items() & pids.items())
                    assert redis.get("job") == b"1"
                    assert notes.find_one() == {"_id": 1}

        run(kept, script)

    def test_the_next_run_finds_the_data(self, home: Path) -> None:
        kept = open_home(home)

        def write(pids: dict[str, int], seen: list[dict[str, int]]) -> None:
            with MongoClient[dict[str, object]](settings(kept)["CASEBOOK_MONGO_URI"]) as mongo:
                mongo.get_database("casebook").get_collection("notes").insert_one({"_id": 1})

        def read(pids: dict[str, int], seen: list[dict[str, int]]) -> None:
            with MongoClient[dict[str, object]](settings(kept)["CASEBOOK_MONGO_URI"]) as mongo:
                assert mongo.get_database("casebook").get_collection("notes").find_one() == {"_id": 1}
                assert mongo.get_database("casebook").get_collection("runs").count_documents({}) == 1

        run(kept, write)
        run(kept, read)

    def test_settings_are_private_and_gone_afterwards(self, home: Path) -> None:
        kept = open_home(home)
        modes: list[int] = []
        run(kept, lambda pids, seen: modes.append(kept.env.stat().st_mode & 0o777))
        assert modes == [0o600]
        assert not kept.env.exists()
        assert not kept.pids.exists()


class TestPlan:
    def test_the_order_of_the_parts(self, home: Path) -> None:
        plan = Installation(open_home(home), 8000, provisioned.USERS, provisioned.provision).plan()
        assert [(part.name, isinstance(part, Service)) for part in plan.parts] == [
            ("database", True),
            ("queue", True),
            ("sealer-key", False),
            ("seed", False),
            ("api", True),
            ("worker", True),
            ("eraser", True),
            ("verifier", True),
            ("sealer", True),
        ]

    def test_of_what_is_entered_the_first_that_fails_ends_it(
        self, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert VERBS == ("keys", "migrate", "seed")
        assert entered({"CASEBOOK_HOME": str(home)}) == 2
        made, refused = capsys.readouterr()
        assert len(made.splitlines()) == 1, "the key was there before"
        assert [line.partition(": ")[0] for line in refused.splitlines()] == ["casebook migrate"]

    def test_a_lost_master_key_is_told_before_anything_is_started(self, home: Path) -> None:
        kept = open_home(home)
        kept.provisioned.touch()
        with pytest.raises(Refused, match="put it back"):
            Installation(kept, 8000, provisioned.USERS, provisioned.provision)

    def test_settings_of_the_shell_do_not_reach_another_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CASEBOOK_MONGO_URI", "mongodb://production/")
        monkeypatch.setenv("CASEBOOK_MONGO_DRIVER", "motor")
        made = environment({"CASEBOOK_MONGO_URI": "mongodb://127.0.0.1/"})
        assert made["CASEBOOK_MONGO_URI"] == "mongodb://127.0.0.1/"
        assert made["CASEBOOK_MONGO_DRIVER"] == "motor"


class TestHealth:
    def test_nobody_there(self) -> None:
        port = free_port()
        assert "refused" in str(process.unready(port))
        assert process.free_port(port) == port

    def test_port_0_picks_one(self) -> None:
        assert process.free_port(0) > 0

    @pytest.mark.parametrize("text", ["", "-1", "65536", "80a", "٣"])
    def test_what_is_no_port(self, text: str) -> None:
        with pytest.raises(Exception, match="CASEBOOK_PORT"):
            process.port_of(text)
