"""A server that answers what a test says, in turn, and keeps what it was asked: for clients that meet failures."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, Thread
from typing import Any

from tests.support.patience import PATIENCE


@dataclass
class Reply:
    """An answer: JSON, or lines of an event stream. `cut` closes the line without an answer, or without an end.

    `together` holds the answer back until as many requests as the barrier counts are here.
    """

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    events: list[Any] | None = None
    cut: bool = False
    content: bytes | None = None
    """Bytes of a file; of one that is `cut`, half of them are sent."""
    together: Barrier | None = None


@dataclass
class Scripted:
    """The server's address, what it will answer, and what it was asked."""

    url: str
    replies: list[Reply]
    asked: list[dict[str, Any]] = field(default_factory=list)


def _handler(script: Scripted) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Answer the next of the replies."""
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            said = {"path": self.path, "method": self.command, "token": self.headers["Authorization"], **_read(body)}
            script.asked.append({**said, "bytes": len(body), "headers": dict(self.headers)})
            reply = script.replies.pop(0)
            if reply.together:
                reply.together.wait(PATIENCE)
            if reply.cut and reply.events is None and reply.content is None:
                self.connection.close()
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.content is not None:
                self._file(reply.content, cut=reply.cut)
            elif reply.events is None:
                self._whole(json.dumps(reply.body).encode())
            else:
                self._streamed(reply)

        do_GET = do_HEAD = do_PATCH = do_POST

        def _file(self, content: bytes, *, cut: bool) -> None:
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if cut else content)
            self.close_connection = True

        def _whole(self, body: bytes) -> None:
            self.send_header("Content-Type", "application/graphql-response+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def _streamed(self, reply: Reply) -> None:
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(b":\n\n")
            for event in reply.events or ():
                self.wfile.write(f"event: next\ndata: {json.dumps(event)}\n\n".encode())
            if not reply.cut:
                self.wfile.write(b"event: complete\ndata: \n\n")
            self.close_connection = True

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    return Handler


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {"form": body.decode(errors="replace")}
    return found if isinstance(found, dict) else {}


@contextmanager
def scripted(*replies: Reply) -> Iterator[Scripted]:
    """The server, closed at the end."""
    script = Scripted("", list(replies))
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(script)) as server:
        script.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()
