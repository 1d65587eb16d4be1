"""The proxy's own program before a server that answers what it was sent. Only where Caddy is installed."""

import json
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from tests.docker.composed import FOLDER
from tests.support.installation import free_port
from tests.support.patience import PATIENCE

CADDY = shutil.which("caddy")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CADDY is None, reason="Caddy is not installed here")]


class Upstream(BaseHTTPRequestHandler):
    """Answers the fields of a request; at /events one event, and the next when told; at /socket another protocol."""

    protocol_version = "HTTP/1.1"
    go_on = Event()

    def do_GET(self) -> None:
        if self.path == "/socket":
            self.send_response(101)
            self.send_header("Connection", "Upgrade")
            self.send_header("Upgrade", self.headers["Upgrade"])
            self.end_headers()
            self.wfile.write(self.rfile.read(4))
            self.close_connection = True
            return
        events = self.path == "/events"
        body = b"" if events else json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if events else "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"data: first\n\n" if events else body)
        if events:
            assert self.go_on.wait(PATIENCE)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@contextmanager
def upstream() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        Upstream.go_on.set()
        server.shutdown()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int, Path]]:
    """Its two ports and the certificate of its own authority."""
    folder, (plain, secure, health) = tmp_path_factory.mktemp("proxy"), (free_port(), free_port(), free_port())
    text = (FOLDER / "proxy/Caddyfile").read_text()
    for theirs, ours in ((8080, plain), (8443, secure), (8081, health)):
        text = text.replace(str(theirs), str(ours))
    (folder / "Caddyfile").write_text(text)
    with upstream() as port:
        places = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        env = {"PATH": os.environ["PATH"], **places, "PROXY_NAME": "localhost", "PROXY_TO": f"127.0.0.1:{port}"}
        command = [str(CADDY), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
        with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            said = next(line for line in process.stderr if "certificate obtained successfully" in line)
            assert said
            Thread(target=process.stderr.read, daemon=True).start()
            yield plain, secure, folder / "caddy/pki/authorities/local/root.crt"
            process.terminate()


def opened(proxy: tuple[int, int, Path], request: str) -> ssl.SSLSocket:
    """A connection over TLS that has sent a request."""
    _, secure, root = proxy
    context = ssl.create_default_context(cafile=str(root))
    made = context.wrap_socket(socket.create_connection(("127.0.0.1", secure), PATIENCE), server_hostname="localhost")
    made.sendall(request.replace("\n", "\r\n").encode())
    return made


def until(connection: ssl.SSLSocket | socket.socket, wanted: bytes) -> str:
    """What came until some bytes did."""
    found = b""
    while wanted not in found:
        more = connection.recv(4096)
        assert more, found
        found += more
    return found.decode()


def test_people_are_led_to_tls_at_the_port_that_the_machine_has(proxy: tuple[int, int, Path]) -> None:
    with socket.create_connection(("127.0.0.1", proxy[0]), PATIENCE) as connection:
        connection.sendall(b"GET /press/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert "Location: https://localhost/press/\r\n" in until(connection, b"\r\n\r\n")


def test_nobody_writes_the_address_that_the_api_believes(proxy: tuple[int, int, Path]) -> None:
    lie = "X-Forwarded-For: 203.0.113.9\nForwarded: for=203.0.113.9\nX-Forwarded-Proto: http\n"
    request = f"GET /graphql HTTP/1.1\nHost: localhost\n{lie}Accept-Encoding: gzip\nConnection: close\n\n"
    with opened(proxy, request) as connection:
        answer = until(connection, b"}")
    told = {key.lower(): value for key, value in json.loads(answer[answer.index("{") : answer.rindex("}") + 1]).items()}
    assert (told["x-forwarded-for"], told["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert "forwarded" not in told
    assert "content-encoding" not in answer.lower()


def test_events_are_passed_on_at_once(proxy: tuple[int, int, Path]) -> None:
    with opened(proxy, "GET /events HTTP/1.1\nHost: localhost\nAccept: text/event-stream\n\n") as connection:
        assert "data: first" in until(connection, b"data: first")
        assert not Upstream.go_on.is_set()


def test_sockets_are_passed_on(proxy: tuple[int, int, Path]) -> None:
    request = "GET /socket HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: websocket\n\n"
    with opened(proxy, request) as connection:
        assert until(connection, b"\r\n\r\n").startswith("HTTP/1.1 101")
        connection.sendall(b"ping")
        assert until(connection, b"ping").endswith("ping")
