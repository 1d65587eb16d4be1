"""The whole API in this process, called without a socket: for tests of its answers, not of the transport.

`tests/api/` uses it. Files that need a socket, a stream or a process import the fixture `api` of `tests/conftest.py`.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette

from api.app import create
from store.process.settings import Settings
from tests.support import web
from tests.support.installation import Api

T = TypeVar("T")
NOWHERE = "http://in-process.invalid"


class InProcess(Api):
    """The API on its own event loop, in a thread."""

    def __init__(
        self, env: Mapping[str, str], portal: BlockingPortal, client: httpx.AsyncClient, app: Starlette
    ) -> None:
        self.env, self.url, self.app = dict(env), str(client.base_url), app
        self._portal, self._client = portal, client

    def post(self, token: str | None, query: str, headers: Mapping[str, str] | None = None, **variables: Any) -> Any:
        sent = {**(headers or {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        body = {"query": query, "variables": variables}
        return self._portal.call(partial(self._client.post, "/graphql", json=body, headers=sent))

    def send(self, method: str, path: str, **named: Any) -> httpx.Response:
        answer: httpx.Response = self._portal.call(partial(self._client.request, method, path, **named))
        return answer

    def call(self, wanted: Callable[..., Awaitable[T]], *given: Any) -> T:
        """Run a function in the event loop of the API. Return its result."""
        return self._portal.call(wanted, *given)


@contextmanager
def in_process(env: Mapping[str, str], base: str = NOWHERE) -> Iterator[InProcess]:
    """Yield the API with everything that its start begins, and stop it at the end. `base` is its address for
    requests."""
    app = create(Settings.from_env(env))
    client = web.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=base)
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # who needs cookies brings them along
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(client),
    ):
        yield InProcess(env, portal, client, app)
