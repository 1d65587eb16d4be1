"""After an erasure the value is in no collection, file, index, cache, log, export or dump; the history verifies."""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Any
from uuid import uuid4

import bson
import pytest
import redis

from api.web.page_cache import READ_SECONDS
from domain.erasure.erasures import ANNOUNCED_FOR
from scripts.local.database import Database
from store.process.settings import Settings
from store.provisioning.provision import COLLECTIONS
from store.store import Store, opened_store
from tests.support import web
from tests.support.acts import given, mutation
from tests.support.forked import REPOSITORY, forked_python
from tests.support.handling_facts import LONG
from tests.support.installation import Api, Process
from tests.support.newsroom import Newsroom
from tests.support.patience import until
from tests.support.play import Play
from tests.support.public import Person, code_in, forgive
from tests.support.record import record_findings
from tests.support.template import Template
from tests.support.tokens import Issuer

CANARY = "chimhoàngyến" + "".join(random.choices(ascii_lowercase, k=8))
"""Letters alone: no index has a word with seven digits."""
BARE = CANARY.replace("à", "a").replace("ế", "e")
"""As search folds it."""
URL = f"https://tin.example/{BARE}"


@pytest.fixture
def eraser(
    provisioned: Template, database: Database, installation: dict[str, str], tmp_path: Path
) -> Iterator[Process]:
    """The eraser as a process, with its own database user."""
    mine = {"CASEBOOK_MONGO_URI": provisioned.uri(database, "eraser"), "CASEBOOK_ERASER_POLL": "1"}
    mine["CASEBOOK_ERASURES_FILE"] = str(tmp_path / "erasures")
    made = Process([sys.executable, "-m", "workers.eraser"], installation | mine, tmp_path / "eraser.log")
    try:
        yield made
    finally:
        made.kill()


def spellings(value: str) -> Iterator[bytes]:
    """How the value could stand in bytes."""
    bare = BARE if value == CANARY else value
    for text in (value, bare, value.upper(), bare.upper(), json.dumps(value)[1:-1]):
        for encoding in ("utf-8", "utf-16-le"):
            yield text.encode(encoding)
        yield text.encode().hex().encode()


def holds(data: bytes, value: str = CANARY) -> bool:
    return any(spelling in data for spelling in spellings(value))


def in_store(env: dict[str, str], look: Any) -> Any:
    async def run() -> Any:
        async with opened_store(Settings.from_env(env)) as store:
            return await look(store)

    return asyncio.run(run())


async def dump(store: Store) -> dict[str, bytes]:
    """All documents of all databases, as a dump of the data archive would hold them."""
    names, found = store.connection.names, {}
    for part in COLLECTIONS:
        database = store.connection.client[getattr(names, part)]
        for name in await database.list_collection_names():
            rows = await database[name].find({}).to_list(None)
            found[f"{part}.{name}"] = b"".join(bson.encode(row) for row in rows)
            found[f"{part}.{name} indexes"] = str(await database[name].index_information()).encode()
    return found


def queue(env: dict[str, str]) -> bytes:
    client: Any = redis.Redis.from_url(env["CASEBOOK_REDIS_URL"])
    found = b"".join(key + (client.dump(key) or b"") for key in client.keys("*"))
    client.close()
    return bytes(found)


def everywhere(env: dict[str, str], logs: list[Path], value: str = CANARY) -> set[str]:
    places = {place for place, data in in_store(env, dump).items() if holds(data, value)}
    places |= {str(log) for log in logs if holds(log.read_bytes(), value)}
    return places | ({"queue"} if holds(queue(env), value) else set())


def test_nothing_is_left_of_an_erased_value(
    api: Api,
    worker: Process,
    eraser: Process,
    issuer: Issuer,
    installation: dict[str, str],
    root_uri: str,
) -> None:
    as_root = installation | {"CASEBOOK_MONGO_URI": root_uri}
    forgive(installation)
    play, person = Play(api, issuer), Person(api.url)
    receipt = person.send(
        "content",
        claim=f"{CANARY} nói trạm y tế đóng cửa.",
        url=URL,
        free_of_secrets="yes",
        medium="WEBSITE",
        contact=f"{CANARY} 0912",
    )
    own = code_in(receipt)
    lead = play.token("lead")
    query = "query($w: String!) { cases(first: 1, filter: {search: $w}) { edges { node { id } } } }"
    found = api.ask(lead, query, {"Casebook-Purpose": "HANDLING"}, w=CANARY)
    play.case = found["cases"]["edges"][0]["node"]["id"]
    play.check()
    uploaded = web.post(
        f"{api.url}/evidence",
        params={"case": play.case},
        content=CANARY.encode() * 50,
        headers={"Authorization": f"Bearer {lead}", "Content-Type": "text/plain"},
    )
    assert uploaded.status_code == 201
    play.act(
        "health",
        "recordCheck",
        method="OWN_RECORDS",
        outcome="AS_REPORTED",
        summary=f"{CANARY} còn đó, trạm vẫn mở cửa.",
    )
    said = {"ground": "PROTECTED", "reasons": f"{CANARY} là ý kiến của người dân về trạm.", "informed": "ANONYMOUS"}
    assert play.act("lead", "closeCase", **said) == "CLOSED"
    logs = [api.log, worker.log, eraser.log]
    assert everywhere(as_root, logs) == set(), "texts lie encrypted from the beginning"
    assert "main.cases" in everywhere(as_root, logs, play.case), "else the scan sees nothing"

    erasure = order(play, "proposeErasure", "lead", target=play.case)
    for who in ("lead.signatory", "ppc.signatory"):
        order(play, "approveErasure", who, erasureId=erasure)
    assert until_done(play, erasure, eraser)["destruction"]["groups"]

    assert everywhere(as_root, logs) == set()
    shown = "claim url closure { reasons } checks { summary } state code"
    assert CANARY not in json.dumps(play.shown(shown), ensure_ascii=False)
    assert play.shown("state") == "CLOSED"
    purpose = {"Casebook-Purpose": "INSPECTION"}
    history = "query($id: ID!) { case(id: $id) { history(first: 50) { edges { node { type version } } } } }"
    told = api.post(play.token("inspection.inspector"), history, purpose, id=play.case)
    assert "CASE_CLOSED" in told.text
    assert not holds(told.content)
    assert not holds(person.post("matter", code=own).content)

    verify = [str(forked_python()), "-m", "scripts.cli", "verify"]
    env = {**installation, "PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(verify, env=env, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert [
        line for line in done.stdout.splitlines() if play.case in line and not line.startswith("note: erased")
    ] == []

    async def verified(store: Store) -> list[str]:
        return [f"{finding.code}: {finding.detail}" for finding in await record_findings(store.connection)]

    mine = [item for item in in_store(installation, verified) if erasure in item]
    assert mine
    assert all(item.startswith(f"erased: erased by event {erasure}:5") for item in mine)


def test_an_erased_notice_stands_on_no_page_and_in_no_feed(
    api: Api, worker: Process, eraser: Process, issuer: Issuer
) -> None:
    play = Play.with_decision(api, issuer)
    office = Newsroom(api, issuer, play.case)
    office.name_spokesperson()
    office.issued(title=f"Trạm y tế {CANARY} không đóng cửa")
    office.retracted("Số liệu gốc bị nhầm lẫn.")
    paths = ("", office.notice, f"{office.notice}?lang=en", "feed.atom", "feed.json")
    time.sleep(READ_SECONDS)
    assert all(CANARY in office.read(path).text for path in paths), "a notice taken back stays readable"

    erasure = order(play, "proposeErasure", "lead", target=office.notice)
    for who in ("lead.signatory", "ppc.signatory"):
        order(play, "approveErasure", who, erasureId=erasure)
    assert until_done(play, erasure, eraser)["destruction"]["groups"]
    time.sleep(READ_SECONDS)
    assert [path for path in paths if CANARY in office.read(path).text] == []


def order(play: Play, name: str, who: str, **fields: str) -> str:
    """A step of an erasure; its id."""
    if "erasureId" in fields:
        fields["expectedVersion"] = play.api.ask(
            play.token(who), "query($id: ID!) { erasure(id: $id) { version } }", id=fields["erasureId"]
        )["erasure"]["version"]
    query = mutation(name, "erasure { id } problems { code }")
    sent = given(name, {"commandId": str(uuid4()), "reasons": LONG, **fields})
    made = play.api.ask(play.token(who), query, input=sent)[name]
    assert made["problems"] == [], made
    return str(made["erasure"]["id"])


def until_done(play: Play, erasure: str, eraser: Process) -> Any:
    """Return the erasure. The eraser announced it, and another one a day later destroyed the keys and listed it."""
    query = """query($id: ID!) { erasure(id: $id) {
      state announcedAt destroysAt destruction { groups } approvals { officer { officerId } } } }"""

    def look() -> Any:
        return play.api.ask(play.token("lead"), query, id=erasure)["erasure"]

    announced = until(look, wanted=lambda shown: shown["announcedAt"] is not None)
    assert announced["state"] == "ORDERED"
    eraser.kill()
    eraser.env["CASEBOOK_CLOCK_OFFSET"] = str(int(ANNOUNCED_FOR.total_seconds()) + 60)
    eraser.restart()
    done = until(look, wanted=lambda shown: shown["state"] == "DONE")
    listed = Path(eraser.env["CASEBOOK_ERASURES_FILE"])
    until(lambda: listed.exists() and erasure in listed.read_text())
    return done
