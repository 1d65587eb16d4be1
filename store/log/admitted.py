"""Reads of the log entries about authors (`store/keys/authors.py`)."""

from store.keys.authors import STREAM, Entered
from store.log.storage import LogStorage
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys

ENTRIES_MOST = 1_000


async def author_entries(storage: LogStorage, size: int) -> list[tuple[int, bytes]]:
    """Return the author entries below a size with their log indexes. The entries are found through rows of the index.

    Raise LogFault if an entry is gone.
    """
    rows = storage.index.find({"event": {"$regex": f"^{STREAM}:"}, "_id": {"$lt": size}}).sort("_id", 1)
    return [(row["_id"], await storage.entry(row["_id"], size)) for row in await rows.to_list(ENTRIES_MOST)]


async def entered(storage: LogStorage, size: int, origin: str, keys: LogKeys) -> tuple[Entered, list[str]]:
    """Return the newest author entry below a size, and the faults of entries that cannot follow their predecessor.

    The caller must check the leaf hashes against the log, because the entries were found through rows of the index.
    """
    found, wrong = Entered(), list[str]()
    try:
        for place, entry in await author_entries(storage, size):
            found = found.after(entry, place, origin, keys)
    except LogFault as refused:
        wrong.append(str(refused))
    return found, wrong
