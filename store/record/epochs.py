"""The row from which every process learns that a cached copy is out of date. It has one counter for each kind of cached
copy."""

from typing import Final

from pymongo import UpdateOne

EPOCH: Final = "registry"
REGISTRY_ROWS, REVOKED, ALONE = "n", "revoked", "alone"
"""Counters in the row: writes to the registry, writes to the deny list, and commands that must run one after
another."""


def raised(main: str, *counters: str) -> UpdateOne:
    """Return the write that marks every copy as out of date. `main` is the database of the counters."""
    return UpdateOne({"_id": EPOCH}, {"$inc": dict.fromkeys(counters, 1)}, upsert=True, namespace=f"{main}.counters")
