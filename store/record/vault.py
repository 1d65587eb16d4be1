"""Reading the vault: the texts behind commitments, for rebuilding heads and showing old versions."""

from collections.abc import Iterable, Mapping

from store.driver.connection import Connection
from store.driver.transaction import Session
from store.record.opening import opened_texts


async def opened(
    connection: Connection, stream: str, wanted: Iterable[str], session: Session | None = None
) -> Mapping[str, str]:
    """The texts of a stream by commitment; an erased one (no key) is left out.

    Raises VaultTampered or InvalidTag when a value was altered.
    """
    return await opened_texts(connection.sealed, connection.wrapped, connection.master, {stream: list(wanted)}, session)
