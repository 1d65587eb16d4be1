"""Fifty cuts, drawn at random, of one upload through nginx: what is sent twice, and what is stored at the end.

nginx passes bodies on as `docs/hosting.md` says. Before it is a relay that cuts the line after so many bytes. Without
nginx the relay speaks to the API itself.
"""

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from random import Random
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest
from casebook_client import Casebook, FixedToken

from scripts.local.template import Template
from tests.support.installation import free_port
from tests.support.node import LIBRARIES, run
from tests.support.patience import PATIENCE, until
from tests.support.play import Play
from tests.support.site import Site, running_site

pytestmark = pytest.mark.slow
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
CUTS, SEGMENT = 50, 256 * 1024
ON_THE_WAY = 64 * 1024
"""Bytes between two cuts that are no segment: heads of requests, and what lies in buffers of sockets and the proxy."""
CONTENT = Random(44).randbytes(80 * SEGMENT + 5)
CONFIG = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  client_max_body_size 100m; proxy_request_buffering off; proxy_buffering off;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass {api}; proxy_http_version 1.1; proxy_set_header Host $http_host; }}
  }}
}}
"""


class Cutting(ThreadingTCPServer):
    """Relays to a port, and closes the line after the next of some numbers of bytes from the client."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, behind: int, after: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Relay)
        self.behind, self.after, self.passed = behind, after, 0
        self.left = after[-1]

    def passes(self, piece: bytes) -> bytes:
        """The part of a piece that is passed on, shorter where the line is cut."""
        found = piece if not self.after else piece[: self.left]
        self.passed += len(found)
        if self.after:
            self.left -= len(found)
        return found

    def is_cut(self) -> bool:
        """Whether the line ends here; then the next one has its own number."""
        if not self.after or self.left:
            return False
        self.after.pop()
        self.left = self.after[-1] if self.after else 0
        return True


class Relay(BaseRequestHandler):
    server: Cutting

    def handle(self) -> None:
        """Pass bytes on in both directions until one side ends, or the line is cut."""
        with socket.create_connection(("127.0.0.1", self.server.behind)) as behind, suppress(OSError):
            back = Thread(target=self._back, args=(behind,), daemon=True)
            back.start()
            while piece := self.request.recv(64 * 1024):
                behind.sendall(self.server.passes(piece))
                if self.server.is_cut():
                    break
            behind.shutdown(socket.SHUT_RDWR)

    def _back(self, behind: socket.socket) -> None:
        with suppress(OSError):
            while piece := behind.recv(64 * 1024):
                self.request.sendall(piece)
            self.request.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, provisioned: Template) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("cuts"), provisioned) as made:
        yield made


@pytest.fixture
def port(site: Site, tmp_path: Path) -> Iterator[int]:
    """The port of nginx before the API, or of the API."""
    if NGINX is None:
        yield int(site.api.url.rpartition(":")[2])
        return
    listens = free_port()
    (tmp_path / "nginx.conf").write_text(CONFIG.format(folder=tmp_path, port=listens, api=site.api.url))
    process = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    until(lambda: _answers(listens))
    yield listens
    process.terminate()
    process.wait(PATIENCE)


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def ours(address: str, token: str, case: str, file: Path) -> str:
    with Casebook(address, FixedToken(token), wait=lambda seconds: None) as register:
        return register.upload(case, file, "image/png")


def tus_js_client(address: str, token: str, case: str, file: Path) -> str:
    (done,) = run("tus.mjs", address, token, case, str(file), packages=LIBRARIES)
    return str(done["reference"])


@pytest.mark.parametrize("upload", [ours, tus_js_client])
def test_fifty_cuts_cost_a_segment_each_and_the_hash_is_the_same(
    site: Site, port: int, tmp_path: Path, upload: Callable[[str, str, str, Path], str]
) -> None:
    play, draw, file = Play(site.api, site.issuer), Random(), tmp_path / "picture.png"
    play.report()
    play.check()
    file.write_bytes(CONTENT)
    after = [draw.randint(1, 3 * SEGMENT) for _ in range(CUTS)]
    with Cutting(port, list(after)) as cutting:
        Thread(target=cutting.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        address = f"http://127.0.0.1:{cutting.server_address[1]}"
        reference = upload(address, play.token("health"), play.case, file)
        cutting.shutdown()
    said: dict[str, Any] = {"kind": "CAPTURE", "redacted": True, "source": "Ảnh chụp.", "weight": "SUPPORTS"}
    play.act("health", "addEvidence", upload=reference, **said)
    query = "query($id: ID!) { case(id: $id) { evidence { key file { size } } } }"
    (item,) = play.api.ask(play.token("health"), query, id=play.case)["case"]["evidence"]
    with Casebook(site.api.url, FixedToken(play.token("health"))) as register:
        given = register.download(play.case, item["key"])
    twice = cutting.passed - len(CONTENT)
    print(f"{CUTS - len(cutting.after)} cuts after {after}: {twice} bytes twice, with the heads of requests")
    assert sha256(given).digest() == sha256(CONTENT).digest()
    assert cutting.after == []
    assert twice <= CUTS * (SEGMENT + ON_THE_WAY)
