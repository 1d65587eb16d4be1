"""Witnesses that answer otherwise than the specification says count as none."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from store.log.faults import Unwitnessed
from store.log.witnessing import witness as client
from store.log.witnessing.witness import WitnessAway, post
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import EMPTY_ROOT
from store.tlog.policy import Cosigner, Policy
from tests.sealer.processes import NOWHERE, Panel
from tests.sealer.site import ORIGIN, Site
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
                        connection.shutdown(socket.SHUT_WR)
                        silent(connection)  # closed with a question half read, it would take the answer back
                    except OSError:
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


def raw(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


def saying(data: bytes) -> Callable[[socket.socket], None]:
    return raw(OK % len(data) + data)


def silent(connection: socket.socket) -> None:
    while connection.recv(65_536):
        pass


def dripping(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(int(PATIENCE / 0.02)):
        connection.sendall(b"x")
        time.sleep(0.02)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(1_000):
        connection.sendall(b"x" * 10_000)


EMPTY = Checkpoint(ORIGIN, 0, EMPTY_ROOT).text()


STRANGE: dict[str, tuple[Callable[[socket.socket], None], str]] = {
    "endless": (endless, "answers too much or too slowly"),
    "garbage": (raw(b"\0" * 100), "BadStatusLine: " + "\0" * 100),
    "hangs up": (lambda connection: None, "RemoteDisconnected: Remote end closed connection without response"),
    "an error": (raw(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), "status 500"),
    "elsewhere": (raw(b"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:9/\r\n\r\n"), "status 302"),
    "no size": (raw(b"HTTP/1.1 409 No\r\nContent-Length: 2\r\n\r\n-1"), "not a decimal number"),
    "a size again": (raw(b"HTTP/1.1 409 No\r\nContent-Length: 2\r\n\r\n0\n"), "two different sizes"),
    "nothing": (saying(b""), "no newline at the end"),
    "no line": (saying(b"thank you\n"), "not a signature line"),
    "more than lines": (saying(b"\n\nother\n"), "not a signature line"),
    "a line of another key": (
        saying(Cosigner.generate("witness.test/w1").sign("x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", 1)),
        "no known key signed",
    ),
}
"""What each does, and what the status says of it."""


async def state_of(site: Site, panel: Panel, speak: Callable[[socket.socket], None]) -> str:
    """What the status says of a witness whose cosignature was missed."""
    with speaking(speak) as url:
        return await missed(site, panel.policy([url, NOWHERE, NOWHERE]))


async def missed(site: Site, policy: Policy) -> str:
    sealer = site.sealer(policy=policy)
    with pytest.raises(Unwitnessed):
        await sealer.tick()
    return sealer.witnesses.states["0"]


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step, and the whole, may take as long as a test waits."""
    monkeypatch.setattr(client, "TOTAL_SECONDS", PATIENCE)
    monkeypatch.setattr(client, "STEP_SECONDS", PATIENCE)


@pytest.mark.parametrize("name", STRANGE)
async def test_a_strange_witness_counts_as_none(site: Site, panel: Panel, name: str) -> None:
    speak, state = STRANGE[name]
    assert await state_of(site, panel, speak) == state


@pytest.mark.parametrize("speak", [silent, dripping])
async def test_a_slow_witness_is_left_when_its_time_is_over(
    site: Site, panel: Panel, monkeypatch: pytest.MonkeyPatch, speak: Callable[[socket.socket], None]
) -> None:
    monkeypatch.setattr(client, "TOTAL_SECONDS", 1.0)
    assert await state_of(site, panel, speak) in ("no answer in time", "answers too much or too slowly")


async def test_a_silent_witness_is_left_after_one_step(
    site: Site, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "STEP_SECONDS", 0.3)
    assert await state_of(site, panel, silent) == "TimeoutError: timed out"


async def test_a_false_signature_under_a_witness_key_counts_as_none(site: Site, panel: Panel) -> None:
    line = Cosigner.from_text((panel.homes[0] / "key").read_text().strip()).sign(EMPTY.replace("/log", "/other"), 1)
    assert "not valid" in await state_of(site, panel, saying(line))


async def test_a_witness_that_does_not_trust_us_counts_as_none(site: Site, panel: Panel) -> None:
    (panel.homes[0] / "logs").unlink()
    with panel.one() as (_, policy):
        assert await missed(site, policy) == "status 404"


@pytest.mark.parametrize("url", ["", "ftp://x.test", "http://", "http://user@x.test/", "http://x.test/?q", "file:///x"])
async def test_an_address_that_is_none_is_not_asked(url: str) -> None:
    with pytest.raises(WitnessAway):
        await post(url, b"")
