"""Acts of the operator, of nobody's office: once the log names persons, it takes them in a window that two open."""

from typing import Any
from uuid import UUID

from domain.kernel.actor import OPERATOR
from scripts.cli.errors import WrongUse
from scripts.cli.seed.patience import patiently
from store.log.admitted import entered
from store.log.storage import LogStorage
from store.store import Store
from store.tlog.succession import LogKeys
from store.write.command_ids import Outcome


async def operate(
    store: Store, command: Any, id: UUID, *, target: str | None = None, expected: int | None = None
) -> Outcome:
    """Carry out a command as the operator, again until its fate is known. Raises WrongUse, Refused."""
    await check_window(store)
    return await patiently(lambda: store.execute(OPERATOR, command, command_id=id, target=target, expected=expected))


async def check_window(store: Store) -> None:
    """Raise WrongUse where the log names persons and no window is open: the sealer would hold what is written then."""
    connection, storage = store.connection, LogStorage.of(store.connection)
    if connection.log_key is None or connection.author is None or (newest := await storage.newest()) is None:
        return
    keys = LogKeys.following(connection.log_key, await storage.handed_over())
    known, _ = await entered(storage, newest.size, connection.origin, keys)
    if known.authors.persons and known.authors.bound(newest.size, connection.author.short) is None:
        raise WrongUse("the command line may not write now: two persons open a window (docs/operate/sealer.md)")
