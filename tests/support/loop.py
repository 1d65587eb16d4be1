"""The application as a server calls it, and how long one request blocks the loop, as CPU time between two turns."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp, Message

PIECE = 64 * 1024
"""Bytes that a server passes on at once."""
LOOK_SECONDS, IDLE_SECONDS = 0.001, 0.0002
"""Looks at an idle loop are LOOK_SECONDS apart. A loop that used IDLE_SECONDS of CPU since the last look is busy: then
every turn is measured. Work that follows an idle time may be measured one turn too long."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A request as it arrives. One that breaks off announces more, and sends nothing more."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    breaks_off: bool = False

    def scope(self) -> dict[str, Any]:
        length = {} if self.breaks_off else {"content-length": str(len(self.body))}
        named = {"host": "here.example", **length, **self.headers}
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": self.path,
            "raw_path": quote(self.path).encode(),
            "root_path": "",
            "query_string": self.query.encode(),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in named.items()],
            "client": ("198.51.100.7", 4711),
            "server": ("here.example", 80),
        }

    def pieces(self) -> Iterator[Message]:
        for at in range(0, max(len(self.body), 1), PIECE):
            more = self.breaks_off or at + PIECE < len(self.body)
            yield {"type": "http.request", "body": self.body[at : at + PIECE], "more_body": more}


@dataclass(frozen=True)
class Held:
    """Answer to a request, and the longest CPU time in which nobody else was served."""

    status: int
    seconds: float
    headers: Mapping[str, str]
    body: bytes


async def held(app: ASGIApp, sent: Sent) -> Held:
    """Send a request, and measure it."""
    answers, longest, pieces = list[Message](), 0.0, sent.pieces()
    loop, before = asyncio.get_running_loop(), time.thread_time()

    async def receive() -> Message:
        await asyncio.sleep(0)  # a server reads the next piece in a turn of its own
        if (piece := next(pieces, None)) is not None:
            return piece
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        answers.append(message)

    def look() -> float:
        nonlocal longest, before
        used, before = time.thread_time() - before, time.thread_time()
        longest = max(longest, used)
        return used

    def looking() -> None:
        idle = look() < IDLE_SECONDS
        if answering and idle:
            loop.call_later(LOOK_SECONDS, looking)
        elif answering:
            loop.call_soon(looking)

    answering = True
    loop.call_soon(looking)
    try:
        await app(sent.scope(), receive, send)
    finally:
        answering = False
        look()
    return _held(answers, longest)


def _held(answers: Sequence[Message], longest: float) -> Held:
    headers = {name.decode().lower(): value.decode() for name, value in answers[0]["headers"]}
    return Held(answers[0]["status"], longest, headers, b"".join(answer.get("body", b"") for answer in answers[1:]))
