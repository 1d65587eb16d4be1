"""Reading from the log who may write (`store/keys/authors.py`)."""

from store.keys.authors import STREAM, Entered
from store.log.storage import LogStorage
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys

ENTRIES_MOST = 1_000


async def author_entries(storage: LogStorage, size: int) -> list[tuple[int, bytes]]:
    """The entries below a size that rows of the index lead to, with their places.

    Raises LogFault where one is gone.
    """
    rows = storage.index.find({"event": {"$regex": f"^{STREAM}:"}, "_id": {"$lt": size}}).sort("_id", 1)
    return [(row["_id"], await storage.entry(row["_id"], size)) for row in await rows.to_list(ENTRIES_MOST)]


async def entered(storage: LogStorage, size: int, origin: str, keys: LogKeys) -> tuple[Entered, list[str]]:
    """The newest of these entries below a size, and what is wrong with those that cannot follow.

    Whoever calls holds the leaf hashes against the log: rows of the index lead to the entries.
    """
    found, wrong = Entered(), list[str]()
    try:
        for place, entry in await author_entries(storage, size):
            found = found.after(entry, place, origin, keys)
    except LogFault as refused:
        wrong.append(str(refused))
    return found, wrong
