"""Declares the keys of a row that a field's function reads, so that lists need not read whole rows.

A plain field reads the key with its own name. A field with a function declares its keys in its `metadata`. Without this
declaration the whole row is read.
"""

from collections.abc import Mapping
from typing import Any, Final

KEY: Final = "row_keys"


def of_row(*keys: str) -> dict[str, frozenset[str]]:
    """Return the metadata of a field that reads these keys of its row. The row's id is always included."""
    return {KEY: frozenset(keys)}


def keys_in(metadata: Mapping[Any, Any] | None) -> frozenset[str] | None:
    found: frozenset[str] | None = (metadata or {}).get(KEY)
    return found
