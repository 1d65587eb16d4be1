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

from scripts.local.home import Home, environment, open_home
from scripts.local.installation import Installation, greet
from scripts.local.process import Refused
from scripts.local.stop import Stop
from scripts.local.supervisor import Plan, Supervisor
from tests.local import provisioned
from tests.support.patience import until

pytestmark = pytest.mark.slow
Settings = dict[str, str]


def servers(home: Home, watch: Callable[[dict[str, int]], None]) -> Plan:
    """The database and the queue of the real plan."""
    plan = Installation(home, 8000, provisioned.provision).plan()
    return replace(
        plan,
        parts=[part for part in plan.parts if part.name in ("database", "queue")],
        unready=lambda: None,
        ready=lambda pids: watch(dict(pids)),
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
    Supervisor(servers(home, seen.append), stop).run()
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


class TestPlan:
    def test_a_lost_master_key_is_told_before_anything_is_started(self, home: Path) -> None:
        kept = open_home(home)
        kept.provisioned.touch()
        with pytest.raises(Refused, match="put it back"):
            Installation(kept, 8000, provisioned.provision)

    def test_settings_of_the_shell_do_not_reach_another_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CASEBOOK_MONGO_URI", "mongodb://production/")
        monkeypatch.setenv("CASEBOOK_MONGO_DRIVER", "motor")
        made = environment({"CASEBOOK_MONGO_URI": "mongodb://127.0.0.1/"})
        assert made["CASEBOOK_MONGO_URI"] == "mongodb://127.0.0.1/"
        assert made["CASEBOOK_MONGO_DRIVER"] == "motor"


def test_each_page_for_people_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    greet(Home(tmp_path), 8000, {"explorer_key": "key"})
    printed = capsys.readouterr().out
    for page in ("press", "register", "report", "desk", "inspect", "administer", "sign"):
        assert f"http://localhost:8000/{page}/" in printed
