"""How much of the embedded database's memory is data, as its storage engine says, and what its files hold.

The engine keeps pages of documents and indexes in a cache, which grows with what is written up to its limit and is no
leak. The limit is small here: the cache is full soon, so that what still grows after that is something else.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Final

KIB: Final = 1024
CACHE_MIB: Final = 32
"""The limit of the cache; the engine's own is a gibibyte. The sample data fill it."""
LAST_BYTES: Final = 256 * KIB
"""How much of the end of a file of statistics is read: a line of it has some 30 KiB."""
ROOM_FOR_WRITES: Final = "eviction_dirty_trigger=80,eviction_dirty_target=10,checkpoint=(wait=10)"
"""Most of a small cache may be what is not written to files yet, which is done more often. The engine waits with a lock
held until there is room again, and never comes to an end if whoever makes room needs that lock."""
PARTS: Final = {
    "documents": "secantus_documents",
    "indexes": "secantus_index_entries",
    "unique": "secantus_unique_keys",
}
"""What a file holds, by how its name begins."""


def asked_for(seconds: float) -> dict[str, str]:
    """The environment in which the engine has a small cache and writes its statistics so often, beside its files."""
    statistics = f"statistics=(fast),statistics_log=(json,wait={max(1, int(seconds))})"
    return {"WIREDTIGER_CONFIG": f"cache_size={CACHE_MIB}MB,{ROOM_FOR_WRITES},{statistics}"}


def cached(folder: Path) -> int | None:
    """KiB of data in memory by the newest statistics; None before the first."""
    files = sorted(folder.glob("WiredTigerStat.*"), key=lambda file: file.stat().st_mtime)
    if not files:
        return None
    with files[-1].open("rb") as stream:
        stream.seek(max(0, files[-1].stat().st_size - LAST_BYTES))
        whole = stream.read().rpartition(b"\n")[0]  # the line after it may not be written to its end
    try:
        said = json.loads(whole.rpartition(b"\n")[2])
    except ValueError:
        return None
    return int(said["wiredTiger"]["cache"]["bytes currently in the cache"]) // KIB


def stored(folder: Path) -> Counter[str]:
    """KiB of files by what they hold."""
    found: Counter[str] = Counter()
    for part, begins in PARTS.items():
        found[part] = sum(file.stat().st_size for file in folder.glob(f"{begins}*.wt")) // KIB
    return found
