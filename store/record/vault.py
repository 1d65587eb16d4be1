"""Reading the vault: the texts behind commitments, for rebuilding heads and showing old versions."""

from collections.abc import Iterable, Mapping

from store.driver.connection import Connection
from store.driver.transaction import Session
from store.record.sealing import open_sealed


async def opened_texts(
    connection: Connection, wanted: Mapping[str, Iterable[str]], session: Session | None = None
) -> dict[str, str]:
    """Return the texts of streams by commitment, given those wanted of each stream. An erased text is left out.

    Raises VaultTampered, InvalidTag or InvalidUnwrap when a value or a key was altered.
    """
    streams = {commitment: stream for stream, commitments in wanted.items() for commitment in commitments}
    if not streams:
        return {}
    values = [value async for value in connection.sealed.find({"_id": {"$in": list(streams)}}, session=session)]
    groups = sorted({value["group"] for value in values})
    keys = {
        (row["_id"], row["stream"]): connection.master.unwrap(bytes(row["key"]))
        async for row in connection.wrapped.find({"_id": {"$in": groups}}, session=session)
    }
    places = {value["_id"]: (value["group"], streams[value["_id"]]) for value in values}
    return {value["_id"]: open_sealed(value, keys[at]) for value in values if (at := places[value["_id"]]) in keys}
