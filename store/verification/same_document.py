"""Comparison of documents as the database sees them, not only Python, for which False is 0 and 1.0 is 1."""

from collections.abc import Mapping
from typing import Any

from bson import encode
from bson.errors import BSONError


def same_document(one: Any, other: Any) -> bool:
    """Return True if both have the same fields with the same values of the same types, in any order."""
    try:
        if encode(one) == encode(other):
            return True  # as the database stores them, which is the quickest where the fields are in one order
    except (BSONError, TypeError, ValueError, OverflowError, RecursionError):
        pass
    return _same(one, other)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return _type(one) is _type(other) and bool(one == other)


def _type(value: Any) -> type:
    """The type, with the driver's 64-bit numbers and binary values taken for what they hold."""
    return next((base for base in (bool, int, bytes, str) if isinstance(value, base)), type(value))
