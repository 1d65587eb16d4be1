"""Traces of a process, for the operator's OpenTelemetry collector (CASEBOOK_TRACES_URL).

Without that address no span is made and OpenTelemetry is not imported. A span has the kind of work and its duration.
The kind is the first part of a path, an operation that the register knows, a job, or a database command with its
collection. A span contains no text, query, parameter, address or person's name.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

Attributes = Mapping[str, str | int]


class Kind(Enum):
    """Role of a span: a request answered, a job processed, a query to a server, or none of these."""

    SERVER = "SERVER"
    CONSUMER = "CONSUMER"
    CLIENT = "CLIENT"
    INTERNAL = "INTERNAL"


class Span(Protocol):
    def set_attribute(self, key: str, value: str | int) -> None: ...


class Tracer(Protocol):
    """Receiver of spans (`store/process/otlp.py`)."""

    def span(self, name: str, kind: Kind, attributes: Attributes, parent: str) -> AbstractContextManager[Span]:
        """Make a span for the duration of the block. `parent` is a W3C traceparent; empty means the current span."""

    def carried(self) -> str:
        """Return the W3C traceparent of the current span; empty outside a span."""

    def asked(self, name: str, seconds: float, attributes: Attributes, *, failed: bool) -> None:
        """Make a span within the current span, for a request to a server that has just ended; none outside a span."""

    def close(self) -> None:
        """Send the remaining spans. This takes at most some seconds."""


class Nothing:
    def set_attribute(self, key: str, value: str | int) -> None:
        """Do nothing."""


_NOTHING: AbstractContextManager[Span] = nullcontext(Nothing())


@dataclass
class _Process:
    tracer: Tracer | None = None


_PROCESS = _Process()


@contextmanager
def using(tracer: Tracer) -> Iterator[None]:
    """Make spans with a tracer during the block. Send the remaining spans at its end."""
    _PROCESS.tracer = tracer
    try:
        yield
    finally:
        _PROCESS.tracer = None
        tracer.close()


def span(
    name: str, kind: Kind = Kind.INTERNAL, attributes: Attributes | None = None, parent: str | None = None
) -> AbstractContextManager[Span]:
    """Make a span for the duration of the block. Its parent is the current span or `parent`, a W3C traceparent."""
    tracer = _PROCESS.tracer
    return tracer.span(name, kind, attributes or {}, parent or "") if tracer else _NOTHING


def carried() -> str | None:
    """Return the traceparent to pass on with ordered work, so that the work joins the same trace; None without a
    trace."""
    return (_PROCESS.tracer.carried() or None) if _PROCESS.tracer else None


def tracing() -> bool:
    return _PROCESS.tracer is not None


def asked(name: str, seconds: float, attributes: Attributes, *, failed: bool) -> None:
    """Record a request to a server that has just ended, if it was made within a span."""
    if _PROCESS.tracer:
        _PROCESS.tracer.asked(name, seconds, attributes, failed=failed)
