"""Window in which the log lets the command line write: once it names persons, two open a window for that."""

from scripts.cli.errors import WrongUse
from store.log.admitted import entered
from store.log.storage import LogStorage
from store.store import Store
from store.tlog.succession import LogKeys


async def check_window(store: Store) -> None:
    """Raise WrongUse where the log names persons and no window is open; what is written then would never be sealed."""
    connection, storage = store.connection, LogStorage.of(store.connection)
    newest = await storage.newest()
    if newest is None or connection.log_key is None or connection.author is None:
        return
    keys = LogKeys.following(connection.log_key, await storage.handed_over())
    known, _ = await entered(storage, newest.size, connection.origin, keys)
    if known.authors.persons and known.authors.bound(newest.size, connection.author.short) is None:
        raise WrongUse("the command line may not write now: two persons open a window (docs/operate/sealer.md)")
