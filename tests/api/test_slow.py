"""Who begins late, or does not take answers: closed with a code, and nothing is kept for them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from socket import SO_RCVBUF, SOL_SOCKET
from socket import socket as Line
from typing import Any

import pytest
from httpx import AsyncClient
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from api.callers.rates import CallerRates
from api.errors.responses import RequestRefused
from api.graphql import http, socket
from api.graphql.context import Connections
from api.middleware.body_limit import BODY_MOST
from auth.tokens import Viewer
from store.process.settings import Settings
from store.store import Store, opened_store
from tests.support.inside import BUFFERED, serving
from tests.support.patience import PATIENCE, until_seen
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

WIDE = "{ " + " ".join(f"a{n}: errorCatalogue {{ code vi en retry }}" for n in range(10)) + " }"
"""An answer of about half a megabyte, of which nothing is read from the database."""
WIDE_LEAST = 500_000
ANSWERS = 200
ASKED_BETWEEN = 0.02


@pytest.fixture
def connections() -> Connections:
    return Connections()


@pytest.fixture
async def store(installation: dict[str, str]) -> AsyncIterator[Store]:
    async with opened_store(Settings.from_env(installation)) as opened:
        yield opened


@pytest.fixture
async def url(store: Store, issuer: Issuer, connections: Connections) -> AsyncIterator[str]:
    async with serving(store, issuer, connections) as address:
        yield address


def connected(url: str) -> Line:
    """A line of which the system holds little."""
    host, port = url.removeprefix("http://").split(":")
    line = Line()
    line.setsockopt(SOL_SOCKET, SO_RCVBUF, BUFFERED)
    line.connect((host, int(port)))
    line.setblocking(False)
    return line


@asynccontextmanager
async def opened(url: str, token: str | None = None) -> AsyncIterator[ClientConnection]:
    """A socket of a client that takes no more than it asks for."""
    address, protocol = url.replace("http", "ws") + "/graphql", Subprotocol("graphql-transport-ws")
    options: dict[str, Any] = {
        "max_queue": 1,
        "max_size": None,
        "ping_interval": None,
        "close_timeout": 1,
        "proxy": None,
    }
    async with connect(address, sock=connected(url), subprotocols=[protocol], **options) as made:
        if token:
            await said(made, type="connection_init", payload={"authorization": f"Bearer {token}"})
            assert json.loads(await made.recv())["type"] == "connection_ack"
        yield made


async def said(open: ClientConnection, **message: Any) -> None:
    await open.send(json.dumps(message))


async def code_of(open: ClientConnection) -> int | None:
    """Take all that still comes; the code of the end."""
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionClosed):
            while True:
                await open.recv()
    return open.close_code


async def until(true: Callable[[], bool]) -> None:
    async def look() -> bool:
        return true()

    await until_seen(look, "waited in vain")


def memory() -> int:
    """Bytes of this process in memory, with the server in it."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


async def test_who_says_nothing_is_closed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "INIT_SECONDS", 0.2)
    async with opened(url) as open:
        assert await code_of(open) == 4408


async def test_a_message_of_too_many_bytes_is_refused_though_its_characters_are_few(url: str, issuer: Issuer) -> None:
    async with opened(url, issuer.officer("agency-lead")) as open:
        await said(open, type="ping", payload={"said": "x" * (BODY_MOST - 100)})
        assert json.loads(await open.recv())["type"] == "pong"
        await open.send(json.dumps({"type": "ping", "payload": {"said": "ệ" * (BODY_MOST // 2)}}, ensure_ascii=False))
        assert await code_of(open) == 1009


async def test_nothing_is_kept_for_who_takes_no_answers(
    url: str, issuer: Issuer, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "SEND_SECONDS", 0.5)
    async with AsyncClient(timeout=PATIENCE) as client:
        for _ in range(4):  # what making an answer takes is taken before
            headers = {"Authorization": f"Bearer {issuer.officer('agency-lead')}"}
            size = len((await client.post(url + "/graphql", json={"query": WIDE}, headers=headers)).content)
        assert size > WIDE_LEAST
    async with opened(url, issuer.officer("agency-lead")) as open:
        before, most = memory(), 0
        for n in range(ANSWERS):
            await said(open, type="subscribe", id=str(n), payload={"query": WIDE})
            await asyncio.sleep(ASKED_BETWEEN)
            most = max(most, memory() - before)
            if not connections.open:
                break
        await until(lambda: connections.open == 0)
        assert most < ANSWERS * size, "an answer under way takes some copies; those of all would take a multiple"
        open.transport.abort()


async def test_who_begins_to_take_answers_again_is_told_why_the_socket_is_closed(
    url: str, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "SEND_SECONDS", 1.0)
    async with opened(url, issuer.officer("agency-lead")) as open:
        failed = asyncio.Event()
        monkeypatch.setattr(socket, "_close", noticed(socket._close, failed))
        for n in range(ANSWERS):
            await said(open, type="subscribe", id=str(n), payload={"query": WIDE})
            await asyncio.sleep(ASKED_BETWEEN)
            if failed.is_set():
                break
        assert await code_of(open) == 1013


def noticed(close: Callable[..., Awaitable[None]], failed: asyncio.Event) -> Callable[..., Awaitable[None]]:
    """The same, and a sign that it began."""

    async def noted(*arguments: Any) -> None:
        failed.set()
        await close(*arguments)

    return noted


async def test_an_event_stream_that_is_not_taken_is_let_go(
    url: str,
    issuer: Issuer,
    connections: Connections,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "casebook.graphql")
    monkeypatch.setattr(http, "SEND_SECONDS", 0.3)
    body = json.dumps({"query": WIDE}).encode()
    reader, writer = await asyncio.open_connection(sock=connected(url), limit=1_000)
    head = (
        "POST /graphql HTTP/1.1\r\nHost: here.example\r\nContent-Type: application/json\r\n"
        "Accept: text/event-stream\r\n"
        f"Authorization: Bearer {issuer.officer('agency-lead')}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await until(lambda: "an event stream is not taken" in caplog.text)
    await until(lambda: connections.open == 0)
    answer = await asyncio.wait_for(reader.read(-1), PATIENCE)
    assert b"event: next" in answer
    assert b"event: complete" not in answer
    writer.close()


async def test_many_pings_and_pongs_hold_the_loop_for_nobody_else(url: str, issuer: Issuer) -> None:
    """Of the WebSocket protocol, below the application: thirty thousand of each, which come at once."""
    async with opened(url, issuer.officer("agency-lead")) as open:
        open.transport.write(b"\x89\x80\0\0\0\0\x8a\x80\0\0\0\0" * 30_000)
        longest, before = 0.0, time.thread_time()
        for _ in range(500):
            await asyncio.sleep(0.002)
            longest, before = max(longest, time.thread_time() - before), time.thread_time()
        assert longest < 0.1
        open.transport.abort()


async def test_every_message_of_a_socket_counts(url: str, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = 0

    async def count(rates: CallerRates, viewer: Viewer) -> None:
        nonlocal counted
        counted += 1
        if counted > 20:
            raise RequestRefused(code="TOO_MANY_REQUESTS", status=429)

    monkeypatch.setattr(CallerRates, "count", count)
    async with opened(url, issuer.officer("agency-lead")) as open:
        for _ in range(30):
            for kind in ("ping", "pong"):
                await said(open, type=kind)
        assert await code_of(open) == 4429
