"""Traces of what a process does, for an OpenTelemetry collector of the operator's (CASEBOOK_TRACES_URL).

Without that address nothing is made and nothing of OpenTelemetry is imported. A span says what kind of work was done
and how long it took: the first part of a path, an operation that the register knows, a job, a command and collection of
the database. It holds no text, query, parameter, address or name of anybody.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

Attributes = Mapping[str, str | int]


class Kind(Enum):
    """Role of a span: answers a request, works on an order, asks a server, or none of these."""

    SERVER = "SERVER"
    CONSUMER = "CONSUMER"
    CLIENT = "CLIENT"
    INTERNAL = "INTERNAL"


class Span(Protocol):
    def set_attribute(self, key: str, value: str | int) -> None: ...


class Tracer(Protocol):
    """Receiver of spans (`store/process/otlp.py`)."""

    def span(self, name: str, kind: Kind, attributes: Attributes, parent: str) -> AbstractContextManager[Span]:
        """A span for as long as the block runs; `parent` is a W3C traceparent, or empty for what runs now."""

    def carried(self) -> str:
        """The W3C traceparent of the span that runs now; empty outside of any."""

    def asked(self, name: str, seconds: float, attributes: Attributes, *, failed: bool) -> None:
        """A span for what has just ended, within the one that runs now; outside of any, nothing."""

    def close(self) -> None:
        """Send what is left, within seconds."""


class Nothing:
    def set_attribute(self, key: str, value: str | int) -> None:
        """Nothing to do."""


_NOTHING: AbstractContextManager[Span] = nullcontext(Nothing())


@dataclass
class _Process:
    tracer: Tracer | None = None


_PROCESS = _Process()
"""One tracer for the process, as it has one log."""


@contextmanager
def using(tracer: Tracer) -> Iterator[None]:
    """Make spans with a tracer for as long as the block runs, then send what is left."""
    _PROCESS.tracer = tracer
    try:
        yield
    finally:
        _PROCESS.tracer = None
        tracer.close()


def span(
    name: str, kind: Kind = Kind.INTERNAL, attributes: Attributes | None = None, parent: str | None = None
) -> AbstractContextManager[Span]:
    """A span for as long as the block runs, beneath the one that runs now, or beneath `parent` (W3C traceparent)."""
    tracer = _PROCESS.tracer
    return tracer.span(name, kind, attributes or {}, parent or "") if tracer else _NOTHING


def carried() -> str | None:
    """Return the traceparent to pass on with work that is ordered now, to find it in the same trace; or None."""
    return (_PROCESS.tracer.carried() or None) if _PROCESS.tracer else None


def tracing() -> bool:
    return _PROCESS.tracer is not None


def asked(name: str, seconds: float, attributes: Attributes, *, failed: bool) -> None:
    """Note what has just been asked of a server, if this is part of a span."""
    if _PROCESS.tracer:
        _PROCESS.tracer.asked(name, seconds, attributes, failed=failed)
