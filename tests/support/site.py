"""Run database, queue, API and worker of one site, to kill and restart each of them."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio

from scripts.local import database, queue
from scripts.local.database import Database
from scripts.local.queue import Queue
from store.driver.connection import Connection, wall_clock
from store.log.sealing.directory import create_directory
from store.process.settings import Settings
from store.store import opened_store
from tests.support import forked
from tests.support.installation import Api, Process, environment, running_api, running_worker
from tests.support.patience import PATIENCE
from tests.support.server import NEEDS_ITS_OWN, Given, running_database
from tests.support.template import Template, running_queue
from tests.support.tokens import Issuer

TRIED_AGAIN = timedelta(hours=1)
"""Jobs due within this time may be retries; deadlines of cases and reports are further off."""


@dataclass
class Site:
    folder: Path
    env: dict[str, str]
    issuer: Issuer
    database: Database
    queue: Queue
    api: Api
    sync: bool
    worker: Process | None = None

    def kill_database(self) -> None:
        """Kill the database as a power cut would, and restart it on the same port. Skip on a given server."""
        if isinstance(self.database, Given):
            pytest.skip(NEEDS_ITS_OWN)
        self.database.kill()
        home = self.folder / "data"
        self.database = database.launch(home, port=self.database.port, auth=True, sync=self.sync)

    def kill_queue(self) -> None:
        """Kill Valkey, and restart it on its files."""
        self.queue.kill()
        self.queue = queue.launch(self.folder / "queue", url=self.queue.url)

    def kill_api(self) -> None:
        self.api.kill()
        self.api.restart()

    def kill_worker(self) -> None:
        assert self.worker is not None
        self.worker.kill()
        self.worker.restart()

    def wait_ready(self) -> None:
        """Wait until API and worker are ready. Raise AssertionError with the log of one that is not."""
        self.api.wait_ready()
        if self.worker is not None:
            self.worker.wait_said("worker ready")

    async def flush(self) -> None:
        client: Any = redis.asyncio.from_url(self.queue.url)  # type: ignore[no-untyped-call]
        await client.flushall()
        await client.aclose()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        async with opened_store(Settings.from_env(self.env)) as store:
            yield store.connection

    def supervised(self) -> None:
        """Restart the worker if it ended, as a supervisor does: it exits if the queue is away for seconds."""
        if self.worker is not None and self.worker.child.poll() is not None:
            self.worker.restart()

    async def drained(self, seconds: float) -> bool:
        """Wait until no job is due or to be retried. Return False if for `seconds` no job was done."""
        async with self.connection() as connection:
            least, since = None, time.monotonic()
            while time.monotonic() < since + seconds:
                soon = connection.clock().replace(tzinfo=None) + TRIED_AGAIN
                left = await connection.outbox.count_documents({"state": "DUE", "due_at": {"$lt": soon}})
                if left == 0:
                    return True
                if least is None or left < least:
                    least, since = left, time.monotonic()
                await asyncio.sleep(0.1)
        return False

    def stop(self) -> None:
        """Kill the current processes: the context managers know only the first ones."""
        self.database.kill()
        self.queue.kill()


@contextmanager
def running_site(
    folder: Path, copy_of: Template, *, sync: bool = True, worker: bool = True, more: Mapping[str, str] | None = None
) -> Iterator[Site]:
    """Yield a site on a copy of the folder, killed at the end; `more` are extra settings."""
    issuer = Issuer()
    with running_database(folder / "data", copy_of, sync=sync) as started, running_queue(folder / "queue") as hints:
        env = environment(folder, copy_of.uri(started, "api"), hints.url, issuer)
        env["CASEBOOK_MONGO_URI"] += "&serverMonitoringMode=poll&heartbeatFrequencyMS=500"
        env |= more or {}
        with running_api(env, folder / "api.log") as api:
            site = Site(folder, env, issuer, started, hints, api, sync)
            try:
                if worker:
                    with running_worker(env, folder / "worker.log") as site.worker:
                        yield site
                else:
                    yield site
            finally:
                site.stop()


@contextmanager
def sealed_site(
    folder: Path, copy_of: Template, *, worker: bool = True, more: Mapping[str, str] | None = None
) -> Iterator[Site]:
    """Yield a site and its sealer as processes. The log's public key is in `folder / "sealer" / "vkey"`."""
    home = create_directory(folder / "sealer", "casebook.test/log", wall_clock())
    with running_site(folder, copy_of, worker=worker, more=more) as site:
        own = {"CASEBOOK_MONGO_URI": copy_of.uri(site.database, "sealer"), "CASEBOOK_SEALER_HOME": str(home.path)}
        sealer = forked.start("workers.sealer", (), site.env | own, folder / "sealer.log")
        yield site
        sealer.terminate()
        assert sealer.wait(PATIENCE) == 0
