"""Reading an entry of the log: the envelope of a version (`store/record/revision.py`), or who may write."""

from collections.abc import Mapping
from typing import Any

from store.keys.authors import said_in
from store.record.canonical import read

MEMBERS = frozenset({"v", "origin", "stream", "n", "prev", "body", "anchor", "shown"})
"""Members of an envelope (`store/record/revision.py`); `shown` is not in all of them."""


def unknown_members(said: Mapping[str, Any]) -> list[str]:
    """Members of an envelope that none has: a later reader could take them for more than they are."""
    return sorted(said.keys() - MEMBERS)


def parsed(data: bytes) -> dict[str, Any]:
    """The JSON object in the bytes, or an empty one where they are nothing that the record may hold.

    Of an entry that says who may write, what an envelope would say of its place.
    """
    if (said := said_in(data)) is not None:
        return said
    try:
        said = read(data)
    except (ValueError, RecursionError, StopIteration):
        return {}
    return said if isinstance(said, dict) else {}


def event_of(data: bytes) -> str | None:
    """The id of the revision whose envelope the bytes are, or None."""
    return event_in(parsed(data))


def event_in(said: Mapping[str, Any]) -> str | None:
    """The id of the revision whose envelope says this, or None."""
    stream, n = said.get("stream"), said.get("n")
    return f"{stream}:{n}" if isinstance(stream, str) and type(n) is int else None
