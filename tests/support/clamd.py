"""A server that speaks clamd's protocol for a file (INSTREAM) and finds one string, on TCP or a UNIX socket."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HARMFUL = b"X5O!P%@AP-NOT-EICAR-BUT-FOUND-HERE"


@dataclass
class Clamd:
    """Requests that the server got, and its answers."""

    address: str
    asked: list[bytes] = field(default_factory=list)
    answer: bytes = b""
    """Answer instead of a verdict, if not empty."""
    mute: bool = False
    """True if it closes the connection without an answer."""


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        clamd: Clamd = self.server.clamd  # type: ignore[attr-defined]
        command = b""
        while (sign := self.rfile.read(1)) and sign != b"\0":
            command += sign
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        if command != b"zINSTREAM":
            return
        content = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(length)
        clamd.asked.append(content)
        found = b"stream: Test.Found FOUND\0" if HARMFUL in content else b"stream: OK\0"
        if not clamd.mute:
            self.wfile.write(clamd.answer or found)


@contextmanager
def clamd(folder: Path | None = None) -> Iterator[Clamd]:
    """Yield a scanner at a UNIX socket in a folder, or at a port of this machine."""
    server: Any
    if folder is None:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler)
        address = f"127.0.0.1:{server.server_address[1]}"
    else:
        server = socketserver.ThreadingUnixStreamServer(str(folder / "clamd"), _Handler)
        address = f"unix:{folder / 'clamd'}"
    server.clamd = made = Clamd(address)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
