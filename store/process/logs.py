"""Logs of every process: one event per line, with the correlation id of its request or task.

Lines are JSON for machines, and plain text for people in development. A JSON line contains no message of an exception,
because the message may quote a typed text or a document. The line lists the exceptions and the places in the code that
they passed. Secrets in other messages are masked. Callers must log no personal data.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Final, TextIO

from domain.kernel.calendar import iso_millis

ROOT: Final = Path(__file__).resolve().parents[2]
ID_BYTES: Final = 8
FRAMES_MOST: Final = 30
"""Most places of one exception in a log line, the innermost ones."""
MESSAGE_MOST: Final = 2_000
SERVERS: Final = ("uvicorn", "uvicorn.error")
"""Loggers of servers that have their own handlers. Their lines must look like all other lines."""
OF_CONNECTIONS: Final = ("WebSocket", "connection ")
"""Words in a server's lines about single connections, which are dropped. These lines contain people's addresses, or
report errors that any browser may cause."""
BROKEN_TEXT: Final = "Invalid UTF-8"
"""Start of a server's line about invalid text, whose traceback is dropped."""
ACCESS: Final = "uvicorn.access"
"""Logger of accesses, which is silenced: its lines contain addresses of readers, and links that are secrets."""
MASKED: Final = (
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    (re.compile(r"(?i)\b(bearer|basic) [\w.~+/=-]+"), r"\1 [token]"),
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"), "[account]"),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "[address]"),
)
"""Patterns that are masked in every line, with their replacements: tokens, credentials of servers, mail addresses."""

_correlation: ContextVar[str] = ContextVar("correlation", default="")


def begin(id: str | None = None) -> str:
    """Set the correlation id for the rest of this task: the given one, or a new one if none is given."""
    chosen = id or token_hex(ID_BYTES)
    _correlation.set(chosen)
    return chosen


def current() -> str:
    """Return the correlation id of this task. If the task has none, begin one."""
    return _correlation.get() or begin()


def ordered_by() -> str | None:
    """Return the correlation id to pass on with ordered work; None outside a request or task."""
    return _correlation.get() or None


@contextmanager
def correlated(id: str | None = None) -> Iterator[str]:
    """Set a correlation id for the duration of the block. Restore the previous one afterwards."""
    token = _correlation.set(id or token_hex(ID_BYTES))
    try:
        yield _correlation.get()
    finally:
        _correlation.reset(token)


def configure(process: str, *, human: bool, stream: TextIO | None = None) -> None:
    """Write the log of this process to stderr or a stream. `process` is its name, such as `api` or `sealer`."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(process) if human else JsonLines(process))
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.INFO
    for name in SERVERS:
        server = logging.getLogger(name)
        server.handlers, server.propagate, server.filters = [], True, [_of_the_server]
    access = logging.getLogger(ACCESS)
    access.handlers, access.propagate = [], False


def _of_the_server(record: logging.LogRecord) -> bool:
    """Return False for a server's lines about connections, so that they are dropped. Remove the traceback of a client's
    fault."""
    said = str(record.msg)
    if said.startswith(BROKEN_TEXT):
        record.exc_info = None
    return record.levelno > logging.INFO or not any(words in said for words in OF_CONNECTIONS)


def masked(text: str) -> str:
    for pattern, instead in MASKED:
        text = pattern.sub(instead, text)
    return text


class Lines(logging.Formatter):
    """Formatter of lines for people, with the whole trace of an exception."""

    def __init__(self, process: str) -> None:
        super().__init__(f"%(asctime)s %(levelname)s {process} %(name)s %(correlation)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.correlation = _correlation.get() or "-"
        return masked(super().format(record))


class JsonLines(logging.Formatter):
    """Formatter of one JSON object per line: at, level, process, logger, correlation, message, error."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": iso_millis(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname,
            "process": self._process,
            "logger": record.name,
            "correlation": _correlation.get() or None,
            "message": masked(record.getMessage())[:MESSAGE_MOST],
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = [_described(error) for error in _chain(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _described(error: BaseException) -> dict[str, object]:
    """Return the type of an exception and the places in the code that it passed, without its message."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_MOST:]
    kind = type(error)
    return {"type": f"{kind.__module__}.{kind.__qualname__}", "at": [_place(frame) for frame in frames]}


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    return f"{shown}:{frame.lineno} {frame.name}"
