"""The rich world's API, served by a thread of this process over the small province."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import uvicorn

from api.app import create
from store.process.settings import Settings
from store.provisioning.provision import lay_out
from store.store import opened_store
from tests.matrix.waiting_rows import enter_calendar, enter_rows
from tests.support import web
from tests.support.installation import Api, free_port
from tests.support.patience import PATIENCE, until
from tests.support.world import build

SLOW = 503
TRIES = 10
"""Of one request that takes too long: a command is carried out once under its id, so it may be sent again."""


class Here(Api):
    """The API served by a thread of this process, so that a test can plant a fault in it."""

    def __init__(self, port: int, env: Mapping[str, str]) -> None:
        self.port, self.url, self.env = port, f"http://127.0.0.1:{port}", dict(env)
        self.app = create(Settings.from_env(env))
        self.line = web.Line("127.0.0.1", port)

    def close(self) -> None:
        self.line.close()

    def post(self, token: str | None, query: str, headers: Mapping[str, str] | None = None, **variables: Any) -> Any:
        """A GraphQL request over a connection that is kept; the response. Sent again where the machine was too slow."""
        sent = {**(headers or {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        for _ in range(TRIES):
            answer = self.line.post("/graphql", {"query": query, "variables": variables}, sent)
            if answer.status_code != SLOW:
                break
        return answer


Served = TypeVar("Served", bound=Here)


@contextmanager
def served_here(env: Mapping[str, str], serve: type[Served]) -> Iterator[Served]:
    """The API in a thread, stopped at the end."""
    here = serve(free_port(), env)
    config = uvicorn.Config(here.app, port=here.port, log_level="warning", access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, "the API does not serve")
    try:
        yield here
    finally:
        here.close()
        server.should_exit = True
        thread.join(PATIENCE)


def laid_out(env: Mapping[str, str]) -> None:
    """Databases and the registry of the small province."""

    async def enter() -> None:
        async with opened_store(Settings.from_env(env)) as store:
            await lay_out(store.connection.client, store.connection.names)
            await build(store)
            await enter_calendar(store)
            await enter_rows(store)

    asyncio.run(enter())
