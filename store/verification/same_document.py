"""Whether two documents are the same to the database, and not only to Python, for which False is 0 and 1.0 is 1."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bson import encode
from bson.errors import BSONError

from store.record.canonical import writer

LEAVES = frozenset({str, int, bool, datetime, type(None), bytes})
"""Types with nothing inside, which are most of a document and are compared at once."""
SECRET = secrets.token_hex(16)
"""Nobody who writes a document can know it, so that none holds what times and bytes are written as here."""


def _told(value: Any) -> Any:
    if type(value) is datetime:
        return {SECRET: value.isoformat()}
    if type(value) is bytes:
        return {SECRET: ["bytes", value.hex()]}
    raise TypeError


WRITTEN = writer(json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False, default=_told))
"""One text for what is the same, as far as it can be written: in C, which a walk through both is not."""


def same_document(one: Any, other: Any) -> bool:
    """Whether they have the same fields with the same values of the same types, in whatever order the fields are."""
    try:
        if encode(one) == encode(other):
            return True  # as the database stores them, which is the quickest where the fields are in one order
    except (BSONError, TypeError, ValueError, OverflowError, RecursionError):
        pass
    try:
        if WRITTEN(one) == WRITTEN(other):
            return True
    except (TypeError, ValueError, RecursionError):
        pass  # a type that is seldom: looked at one by one
    return _same(one, other)


def _same(one: Any, other: Any) -> bool:
    if (of := type(one)) is type(other) and of in LEAVES:
        return bool(one == other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return _type(one) is _type(other) and bool(one == other)


def _type(value: Any) -> type:
    """The type, with the driver's 64-bit numbers and binary values taken for what they hold."""
    return next((base for base in (bool, int, bytes, str) if isinstance(value, base)), type(value))
