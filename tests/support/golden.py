"""Read the stored bytes of events and states of every kind (RFC 8785) from the files in `tests/golden/`.

The record is never migrated: every later version of Casebook must read and fold these bytes and write the same ones
again. Add lines to the files; never change one.

A file holds the streams of a kind. A line has a stream, the name of its bytes and the bytes, with a space between. The
name is the type of an event, in the order of the stream's events, and at last `state`, the state after them. A line
that begins with `#` explains the lines below it.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "golden"
STATE = "state"
Stream = tuple[tuple[tuple[str, str], ...], str]
"""The events of a stream, each with its type and data; and the state after them."""


def streams(text: str) -> Iterator[tuple[str, Stream]]:
    """Yield the streams of a file. Raise ValueError if the lines of a stream do not end with its state."""
    at, events = "", list[tuple[str, str]]()
    for line in filter(None, text.split("\n")):
        if line.startswith("#"):
            continue
        stream, what, data = line.split(" ", 2)
        if events and stream != at:
            raise ValueError(f"{at} has no state")
        at = stream
        if what == STATE:
            yield stream, (tuple(events), data)
            events = []
        else:
            events.append((what, data))
    if events:
        raise ValueError(f"{at} has no state")


def read() -> dict[str, Stream]:
    """Return every stream by its id. Raise ValueError if two have the same id."""
    found: dict[str, Stream] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for stream, lines in streams(path.read_text(encoding="utf-8")):
            if stream in found or not stream.startswith(f"{path.stem}-"):
                raise ValueError(f"{stream} in {path.name}")
            found[stream] = lines
    return found


OLD = read()


def parts(value: Any) -> Iterator[Any]:
    """Yield the dataclass objects in a state, the state first."""
    if is_dataclass(value):
        yield value
        value = tuple(getattr(value, field.name) for field in fields(value))
    if isinstance(value, tuple | frozenset):
        for item in value:
            yield from parts(item)
