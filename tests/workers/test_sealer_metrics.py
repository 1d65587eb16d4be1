"""The sealer's numbers, read as Prometheus would."""

import asyncio
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from store.driver.connection import Connection, wall_clock
from store.process.setting_values import socket_address
from tests.sealer.processes import settings, start
from tests.sealer.site import Site
from tests.support import web
from tests.support.installation import free_port
from tests.support.patience import PATIENCE, until

pytestmark = pytest.mark.slow


def scraped(port: int) -> dict[str, float]:
    """Samples by name; empty while nobody answers."""
    try:
        text = web.get(f"http://127.0.0.1:{port}/metrics", timeout=2).text
    except httpx.HTTPError:
        return {}
    return {sample.name: sample.value for family in families(text) for sample in family.samples}


async def test_they_tell_what_was_sealed_and_held(connection: Connection, root_uri: str, tmp_path: Path) -> None:
    site, port = Site(connection, tmp_path / "sealer", wall_clock).begin(), free_port()
    await site.agency(3)
    process = start(settings(site, root_uri, CASEBOOK_SEALER_METRICS=f"127.0.0.1:{port}"), tmp_path / "sealer.log")
    await asyncio.to_thread(until, lambda: scraped(port).get("casebook_sealer_published") == 3, "nothing published")
    found = scraped(port)
    assert (found["casebook_sealer_sealing"], found["casebook_sealer_held"]) == (1, 0)
    assert (found["casebook_sealer_batches_total"], found["casebook_sealer_entries_total"]) == (1, 3)
    stream = await site.agency(1)
    await site.connection.revisions.delete_one({"stream": stream})
    await asyncio.to_thread(until, lambda: scraped(port).get("casebook_sealer_held") == 1, "nothing held")
    process.terminate()
    assert await asyncio.to_thread(process.wait, PATIENCE) == 0


@pytest.mark.parametrize("text", ["9108", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "example.org:80", "0.0.0.0:٣"])
def test_an_address_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        socket_address(text)


def test_addresses() -> None:
    assert socket_address("") is None, "no address, no numbers"
    assert socket_address("0.0.0.0:9108") == ("0.0.0.0", 9108)
    assert socket_address("[::1]:9108") == ("::1", 9108)
