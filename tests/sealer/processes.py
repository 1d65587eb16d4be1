"""Sealers and witnesses as processes."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from store.tlog.policy import Policy, parse_policy
from tests.sealer.site import ORIGIN, Site
from tests.support import forked, web
from tests.support.forked import Child
from tests.support.installation import free_port
from tests.support.patience import PATIENCE, until
from workers.witness import init, trust


def settings(site: Site, uri: str, **more: str) -> dict[str, str]:
    return {
        "CASEBOOK_MONGO_URI": uri,
        "CASEBOOK_MONGO_PREFIX": site.connection.names.prefix,
        "CASEBOOK_LOG_ORIGIN": ORIGIN,
        "CASEBOOK_SEALER_HOME": str(site.path),
        **more,
    }


def status(site: Site) -> dict[str, Any]:
    """Return the status that a sealer of the site reports."""
    path = site.path / "status.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def said(log: Path) -> str:
    return log.read_text()


async def ended(process: Child) -> int:
    return await asyncio.to_thread(process.wait, PATIENCE)


async def stopped(process: Child, log: Path) -> None:
    """End a process in order."""
    process.terminate()
    assert await ended(process) == 0, said(log)


def start(env: Mapping[str, str], log: Path, *arguments: str, module: str = "workers.sealer") -> Child:
    return forked.start(module, arguments, env, log)


@contextmanager
def running(home: Path) -> Iterator[str]:
    """A witness as a process; its address."""
    port = free_port()
    process = start({}, home / "log", str(home), "--port", str(port), module="workers.witness")
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: answers(url, process), (home / "log").read_text())
        yield url
    finally:
        process.kill()
        process.wait()


def answers(url: str, process: Child) -> bool:
    assert process.poll() is None
    try:
        return web.get(f"{url}/x/checkpoint").status_code == 404
    except httpx.HTTPError:
        return False


NOWHERE = "http://127.0.0.1:9"


class Panel:
    """Three witnesses of which some run."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.homes = [folder / name for name in ("w1", "w2", "w3")]
        self.vkeys = [init(home, f"witness.test/{home.name}") for home in self.homes]
        for home in self.homes:
            trust(home, site.verifier.vkey())

    def away(self, need: int = 1) -> Policy:
        return self.policy([NOWHERE] * 3, need)

    @contextmanager
    def one(self, need: int = 1) -> Iterator[tuple[str, Policy]]:
        """The first one's address while it runs, and the policy of all."""
        with running(self.homes[0]) as url:
            yield url, self.policy([url, NOWHERE, NOWHERE], need)

    def policy(self, urls: list[str], need: int = 1) -> Policy:
        rows = [f"witness {n} {key} {url}" for n, (key, url) in enumerate(zip(self.vkeys, urls, strict=True))]
        return parse_policy("\n".join([*rows, f"group all-of-them {need} 0 1 2", "quorum all-of-them"]).encode())
