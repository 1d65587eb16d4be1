"""The log of this process as it would be written, while a block runs."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from store.process import logs


@contextmanager
def handlers_restored() -> Iterator[None]:
    """Restore the handlers of the test run after the block."""
    loggers = [logging.getLogger(name) for name in ("", *logs.SERVERS, logs.ACCESS)]
    before = [(logger, logger.handlers, logger.propagate, logger.level) for logger in loggers]
    try:
        yield
    finally:
        for logger, handlers, propagate, level in before:
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)


@contextmanager
def json_lines(process: str) -> Iterator[io.StringIO]:
    """Yield the stream that gets the JSON lines during the block."""
    stream = io.StringIO()
    with handlers_restored():
        logs.configure(process, human=False, stream=stream)
        yield stream


def ours(stream: io.StringIO) -> list[dict[str, Any]]:
    """Return the lines of our own loggers, without those of a client in the same process."""
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in lines if line["logger"].startswith("casebook.")]
