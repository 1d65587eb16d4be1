"""What a field with a function of its own reads of its row, so that a list need not read whole rows.

A plain field reads the key of its name. A field with a function says in its `metadata` what it reads; of one that does
not say, the whole row is read.
"""

from collections.abc import Mapping
from typing import Any, Final

KEY: Final = "row_keys"


def of_row(*keys: str) -> dict[str, frozenset[str]]:
    """The metadata of a field that reads these keys of its row, and its id."""
    return {KEY: frozenset(keys)}


def keys_in(metadata: Mapping[Any, Any] | None) -> frozenset[str] | None:
    found: frozenset[str] | None = (metadata or {}).get(KEY)
    return found
