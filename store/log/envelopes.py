"""Parsing of log entries: the envelope of a version (`store/record/revision.py`), or an entry on authors."""

from collections.abc import Mapping
from typing import Any

from store.keys.authors import said_in
from store.record.canonical import read

MEMBERS = frozenset({"v", "origin", "stream", "n", "prev", "body", "anchor", "shown"})
"""Members of an envelope (`store/record/revision.py`). `shown` is optional."""


def unknown_members(said: Mapping[str, Any]) -> list[str]:
    """Return the unknown members of an envelope. A later reader could give them a meaning."""
    return sorted(said.keys() - MEMBERS)


def parsed(data: bytes) -> dict[str, Any]:
    """Parse the JSON object in the bytes. Return an empty object for bytes that the record cannot contain.

    For an entry on authors, return the equivalent members of an envelope.
    """
    if (said := said_in(data)) is not None:
        return said
    try:
        said = read(data)
    except (ValueError, RecursionError, StopIteration):
        return {}
    return said if isinstance(said, dict) else {}


def event_of(data: bytes) -> str | None:
    return event_in(parsed(data))


def event_in(said: Mapping[str, Any]) -> str | None:
    """Return the id of the revision to which an envelope with these members belongs; None for any other envelope."""
    stream, n = said.get("stream"), said.get("n")
    return f"{stream}:{n}" if isinstance(stream, str) and type(n) is int else None
