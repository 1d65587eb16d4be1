"""Texts behind commitments, from the vault and the keys as collections: for whoever has them in hand."""

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection

from store.driver.transaction import Session
from store.keys.master import MasterKey
from store.record.sealing import open_sealed

Collection = AsyncCollection[dict[str, Any]]


async def opened_texts(
    sealed: Collection,
    wrapped: Collection,
    master: MasterKey,
    wanted: Mapping[str, Iterable[str]],
    session: Session | None = None,
) -> dict[str, str]:
    """The texts of streams by their commitments, given those wanted of each stream; an erased one is left out.

    Raises VaultTampered, InvalidTag or InvalidUnwrap when a value or a key was altered.
    """
    streams = {commitment: stream for stream, commitments in wanted.items() for commitment in commitments}
    if not streams:
        return {}
    values = [value async for value in sealed.find({"_id": {"$in": list(streams)}}, session=session)]
    groups = sorted({value["group"] for value in values})
    keys = {
        (row["_id"], row["stream"]): master.unwrap(bytes(row["key"]))
        async for row in wrapped.find({"_id": {"$in": groups}}, session=session)
    }
    places = {value["_id"]: (value["group"], streams[value["_id"]]) for value in values}
    return {value["_id"]: open_sealed(value, keys[at]) for value in values if (at := places[value["_id"]]) in keys}
