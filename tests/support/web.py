"""Send HTTP requests, each on its own connection, with httpx.

httpx loads every certificate authority for each request, which takes longer than most answers: load them once here. The
timeout suits a busy machine.
"""

import json
import re
import time
from collections.abc import Mapping
from functools import partial
from html import unescape
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.support.patience import PATIENCE

TRUSTED = httpx.create_ssl_context()

get = partial(httpx.get, verify=TRUSTED, timeout=PATIENCE)
head = partial(httpx.head, verify=TRUSTED, timeout=PATIENCE)
options = partial(httpx.options, verify=TRUSTED, timeout=PATIENCE)
post = partial(httpx.post, verify=TRUSTED, timeout=PATIENCE)
put = partial(httpx.put, verify=TRUSTED, timeout=PATIENCE)
request = partial(httpx.request, verify=TRUSTED, timeout=PATIENCE)
stream = partial(httpx.stream, verify=TRUSTED, timeout=PATIENCE)
Client = partial(httpx.Client, verify=TRUSTED, timeout=PATIENCE)
AsyncClient = partial(httpx.AsyncClient, verify=TRUSTED, timeout=PATIENCE)


LOOK_SECONDS = 2


def serves(address: str) -> bool:
    """Return whether an address answers with status 200."""
    try:
        return get(address, timeout=LOOK_SECONDS).status_code == 200
    except httpx.HTTPError:
        return False


FORM = re.compile(r'<form method="post"(?: action="([^"]*)")?[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def hidden_in(text: str) -> dict[str, str]:
    """Return the hidden fields of a page or form."""
    return {name: unescape(value) for name, value in HIDDEN.findall(text)}


def form_in(text: str, path: str | None = None) -> tuple[str, dict[str, str]]:
    """Return where a page's first form leads, or the one that leads to `path`, and its hidden fields."""
    for found in FORM.finditer(text):
        place = unescape(found[1] or "")
        if path in (None, urlsplit(place).path):
            return place, hidden_in(found[2])
    raise AssertionError(text)


def ask(url: str, token: str, query: str, **variables: Any) -> Any:
    """Return the data of a GraphQL request that must succeed."""
    body, headers = {"query": query, "variables": variables}, {"Authorization": f"Bearer {token}"}
    answer = post(f"{url}/graphql", json=body, headers=headers).json()
    assert "errors" not in answer, answer
    return answer["data"]


KEPT_SECONDS = 1.0
"""Seconds that an idle connection is kept: a server closes it after five, possibly during the next request."""
Keeping = partial(Client, limits=httpx.Limits(keepalive_expiry=KEPT_SECONDS))
"""Client whose requests share connections, for half the processor time."""


class Line:
    """Connection of one thread to one server, kept as long. It takes half the time of httpx.

    Nothing is compressed on it.
    """

    def __init__(self, host: str, port: int) -> None:
        self._connection = HTTPConnection(host, port, timeout=PATIENCE)
        self._used = 0.0

    def post(self, path: str, body: Any, headers: Mapping[str, str]) -> httpx.Response:
        return self._sent("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})

    def get(self, path: str, headers: Mapping[str, str]) -> httpx.Response:
        return self._sent("GET", path, None, headers)

    def _sent(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> httpx.Response:
        if time.monotonic() - self._used > KEPT_SECONDS:
            self.close()
        self._connection.request(method, path, body, dict(headers))
        answer = self._connection.getresponse()
        content = answer.read()
        self._used = time.monotonic()
        return httpx.Response(answer.status, headers=answer.getheaders(), content=content)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()
