"""The pages for operators, command by command: from an empty folder to a case, and back from the loss of the database.

`docs/operate/first-day.md`, then `docs/operate/backup.md` on the register that it leads to.
"""

import asyncio
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import AsyncMongoClient

from scripts.cli.first_day.entries import LEAD
from scripts.local.database import Database
from scripts.local.queue import Queue
from scripts.local.rehearsal import empty_database
from store.driver.connection import Names
from tests.docs.pages import ROOT
from tests.support import web
from tests.support.first_day import CASE, REPORT, enrol, token, wait_ready, wait_well
from tests.support.installation import free_port
from tests.support.patience import until_seen
from tests.support.shell import Shell, blocks, in_place_of

pytestmark = pytest.mark.slow
COMPARE = "mutation ($input: CompareLeadAgencyInput!) { compareLeadAgency(input: $input) { problems { code } } }"
PAGES = ROOT / "docs/operate"


@dataclass
class Server:
    """A database with an administrator and nothing else."""

    folder: Path
    running: Database

    @classmethod
    def empty(cls, folder: Path, port: int = 0) -> "Server":
        return cls(folder, empty_database(folder, "first", port))

    def lost(self) -> "Server":
        """Another empty one at the same address, as after a fire."""
        self.running.kill()
        shutil.rmtree(self.folder)
        return Server.empty(self.folder, self.running.port)


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[Server]]:
    made = [Server.empty(tmp_path / "server")]
    try:
        yield made
    finally:
        made[-1].running.kill()


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    made = Shell(tmp_path / "operator")
    try:
        yield made
    finally:
        made.end()


def test_the_pages_lead_to_a_reported_case_and_back_from_the_loss_of_the_database(
    servers: list[Server], own_redis: Queue, shell: Shell, tmp_path: Path
) -> None:
    home, port = tmp_path / "etc" / "casebook", free_port()
    base = f"http://127.0.0.1:{port}"
    own, answers, init, start, doctor, committee, officer = blocks(PAGES / "first-day.md")
    server = servers[0].running.uri("root", "first")
    values = {
        "CASEBOOK_HOME": str(home),
        "CASEBOOK_ADMIN_URI": server,
        "ADDRESS": base,
        "PORT": str(port),
        "DATABASE": f"mongodb://{server.partition('@')[2].partition('/')[0]}/",
        "QUEUE": own_redis.url,
    }
    shell.run(in_place_of(own, values))
    shell.run(answers)
    said = shell.run(init)
    assert "doctor: 0 faults" in said, said
    assert closed_to_others(home)
    again = shell.run(init)
    assert "registry: 0 new rows" in again
    assert "accounts: 0 opened" in again

    shell.run(start)
    wait_ready(base)
    assert web.ask(base, token(base, "an.nguyen", enrol(base, "an.nguyen", home / "codes")), "{ me { agency { id } } }")
    shell.run(committee)
    dung = token(base, "dung.le", enrol(base, "dung.le", home / "codes"), scope="admin:config")
    assert "lead-of-one" in shell.run(f"{doctor.strip()} 2>&1 || true")
    compared = {"leadId": LEAD, "expectedVersion": 1, "source": "Quyết định số 1/QĐ-UBND", "on": "2025-03-01"}
    payload = web.ask(base, dung, COMPARE, input={"commandId": str(uuid4()), **compared})["compareLeadAgency"]
    assert payload == {"problems": []}
    wait_well(shell, doctor)

    shell.run(officer)
    seed = enrol(base, "chi.trieu", home / "codes")
    nurse = token(base, "chi.trieu", seed)
    payload = web.ask(base, nurse, REPORT, input=CASE)["reportCase"]
    assert payload["problems"] == []
    code = payload["case"]["code"]
    assert code.endswith("-000001")
    key, take, checkpoint, drill, stop, restore, provision, resume, start, look = blocks(PAGES / "backup.md")
    shell.run(stop)  # what the API gathered of readings and sign-ins is written at its end
    shell.run(start)
    wait_ready(base)
    asyncio.run(quiet(server))

    shell.run(key + take + checkpoint)
    said = shell.run(drill)
    assert "drill: 0 faults" in said, said
    assert "not in this backup: 0 of the" in said, said
    shell.run(stop)
    servers.append(servers[-1].lost())
    said = shell.run(restore)
    assert "\n0 faults" in said, said
    shell.run(provision)
    assert "continuing from" in shell.run(resume)
    shell.run(start)
    wait_ready(base)
    wait_well(shell, look.splitlines()[0])
    assert shell.run(look).endswith("0 findings\n")
    assert read(base, token(base, "chi.trieu", seed)) == [code]


async def quiet(uri: str) -> None:
    """Wait until nothing is due and all is sealed: then a checkpoint and a backup are of one state."""
    names = Names("casebook")
    async with AsyncMongoClient[dict[str, Any]](uri) as client:
        due = {"state": "DUE", "due_at": {"$lt": datetime.now(UTC)}}

        async def nothing_left() -> bool:
            waiting = await client[names.log]["pending"].find_one({})
            return waiting is None and await client[names.main]["outbox"].find_one(due) is None

        await until_seen(nothing_left, "something is due")


def read(base: str, bearer: str) -> list[str]:
    """The codes of the cases that somebody sees."""
    found = web.ask(base, bearer, "{ cases(first: 5) { edges { node { code } } } }")
    return [edge["node"]["code"] for edge in found["cases"]["edges"]]


def closed_to_others(home: Path) -> bool:
    """Whether nobody else may read a file or enter a folder."""
    return not any(stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (home, *home.rglob("*")))
