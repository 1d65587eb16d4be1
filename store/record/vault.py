"""Reading the vault: the texts behind commitments, for rebuilding heads and showing old versions."""

from collections.abc import Iterable, Mapping

from store.mongo.connection import Connection
from store.mongo.transaction import Session
from store.record.sealing import open_sealed


async def opened(
    connection: Connection, stream: str, wanted: Iterable[str], session: Session | None = None
) -> Mapping[str, str]:
    """The texts of a stream by commitment; an erased one (no key) is left out.

    Raises VaultTampered or InvalidTag when a value was altered.
    """
    ids = list(wanted)
    if not ids:
        return {}
    values = [value async for value in connection.sealed.find({"_id": {"$in": ids}}, session=session)]
    groups = sorted({value["group"] for value in values})
    keys = {
        row["_id"]: connection.master.unwrap(bytes(row["key"]))
        async for row in connection.wrapped.find({"_id": {"$in": groups}, "stream": stream}, session=session)
    }
    return {value["_id"]: open_sealed(value, keys[value["group"]]) for value in values if value["group"] in keys}
