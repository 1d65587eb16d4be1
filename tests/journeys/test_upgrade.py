"""A register of an older shape is upgraded while people read and write: nothing is lost, nobody is told INTERNAL, and
the record is what it was."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from domain.kernel.kind import Kind
from scripts.cli.__main__ import main
from scripts.local.template import Template
from store.driver.databases import Names
from store.heads.shape import SHAPE, SHAPES
from store.kinds.entries import KINDS
from store.record.epochs import EPOCH
from tests.support import web
from tests.support.installation import prefix_of, running_api
from tests.support.ledgers import disagreements
from tests.support.load import Client, more_told, told
from tests.support.site import Site, running_site

pytestmark = pytest.mark.slow
DRAIN_SECONDS = 120.0
CASES = 12
"""Cases before the upgrade; each has five versions."""
LACKING = ("seen_by", "evidence", "duties", "owed_by", "receipt", "members", "terms", "url_key", "opened_at")
"""Fields of cases that the version before did not know, some of the state and some derived."""
READ = """query($id: ID!) {
  case(id: $id) { claim state evidence { key } allowedActions { action allowed } receipt { channel } checks { summary }
    history(first: 20) { edges { node { type } } } asOf(moment: {version: 1}) { claim } }
  cases(first: 30) { totalCount edges { node { id claim state evidence { key } lead { id } receipt { channel } } } }
  found: cases(first: 5, filter: {search: "trạm y tế"}) { edges { node { id } } } me { agency { id name } } }"""


class Reader:
    """Somebody who reads one case and all of them, again and again."""

    def __init__(self, url: str, token: str, case: str) -> None:
        self.url, self.case = url, case
        self.headers = {"Authorization": f"Bearer {token}", "Casebook-Purpose": "HANDLING"}
        self.errors: list[Any] = []
        self._reads, self._read = 0, asyncio.Condition()

    async def run(self, stop: asyncio.Event) -> None:
        async with web.AsyncClient(base_url=self.url) as http:
            while not stop.is_set():
                body = {"query": READ, "variables": {"id": self.case}}
                answer = (await http.post("/graphql", json=body, headers=self.headers)).json()
                self.errors += answer.get("errors", [])
                async with self._read:
                    self._reads += 1
                    self._read.notify_all()
                if not answer.get("errors"):
                    assert answer["data"]["case"]["claim"]

    async def wait(self, more: int) -> None:
        """Until so many more reads were answered."""
        wanted = self._reads + more
        async with self._read:
            await self._read.wait_for(lambda: self._reads >= wanted)


async def age(root_uri: str) -> None:
    """Leave the heads as a version of before wrote them."""
    async with AsyncMongoClient[dict[str, Any]](root_uri) as client:
        main = client[Names(prefix_of(root_uri)).main]
        for kind in Kind:
            lacking = LACKING if kind is Kind.CASE else ()
            change = {"$unset": dict.fromkeys((SHAPE, *lacking), "")}
            await main[KINDS[kind].collection].update_many({}, change)
        await main["counters"].update_one({"_id": EPOCH}, {"$unset": {SHAPES: ""}})


async def record_of(root_uri: str) -> Mapping[str, Any]:
    """Every document of record, vault and log, by its id."""
    found: dict[str, Any] = {}
    async with AsyncMongoClient[dict[str, Any]](root_uri) as client:
        names = Names(prefix_of(root_uri))
        for database, collection in ((names.record, "revisions"), (names.record, "commands"), (names.vault, "sealed")):
            found |= {f"{collection}/{row['_id']}": row async for row in client[database][collection].find({})}
    return found


def status(url: str, path: str) -> int:
    return web.get(url + path).status_code


async def test_readers_and_writers_notice_nothing(provisioned: Template, tmp_path: Path) -> None:
    with running_site(tmp_path, provisioned, sync=False) as site:
        await upgraded(site, provisioned.uri(site.database, "root"), tmp_path)


async def upgraded(site: Site, root_uri: str, folder: Path) -> None:
    first = Client(site.api.url, site.issuer)
    async with first.http:
        for _ in range(CASES):
            await first.one_case()
    before = await record_of(root_uri)
    await age(root_uri)
    with running_api(site.env, folder / "new.log") as new:
        assert status(new.url, "/livez") == 200
        assert await asyncio.to_thread(status, new.url, "/readyz") == 503
        reader = Reader(new.url, site.issuer.officer("agency-lead"), first.acknowledged[0].stream)
        writers, stop = [Client(new.url, site.issuer) for _ in range(2)], asyncio.Event()
        reading = asyncio.create_task(reader.run(stop))
        writing = [asyncio.create_task(writer.run(asyncio.Event())) for writer in writers]
        await reader.wait(3)
        assert await asyncio.to_thread(main, ["migrate", "--plan"], dict(site.env)) == 0
        assert await asyncio.to_thread(status, new.url, "/readyz") == 503
        assert await asyncio.to_thread(main, ["migrate"], dict(site.env)) == 0
        assert await asyncio.to_thread(status, new.url, "/readyz") == 200
        await reader.wait(3)
        await more_told(writers, 1)
        for task in writing:
            task.cancel()
        stop.set()
        await reading
        await asyncio.gather(*writing, return_exceptions=True)
    assert reader.errors == []
    after = await record_of(root_uri)
    assert before == {id: after[id] for id in before}
    written = told((first, *writers))
    assert await site.drained(DRAIN_SECONDS)
    async with site.connection() as connection:
        assert await disagreements(connection, written) == []
    assert await asyncio.to_thread(main, ["verify"], dict(site.env)) == 0
