"""HTTP as tests speak it: each request over a connection of its own, as httpx has it.

httpx reads every certificate authority anew for each request, which takes longer than most answers do: here once. An
answer may take as long as a busy machine needs.
"""

import json
import time
from collections.abc import Mapping
from functools import partial
from http.client import HTTPConnection
from typing import Any

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
    """Whether somebody answers there that all is well."""
    try:
        return get(address, timeout=LOOK_SECONDS).status_code == 200
    except httpx.HTTPError:
        return False


KEPT_SECONDS = 1.0
"""How long a connection is kept without a request: a server closes it after five, maybe as the next one is sent."""
Keeping = partial(Client, limits=httpx.Limits(keepalive_expiry=KEPT_SECONDS))
"""A client whose requests share connections, which takes half of the processor that one for each takes."""


class Line:
    """A connection to one server, for one thread, that is kept as long; http.client takes half of what httpx takes.

    Nothing is compressed on it.
    """

    def __init__(self, host: str, port: int) -> None:
        self._connection = HTTPConnection(host, port, timeout=PATIENCE)
        self._used = 0.0

    def post(self, path: str, body: Any, headers: Mapping[str, str]) -> httpx.Response:
        """What is answered to a body, which goes as JSON."""
        if time.monotonic() - self._used > KEPT_SECONDS:
            self.close()
        sent = json.dumps(body).encode()
        self._connection.request("POST", path, sent, {"Content-Type": "application/json", **headers})
        answer = self._connection.getresponse()
        content = answer.read()
        self._used = time.monotonic()
        return httpx.Response(answer.status, headers=answer.getheaders(), content=content)

    def close(self) -> None:
        """It is opened again for the next request."""
        self._connection.close()
