"""Witnesses that answer otherwise than the specification says count as none."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from store.log import witness as client
from store.log.checkpoint import Checkpoint
from store.log.cosignature import Cosigner
from store.log.merkle import EMPTY_ROOT
from store.log.state import Unwitnessed
from store.log.witness import WitnessAway, post
from tests.sealer.panel import NOWHERE, Panel
from tests.sealer.site import ORIGIN, Site
from tests.sealer.test_witness import running
from tests.support.patience import PATIENCE

OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"


@contextmanager
def speaking(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does as it likes with each connection; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(PATIENCE)
                    try:
                        connection.recv(65_536)
                        speak(connection)
                    except OSError:
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


def saying(data: bytes) -> Callable[[socket.socket], None]:
    """Answers with 200 and the bytes."""
    return lambda connection: connection.sendall(OK % len(data) + data)


def silent(connection: socket.socket) -> None:
    """Never answers, until the other side goes."""
    connection.recv(1)


def dripping(connection: socket.socket) -> None:
    """Answers a byte at a time, until the other side goes."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(int(PATIENCE / 0.02)):
        connection.sendall(b"x")
        time.sleep(0.02)


def endless(connection: socket.socket) -> None:
    """Answers as much as is taken."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(1_000):
        connection.sendall(b"x" * 10_000)


EMPTY = Checkpoint(ORIGIN, 0, EMPTY_ROOT).text()


STRANGE: dict[str, Callable[[socket.socket], None]] = {
    "silent": silent,
    "dripping": dripping,
    "endless": endless,
    "garbage": lambda connection: connection.sendall(b"\0" * 100),
    "hangs up": lambda connection: None,
    "an error": lambda connection: connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"),
    "elsewhere": lambda connection: connection.sendall(b"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:9/\r\n\r\n"),
    "no size": lambda connection: connection.sendall(b"HTTP/1.1 409 No\r\nContent-Length: 2\r\n\r\n-1"),
    "a size again": lambda connection: connection.sendall(b"HTTP/1.1 409 No\r\nContent-Length: 2\r\n\r\n0\n"),
    "nothing": saying(b""),
    "no line": saying(b"thank you\n"),
    "more than lines": saying(b"\n\nother\n"),
    "a line of another key": saying(
        Cosigner.generate("witness.test/w1").sign("x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", 1)
    ),
}


SLOW = ("silent", "dripping")
"""They are left after the time; for the others it does not run out, however busy the machine is."""


@pytest.mark.parametrize("name", STRANGE)
async def test_a_strange_witness_counts_as_none(
    site: Site, panel: Panel, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    total, step = (0.4, 0.3) if name in SLOW else (PATIENCE, PATIENCE)
    monkeypatch.setattr(client, "TOTAL_SECONDS", total)
    monkeypatch.setattr(client, "STEP_SECONDS", step)
    with speaking(STRANGE[name]) as url:
        sealer = site.sealer(policy=panel.policy([url, NOWHERE, NOWHERE]))
        with pytest.raises(Unwitnessed):
            async with asyncio.timeout(PATIENCE):
                await sealer.tick()
    assert name in SLOW or ("too much" in sealer.witnesses.states["0"]) is (name == "endless")


async def test_a_false_signature_under_a_witness_key_counts_as_none(site: Site, panel: Panel) -> None:
    line = Cosigner.from_text((panel.homes[0] / "key").read_text().strip()).sign(EMPTY.replace("/log", "/other"), 1)
    with speaking(saying(line)) as url:
        sealer = site.sealer(policy=panel.policy([url, NOWHERE, NOWHERE]))
        with pytest.raises(Unwitnessed):
            await sealer.tick()
    assert "not valid" in sealer.witnesses.states["0"]


async def test_a_witness_that_does_not_trust_us_counts_as_none(site: Site, panel: Panel) -> None:
    (panel.homes[0] / "logs").unlink()
    with running(panel.homes[0]) as url:
        sealer = site.sealer(policy=panel.policy([url, NOWHERE, NOWHERE]))
        with pytest.raises(Unwitnessed):
            await sealer.tick()
    assert sealer.witnesses.states["0"] == "status 404"


@pytest.mark.parametrize("url", ["", "ftp://x.test", "http://", "http://user@x.test/", "http://x.test/?q", "file:///x"])
async def test_an_address_that_is_none_is_not_asked(url: str) -> None:
    with pytest.raises(WitnessAway):
        await post(url, b"")
