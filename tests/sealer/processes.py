"""Sealers and witnesses as processes."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.sealer.site import ORIGIN, Site
from tests.support import forked, web
from tests.support.forked import Child
from tests.support.installation import free_port
from tests.support.patience import PATIENCE, until


def settings(site: Site, uri: str, **more: str) -> dict[str, str]:
    return {
        "CASEBOOK_MONGO_URI": uri,
        "CASEBOOK_MONGO_PREFIX": site.connection.names.prefix,
        "CASEBOOK_LOG_ORIGIN": ORIGIN,
        "CASEBOOK_SEALER_HOME": str(site.path),
        **more,
    }


def status(site: Site) -> dict[str, Any]:
    """What a sealer of the site says of itself."""
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
