"""Client of graphql-transport-ws, message by message."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.support.patience import PATIENCE

PROTOCOL = "graphql-transport-ws"


class Wire:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def send(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def take(self, seconds: float = PATIENCE) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.socket.recv(seconds))
        return found

    def subscribe(self, operation: str, query: str, /, **variables: Any) -> None:
        self.send(type="subscribe", id=operation, payload={"query": query, "variables": variables})

    def closed(self, seconds: float = PATIENCE) -> int:
        with suppress(ConnectionClosed):
            while True:
                self.socket.recv(seconds)
        assert self.socket.close_code is not None
        return self.socket.close_code


@contextmanager
def wire(url: str, token: str | None = None, *, protocol: str = PROTOCOL, **options: Any) -> Iterator[Wire]:
    """Yield a socket, initialised if there is a token."""
    address = url.replace("http", "ws") + "/graphql"
    with connect(address, subprotocols=[Subprotocol(protocol)], proxy=None, **options) as socket:
        made = Wire(socket)
        if token is not None:
            made.send(type="connection_init", payload={"authorization": f"Bearer {token}", "purpose": "HANDLING"})
            assert made.take() == {"type": "connection_ack"}
        yield made
