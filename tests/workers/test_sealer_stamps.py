"""What the sealer's process says of itself: its metrics, and time stamps that it fetches."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from store.driver.connection import Connection, wall_clock
from store.process.setting_values import socket_address
from tests.sealer.processes import ended, settings, start, status, stopped
from tests.sealer.site import Site
from tests.support import web
from tests.support.installation import free_port
from tests.support.patience import until
from tests.support.record import there
from tests.support.tsa import Tsa, serving

pytestmark = pytest.mark.slow


@pytest.fixture
async def site(connection: Connection, tmp_path: Path) -> Site:
    return Site(connection, tmp_path / "sealer", wall_clock).begin()


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


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        *(("CASEBOOK_TSA_CERTIFICATES", value) for value in ("", "/none", "junk")),
        *(("CASEBOOK_TSA_MINUTES", value) for value in ("0", "1_0")),
    ],
)
async def test_a_wrong_setting_is_named(site: Site, root_uri: str, tmp_path: Path, variable: str, value: str) -> None:
    (tmp_path / "junk").write_text("junk")
    given = {variable: str(tmp_path / value) if value == "junk" else value}
    process = start(settings(site, root_uri, **asking(Tsa(tmp_path)) | given), tmp_path / "sealer.log")
    assert await ended(process) == 2
    assert variable in (tmp_path / "sealer.log").read_text()


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


@pytest.mark.parametrize("text", ["9108", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "example.org:80", "0.0.0.0:٣"])
def test_an_address_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        socket_address(text)


def test_addresses() -> None:
    assert socket_address("") is None, "no address, no numbers"
    assert socket_address("0.0.0.0:9108") == ("0.0.0.0", 9108)
    assert socket_address("[::1]:9108") == ("::1", 9108)
