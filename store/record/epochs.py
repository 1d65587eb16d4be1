"""The row that tells every process that its copy is out of date: one counter for each thing that is copied."""

from typing import Final

from pymongo import UpdateOne

EPOCH: Final = "registry"
REGISTRY_ROWS, REVOKED, ALONE = "n", "revoked", "alone"
"""Its counters: writes to the registry, to the deny list, and of commands that run one after another."""


def raised(main: str, *counters: str) -> UpdateOne:
    """Return the write that makes every copy out of date; `main` is the database of the counters."""
    return UpdateOne({"_id": EPOCH}, {"$inc": dict.fromkeys(counters, 1)}, upsert=True, namespace=f"{main}.counters")
