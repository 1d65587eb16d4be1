"""The row that tells every process that a copy it keeps is old, one counter for each thing that is copied, and which
shape all heads have."""

from collections.abc import Mapping
from typing import Any, Final

from pymongo import UpdateOne
from pymongo.asynchronous.collection import AsyncCollection

from store.heads.shape import SHAPES, shapes

EPOCH: Final = "registry"
"""The row among the counters."""
REGISTRY_ROWS, REVOKED = "n", "revoked"
"""Its counters: writes to the registry, and to the deny list."""


def raised(main: str, *counters: str) -> UpdateOne:
    """The write that tells every copy that it is old; `main` is the database of the counters."""
    return UpdateOne({"_id": EPOCH}, {"$inc": dict.fromkeys(counters, 1)}, upsert=True, namespace=f"{main}.counters")


async def note_shapes(counters: AsyncCollection[dict[str, Any]], *, back: bool = False) -> None:
    """Note that all heads have the shape of this code; `back` also where the register had a newer one."""
    named = {f"{SHAPES}.{kind}": number for kind, number in shapes().items()}
    change: Mapping[str, Any] = {"$set" if back else "$max": named}
    await counters.update_one({"_id": EPOCH}, change, upsert=True)
