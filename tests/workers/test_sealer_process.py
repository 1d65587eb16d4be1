"""The sealer as a process: killed at every point, two on one folder, exit codes, status, metrics, time stamps."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from store.driver.connection import Connection, Names, wall_clock
from store.keys.master import MasterKey
from store.log.faults import FolderTaken
from store.log.storage import LogStorage, opened_log
from store.process.setting_values import socket_address
from tests.sealer.processes import ended, said, settings, start, status, stopped
from tests.sealer.scenes import POINTS
from tests.sealer.site import ORIGIN, Site, named
from tests.support import web
from tests.support.installation import free_port, prefix_of
from tests.support.patience import until, until_seen
from tests.support.record import there
from tests.support.server import running_database
from tests.support.template import Template
from tests.support.tsa import Tsa, serving

pytestmark = pytest.mark.slow
LATE = POINTS[POINTS.index("after-swap") :]


@pytest.fixture
def env(site: Site, root_uri: str) -> dict[str, str]:
    return settings(site, root_uri)


@pytest.fixture
async def site(connection: Connection, tmp_path: Path) -> Site:
    made = Site(connection, tmp_path / "sealer", wall_clock).begin()
    await made.storage.index.create_index([("event", 1)], unique=True)
    return made


async def drained(site: Site, env: dict[str, str], log: Path) -> None:
    """Run a sealer until nothing is pending, then end it in order."""
    (site.path / "status.json").unlink(missing_ok=True)
    process = start(env, log)
    await asyncio.to_thread(until, lambda: bool(status(site)), "no status")

    async def nothing_left() -> bool:
        storage = site.storage
        return not await storage.pending.count_documents({}) and not await storage.staging.count_documents({})

    await until_seen(nothing_left, "not sealed")
    await stopped(process, log)


async def test_killed_again_while_it_recovers_it_loses_and_doubles_nothing(
    site: Site, env: dict[str, str], tmp_path: Path
) -> None:
    """Each kill is the start of the next run: what one leaves half done the next one meets, and is killed in turn."""
    log, stream = tmp_path / "sealer.log", await site.agency(2)
    await drained(site, env, log)
    for number, point in enumerate(LATE):
        await site.write(stream, named(number))
        victim = start({**env, "KILL_AT": point}, log, module="tests.sealer.victim")
        assert await ended(victim) == -signal.SIGKILL, said(log)
        site.swapped.append(site.home.state.current()[0])  # whatever was signed, remembered
        if newest := await site.storage.newest():
            site.kept.append(newest.note)
    await drained(site, env, log)
    assert await site.storage.index.count_documents({}) == 2 + len(LATE)
    await site.whole()


async def test_killed_at_every_point_of_a_batch_it_is_finished_by_the_next_start(
    site: Site, env: dict[str, str], tmp_path: Path
) -> None:
    log, stream = tmp_path / "sealer.log", await site.agency(2)
    await site.sealed()
    for number, point in enumerate(POINTS):
        await site.write(stream, named(number))
        victim = start({**env, "KILL_AT": point}, log, module="tests.sealer.victim")
        assert await ended(victim) == -signal.SIGKILL, said(log)
        site.swapped.append(site.home.state.current()[0])
        await site.sealed()
        assert await site.storage.index.count_documents({}) == 3 + number
    await site.whole()


async def test_a_second_one_on_the_folder_ends_and_the_next_takes_over(
    site: Site, env: dict[str, str], tmp_path: Path
) -> None:
    first = start(env, tmp_path / "first.log")
    await asyncio.to_thread(until, lambda: status(site).get("published") == 0, "no status")
    assert await ended(start(env, tmp_path / "second.log")) == FolderTaken.exit_code
    stream = await site.agency(3)
    await asyncio.to_thread(until, lambda: status(site)["published"] == 3, "not sealed")
    first.kill()
    await ended(first)
    third = start(env, tmp_path / "third.log")
    await site.write(stream, named(4))
    await asyncio.to_thread(until, lambda: status(site)["published"] == 4, "not taken over")
    await stopped(third, tmp_path / "third.log")
    await site.whole()


async def test_status_tells_sizes_ages_and_what_is_held(site: Site, env: dict[str, str], tmp_path: Path) -> None:
    stream = await site.agency(1)
    await site.storage.pending.delete_one({"_id": f"{stream}:1"})
    await site.write(stream, named(1))
    early = (wall_clock() - timedelta(minutes=2)).replace(tzinfo=None)
    await site.storage.pending.update_one({"_id": f"{stream}:2"}, {"$set": {"at": early}})
    await site.agency(1)
    process = start(env, tmp_path / "sealer.log")
    await asyncio.to_thread(until, lambda: bool(status(site).get("held")), "nothing held")
    told = status(site)
    await stopped(process, tmp_path / "sealer.log")
    assert (told["doing"], told["size"], told["published"], told["cosigned"]) == ("sealing", 1, 1, False)
    assert list(told["held"]) == [stream]
    assert 120 < told["oldest_pending_seconds"] < 180
    assert told["last_seal"] > "2026"


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        *((name, "", name) for name in ("CASEBOOK_MONGO_URI", "CASEBOOK_SEALER_HOME", "CASEBOOK_TSA_CERTIFICATES")),
        ("CASEBOOK_SEALER_HOME", "/nowhere", "/nowhere"),
        *(("CASEBOOK_TSA_CERTIFICATES", file, "CASEBOOK_TSA_CERTIFICATES") for file in ("/none", __file__)),
        *(("CASEBOOK_TSA_MINUTES", number, "CASEBOOK_TSA_MINUTES") for number in ("0", "1_0")),
    ],
)
async def test_a_setting_that_is_missing_or_wrong_is_named_and_ends_it_with_2(
    site: Site, root_uri: str, tmp_path: Path, variable: str, value: str, told: str
) -> None:
    log, given = tmp_path / "sealer.log", {**asking(Tsa(tmp_path)), variable: value}
    assert await ended(start(settings(site, root_uri) | given, log)) == 2
    assert told in log.read_text()


async def test_it_is_set_up_once_and_not_beside_another_log(site: Site, env: dict[str, str], tmp_path: Path) -> None:
    log, again = tmp_path / "init.log", tmp_path / "again.log"
    other = {**env, "CASEBOOK_SEALER_HOME": str(tmp_path / "other")}
    assert await ended(start(other, log, "--init")) == 0
    assert await ended(start(other, again, "--init")) == 0
    assert log.read_text() == again.read_text() == (tmp_path / "other" / "vkey").read_text()
    await site.sealed()
    third = {**env, "CASEBOOK_SEALER_HOME": str(tmp_path / "third")}
    assert await ended(start(third, log, "--init")) == 2
    assert not (tmp_path / "third").exists()


async def test_exit_codes_of_clock_restore_and_tampering(site: Site, env: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "sealer.log"
    await site.agency(2)
    old = await site.dump()
    await site.sealed()
    new = await site.dump()

    await site.restore(old)
    assert await ended(start(env, log)) == 5
    assert "StagingLost" in status(site)["fault"]

    await site.restore(new)
    await site.storage.tiles.update_one({"_id": "tile/0/000.p/2"}, {"$set": {"data": b"\0" * 64}})
    assert await ended(start(env, log)) == 6

    await site.restore(new)
    last = site.home.locked()
    site.home.state.swap(last.note, replace(last, at=datetime.now(UTC) + timedelta(days=1)), {})
    assert await ended(start(env, log)) == 4


async def test_resuming_by_command_line(site: Site, env: dict[str, str], tmp_path: Path) -> None:
    log, shown = tmp_path / "sealer.log", tmp_path / "newest"
    await site.grow(2)
    shown.write_bytes(await site.keep())
    (site.path / "state.sqlite").unlink()
    assert await ended(start(env, log)) == 5
    assert await ended(start(env, log, "--resume-from", str(shown))) == 0
    assert "continuing from 2 entries" in log.read_text()
    await site.agency(1)
    await drained(site, env, log)
    await site.whole()


@pytest.fixture
async def own(bare: Template, tmp_path: Path) -> AsyncIterator[tuple[Site, str]]:
    """A provisioned installation on a server of its own, with the sealer's own user."""
    with running_database(tmp_path / "data", bare) as database:
        root = bare.uri(database, "root")
        async with opened_log(root, prefix_of(root)) as storage:
            client: Any = storage.revisions.database.client
            master = MasterKey(b"\x07" * 32)
            connection = Connection(client=client, names=Names(prefix_of(root)), master=master, origin=ORIGIN)
            yield Site(connection, tmp_path / "sealer", wall_clock).begin(), bare.uri(database, "sealer")


async def test_its_own_user_has_the_rights_it_needs_and_no_more(own: tuple[Site, str], tmp_path: Path) -> None:
    site, uri = own
    await site.agency(3)
    await drained(site, settings(site, uri), tmp_path / "sealer.log")
    async with opened_log(uri, site.connection.names.prefix) as storage:
        assert isinstance(storage, LogStorage)
        for refused in (
            storage.revisions.insert_one({"_id": "x"}),
            storage.revisions.update_one({}, {"$set": {"x": 1}}),
            storage.index.update_one({}, {"$set": {"x": 1}}),
            storage.tiles.update_one({}, {"$set": {"x": 1}}),
            storage.checkpoints.update_one({}, {"$set": {"x": 1}}),
        ):
            with pytest.raises(Exception, match=r"(?i)not authorized"):
                await refused


def asking(tsa: Tsa, url: str = "http://127.0.0.1:9/") -> dict[str, str]:
    return {"CASEBOOK_TSA_URL": url, "CASEBOOK_TSA_CERTIFICATES": str(tsa.certificates)}


def published(site: Site, size: int) -> Callable[[], bool]:
    return lambda: status(site).get("published") == size


async def test_it_stamps_what_it_published(site: Site, root_uri: str, tmp_path: Path) -> None:
    await site.agency(2)
    tsa = Tsa(tmp_path / "tsa")
    with serving(tsa) as url:
        more = asking(tsa, url) | {"CASEBOOK_TSA_MINUTES": "1"}
        process = start(settings(site, root_uri, **more), tmp_path / "sealer.log")
        await asyncio.to_thread(until, lambda: status(site).get("stamped") == 2, "no stamp")
        await stopped(process, tmp_path / "sealer.log")
    stored = there(await site.storage.stamps.find_one({"_id": 2}))
    assert tsa.accepts(stored["stamp"], (await site.newest()).note)


async def test_an_authority_that_is_away_stops_nothing(site: Site, root_uri: str, tmp_path: Path) -> None:
    tsa = Tsa(tmp_path / "tsa")
    process = start(settings(site, root_uri, **asking(tsa)), tmp_path / "sealer.log")
    for size in (2, 4):
        await site.agency(2)
        await asyncio.to_thread(until, published(site, size), "nothing sealed")
    await asyncio.to_thread(until, lambda: bool(status(site).get("stamp_fault")), "no word of it")
    assert status(site)["fault"] is None
    await stopped(process, tmp_path / "sealer.log")
    assert await site.storage.stamps.count_documents({}) == 0


def scraped(port: int) -> dict[str, float]:
    try:
        text = web.get(f"http://127.0.0.1:{port}/metrics", timeout=2).text
    except httpx.HTTPError:
        return {}
    return {sample.name: sample.value for family in families(text) for sample in family.samples}


async def test_they_tell_what_was_sealed_and_held(site: Site, root_uri: str, tmp_path: Path) -> None:
    port = free_port()
    await site.agency(3)
    process = start(settings(site, root_uri, CASEBOOK_SEALER_METRICS=f"127.0.0.1:{port}"), tmp_path / "sealer.log")
    await asyncio.to_thread(until, lambda: scraped(port).get("casebook_sealer_published") == 3, "nothing published")
    found = scraped(port)
    assert (found["casebook_sealer_sealing"], found["casebook_sealer_held"]) == (1, 0)
    assert (found["casebook_sealer_batches_total"], found["casebook_sealer_entries_total"]) == (1, 3)
    stream = await site.agency(1)
    await site.connection.revisions.delete_one({"stream": stream})
    await asyncio.to_thread(until, lambda: scraped(port).get("casebook_sealer_held") == 1, "nothing held")
    await stopped(process, tmp_path / "sealer.log")


def test_addresses() -> None:
    assert socket_address("") is None, "no address, no numbers"
    assert socket_address("0.0.0.0:9108") == ("0.0.0.0", 9108)
    assert socket_address("[::1]:9108") == ("::1", 9108)
