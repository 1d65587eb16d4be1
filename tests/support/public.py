"""Use the public pages and schema over HTTP without an account, as a browser and as a program."""

import asyncio
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import redis

from domain.kernel.refusals import Refused
from store.process.settings import Settings
from store.store import opened_store
from tests.support import web
from tests.support.complaints import appoint_others
from tests.support.web import hidden_in

CODE = re.compile(r'<dd class="code">([0-9A-Z-]+)</dd>')
SLOW = 503
TRIES = 5
"""Most times that one request is sent when the machine is slow. A command runs once under its id."""


class Person:
    """Browser without cookies and scripts."""

    def __init__(self, url: str, language: str = "vi") -> None:
        self.url, self.language = url, language

    def get(self, page: str, **query: str) -> httpx.Response:
        return patiently(lambda: web.get(f"{self.url}/report/{page}", params={"lang": self.language, **query}))

    def send(self, page: str, **fields: str) -> httpx.Response:
        """Open a page's form, fill it in and send it."""
        return self.post(page, **(self.hidden(page) | fields))

    def hidden(self, page: str) -> dict[str, str]:
        return hidden_in(self.get(page).text)

    def post(self, page: str, **fields: str) -> httpx.Response:
        data = {"lang": self.language, **fields}
        return patiently(lambda: web.post(f"{self.url}/report/{page}", data=data))

    def ask(self, query: str, **variables: Any) -> httpx.Response:
        return web.post(f"{self.url}/report/graphql", json={"query": query, "variables": variables})

    def data(self, query: str, **variables: Any) -> Any:
        answer = self.ask(query, **variables).json()
        assert "errors" not in answer, answer
        return answer["data"]


def patiently(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Repeat a request while the machine is too slow to answer in time."""
    for _ in range(TRIES - 1):
        answer = ask()
        if answer.status_code != SLOW:
            return answer
    return ask()


def code_in(page: httpx.Response) -> str:
    found = CODE.search(page.text)
    assert found, page.text
    return found[1]


def plain(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text)))


def forgive(env: Mapping[str, str]) -> None:
    """Reset the rate limits of the networks: tests share one address."""
    client: Any = redis.Redis.from_url(env["CASEBOOK_REDIS_URL"])
    for key in client.keys("casebook:rate:*"):
        client.delete(key)
    client.close()


def with_others(env: Mapping[str, str]) -> None:
    """Appoint the second signatories, once."""

    async def enter() -> None:
        async with opened_store(Settings.from_env(env)) as store:
            try:
                await appoint_others(store)
            except Refused:  # an earlier test appointed them
                return

    asyncio.run(enter())


def fresh() -> str:
    return str(uuid4())
