"""Both proxies' own programs before a server that answers what it was sent. Each only where it is installed."""

import json
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import pytest

from tests.docker.composed import FOLDER
from tests.support.installation import free_port
from tests.support.patience import PATIENCE
from tests.support.receiver import certificate

pytestmark = pytest.mark.slow
HOST = "localhost"
BEGUN = bytes(2**17)
"""The first part of a body: more than a proxy collects; it may hold the last bytes back."""
INCLUDED = """\
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    gzip on;
    client_body_temp_path {folder};
    proxy_temp_path {folder};
    include {folder}/site;
}}
"""
"""What nginx's own file has around a site; it compresses, as Debian's does."""


class Proxy(NamedTuple):
    """A proxy at work: its ports, and whom to believe."""

    plain: int
    secure: int
    root: Path


class Upstream(BaseHTTPRequestHandler):
    """Answers the fields of a request; at /events one event, and the next when told; at /socket another protocol."""

    protocol_version = "HTTP/1.1"
    go_on, came = Event(), Event()

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

    def do_PUT(self) -> None:
        self.rfile.read(len(BEGUN) // 2)
        self.came.set()
        self.close_connection = True

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@contextmanager
def upstream() -> Iterator[int]:
    Upstream.go_on.clear()
    Upstream.came.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        Upstream.go_on.set()
        server.shutdown()


@contextmanager
def caddy(folder: Path, upstream: int) -> Iterator[Proxy]:
    plain, secure, health = free_port(), free_port(), free_port()
    text = (FOLDER / "proxy/Caddyfile").read_text().replace("8081", str(health))
    (folder / "Caddyfile").write_text(text)
    places = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    ports = {"PROXY_TO": f"127.0.0.1:{upstream}", "PROXY_HTTP": str(plain), "PROXY_HTTPS": str(secure)}
    env = {"PATH": os.environ["PATH"], "PROXY_NAME": HOST, **places, **ports}
    command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with started(command, "certificate obtained successfully", env):
        yield Proxy(plain, secure, folder / "caddy/pki/authorities/local/root.crt")


@contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[Proxy]:
    (held, secret), plain, secure = certificate(folder, HOST), free_port(), free_port()
    site = (FOLDER / "proxy/nginx.conf").read_text()
    theirs = "/etc/letsencrypt/live/casebook.example.org"
    ours = {f"{theirs}/fullchain.pem": held, f"{theirs}/privkey.pem": secret, "casebook.example.org": HOST}
    ours |= {"listen 80;": f"listen {plain};", "listen 443 ": f"listen {secure} "}
    ours |= {"127.0.0.1:8000": f"127.0.0.1:{upstream}"}
    for word, other in ours.items():
        assert word in site
        site = site.replace(word, str(other))
    (folder / "site").write_text(site)
    (folder / "nginx.conf").write_text(INCLUDED.format(folder=folder))
    words = f"nginx -e stderr -p {folder} -c {folder}/nginx.conf -g"
    command = [*words.split(), "error_log stderr notice;"]
    with started(command, "start worker process", dict(os.environ)):
        yield Proxy(plain, secure, held)


@contextmanager
def started(command: Sequence[str], ready: str, env: Mapping[str, str]) -> Iterator[None]:
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        for line in process.stderr:
            said.append(line)
            if ready in line:
                break
        else:
            pytest.fail("".join(said))
        Thread(target=process.stderr.read, daemon=True).start()
        yield
        process.terminate()


@pytest.fixture(scope="module", params=[caddy, nginx], ids=["caddy", "nginx"])
def proxy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    name = request.param.__name__
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed here")
    folder = tmp_path_factory.mktemp(name)
    with upstream() as port, request.param(folder, port) as made:
        yield made


def opened(proxy: Proxy, request: str) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=str(proxy.root))
    made = context.wrap_socket(
        socket.create_connection(("127.0.0.1", proxy.secure), PATIENCE), server_hostname="localhost"
    )
    made.sendall(request.replace("\n", "\r\n").encode())
    return made


def until(connection: ssl.SSLSocket | socket.socket, wanted: bytes) -> str:
    found = b""
    while wanted not in found:
        more = connection.recv(4096)
        assert more, found
        found += more
    return found.decode()


def test_people_are_led_to_tls_at_the_port_that_the_machine_has(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.plain), PATIENCE) as connection:
        connection.sendall(b"GET /press/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert "Location: https://localhost/press/\r\n" in until(connection, b"\r\n\r\n")


def test_nobody_writes_the_address_that_the_api_believes(proxy: Proxy) -> None:
    lie = "X-Forwarded-For: 203.0.113.9\nForwarded: for=203.0.113.9\nX-Forwarded-Proto: http\n"
    request = f"GET /graphql HTTP/1.1\nHost: localhost\n{lie}Accept-Encoding: gzip\nConnection: close\n\n"
    with opened(proxy, request) as connection:
        answer = until(connection, b"}")
    told = {key.lower(): value for key, value in json.loads(answer[answer.index("{") : answer.rindex("}") + 1]).items()}
    assert (told["x-forwarded-for"], told["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert "forwarded" not in told
    assert "content-encoding" not in answer.lower()


def test_events_are_passed_on_at_once(proxy: Proxy) -> None:
    with opened(proxy, "GET /events HTTP/1.1\nHost: localhost\nAccept: text/event-stream\n\n") as connection:
        assert "data: first" in until(connection, b"data: first")
        assert not Upstream.go_on.is_set()


def test_a_body_is_passed_on_as_it_comes(proxy: Proxy) -> None:
    with opened(proxy, "PUT /uploads/1 HTTP/1.1\nHost: localhost\nContent-Length: 99000000\n\n") as connection:
        connection.sendall(BEGUN)
        assert Upstream.came.wait(PATIENCE)


def test_sockets_are_passed_on(proxy: Proxy) -> None:
    request = "GET /socket HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: websocket\n\n"
    with opened(proxy, request) as connection:
        assert until(connection, b"\r\n\r\n").startswith("HTTP/1.1 101")
        connection.sendall(b"ping")
        assert until(connection, b"ping").endswith("ping")
