"""The main job on real input: articles with real addresses, dates, titles and dirt. Skipped where they are absent."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unicodedata import is_normalized

import pytest
from pymongo import AsyncMongoClient

from domain.kernel.kind import Kind
from scripts.cli.importing.run import Import
from scripts.cli.importing.summary import Summary
from scripts.cli.importing.table import read
from scripts.cli.seed.load import enter
from scripts.cli.seed.registry_file import read as registry
from scripts.cli.seed.verb import SAMPLE
from scripts.local.template import Template
from store.driver.connection import Connection
from store.driver.databases import Names
from store.heads.collection import heads_of
from store.keys.master import MasterKey
from store.store import Store
from tests.support.clock import TestClock
from tests.support.installation import prefix_of
from tests.support.record import counts, faults
from tests.support.server import running_database

ARTICLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "vfnd.csv"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ARTICLES.exists(), reason="the articles are not here"),
]


@pytest.fixture
async def store(bare: Template, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with the sample province on a server of its own: to drop this many words takes a minute."""
    with running_database(tmp_path / "data", bare) as database:
        async with AsyncMongoClient[dict[str, Any]](bare.uri(database, "api"), tz_aware=False) as client:
            made = Store(
                Connection(
                    client=client,
                    names=Names(prefix_of(database.uri())),
                    master=MasterKey(b"\x07" * 32),
                    origin="casebook.test/log",
                    clock=TestClock(),
                )
            )
            await enter(made, registry(SAMPLE))
            yield made


async def taken(store: Store, *, dry_run: bool = False) -> Summary:
    table = read(ARTICLES)
    begun = await Import.begin(store, table, ARTICLES.name, None, dry_run=dry_run)
    return await begun.run(table.records)


def figures(summary: Summary) -> tuple[int, int, int]:
    return summary.taken, summary.already, summary.refused


async def test_reports_are_taken_over_once(store: Store) -> None:
    before = await counts(store.connection)
    assert figures(await taken(store, dry_run=True)) == (153, 0, 3)
    assert await counts(store.connection) == before

    first = await taken(store)
    assert figures(first) == (153, 0, 3)
    assert {(fault.column, fault.code) for fault in first.faults} == {("url", "address-scheme")}
    assert (first.undated, first.undated_taken) == (7, 4)
    assert (first.columns.refused, first.columns.unknown) == (("authors",), ("source_domain", "label"))

    found = await heads_of(store.connection, Kind.CASE).find({}).to_list(None)
    assert len(found) == 153
    assert sum(case["imported"]["undated"] for case in found) == 4
    assert all(is_normalized("NFC", case["claim"]) for case in found)

    before = await counts(store.connection)
    assert figures(await taken(store)) == (0, 153, 3)
    assert await counts(store.connection) == before
    assert await faults(store.connection) == []
