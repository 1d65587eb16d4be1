"""Whether two documents are the same to the database, and not only to Python, for which False is 0 and 1.0 is 1."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

LEAVES = frozenset({str, int, bool, datetime, type(None), bytes})
"""Types with nothing inside, which are most of a document and are compared at once."""


def same_document(one: Any, other: Any) -> bool:
    """Whether they have the same fields with the same values of the same types, in whatever order the fields are."""
    if (of := type(one)) is type(other) and of in LEAVES:
        return bool(one == other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_document(value, other[name]) for name, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same_document, one, other))
    return _type(one) is _type(other) and bool(one == other)


def _type(value: Any) -> type:
    """The type, with the driver's 64-bit numbers and binary values taken for what they hold."""
    return next((base for base in (bool, int, bytes, str) if isinstance(value, base)), type(value))
