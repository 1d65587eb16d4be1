"""Working memory of one verification, in a temporary file: a log may have millions of entries.

SQLite makes the file without a name, so the file disappears however the process ends. The file contains no secrets.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

SCHEMA = """
CREATE TABLE stream (name TEXT PRIMARY KEY, n INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE root (size INTEGER PRIMARY KEY, root BLOB NOT NULL) STRICT;
CREATE TABLE seen (
    size INTEGER NOT NULL, stored INTEGER NOT NULL, place TEXT NOT NULL, root BLOB NOT NULL,
    hash TEXT NOT NULL, known INTEGER, watched INTEGER
) STRICT;
CREATE TABLE act (at INTEGER NOT NULL, revision TEXT NOT NULL, said INTEGER NOT NULL, caller TEXT) STRICT;
CREATE TABLE said (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, client TEXT NOT NULL, agency TEXT, role TEXT,
    posts TEXT NOT NULL, scope TEXT, action TEXT NOT NULL
) STRICT;
CREATE INDEX seen_size ON seen (size);
CREATE INDEX seen_hash ON seen (hash);
CREATE INDEX seen_known ON seen (size, known) WHERE known IS NOT NULL;
"""
CACHE_KIB = 64 * 1024
ROWS = 1_000
ANCHORS_KEPT = 4_096
"""Most cached checkpoints to which versions refer. Many versions refer to the same checkpoint."""


Said = tuple[str | None, ...]
"""Kind, subject, client, agency, role, posts, scope and action of an act. Few combinations exist."""
Acted = tuple[datetime, str, Said, str | None]
"""Time, revision, role, and the caller hash of its command; None for an act without a command."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Checkpoint signed by the log: the place where it was found, its content, and the time at which others had seen
    it."""

    size: int
    stored: bool
    place: str
    root: bytes
    hash: str
    known: datetime | None
    """Latest time at which a third party had the checkpoint: a witness, or the authority that stamped it."""
    watched: datetime | None
    """Time at which a witness cosigned the checkpoint. A stamp does not count: old bytes can be stamped late."""


class Ledger:
    """Checkpoints by size and by hash, roots by size, and the last entry of each stream."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._db.executescript(SCHEMA)
        self._said: dict[Said, int] = {}
        self._known: bool | None = None
        """True if others saw any checkpoint. It is computed on first use, after all checkpoints are noted."""
        self.anchored = lru_cache(ANCHORS_KEPT)(self._anchored)
        self._db.execute("BEGIN")  # never committed: nothing outlives the connection

    def note(self, made: Noted) -> None:
        row = (made.size, made.stored, made.place, made.root, made.hash, _millis(made.known), _millis(made.watched))
        self._db.execute("INSERT INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._known = None
        self.anchored.cache_clear()

    def noted(self) -> Iterator[Noted]:
        for size, stored, place, root, hash, known, watched in self._rows(
            "SELECT size, stored, place, root, hash, known, watched FROM seen ORDER BY size, stored DESC"
        ):
            yield Noted(size, bool(stored), place, root, hash, _moment(known), _moment(watched))

    def sizes(self) -> Iterator[int]:
        for (size,) in self._rows("SELECT DISTINCT size FROM seen ORDER BY size"):
            yield size

    def stored(self, size: int) -> bool:
        return self._one("SELECT 1 FROM seen WHERE size = ? AND stored", (size,)) is not None

    def largest(self) -> int:
        """Return the largest size with a checkpoint in the database; 0 without one."""
        row = self._one("SELECT max(size) FROM seen WHERE stored", ())
        return int(row[0] or 0) if row else 0

    def keep_root(self, size: int, root: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO root VALUES (?, ?)", (size, root))

    def root(self, size: int) -> bytes | None:
        """Return the root of the entries at a size, if it is known."""
        row = self._one("SELECT root FROM root WHERE size = ?", (size,))
        return row[0] if row else None

    def last(self, streams: Collection[str]) -> dict[str, tuple[int, bytes]]:
        """Return the number and leaf hash of each stream's last entry so far. Streams without an entry are left out."""
        query = "SELECT name, n, leaf FROM stream WHERE name IN (SELECT value FROM json_each(?))"
        return {name: (n, leaf) for name, n, leaf in self._db.execute(query, (json.dumps(list(streams)),))}

    def ends(self) -> Iterator[tuple[str, int, bytes]]:
        """Yield every stream with its newest version so far and that version's leaf hash."""
        return self._rows("SELECT name, n, leaf FROM stream")

    def follow(self, ends: Mapping[str, tuple[int, bytes]]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO stream VALUES (?, ?, ?)", [(name, *end) for name, end in ends.items()]
        )

    def _anchored(self, hash: str) -> tuple[int | None, datetime | None]:
        """Return the size of the checkpoint with these bytes, and the time at which others had seen the checkpoint;
        None if unknown."""
        row = self._one("SELECT min(size), min(known) FROM seen WHERE hash = ?", (hash,))
        return row[0], _moment(row[1])

    def sealed_by(self, place: int) -> datetime | None:
        """Return the time at which others had seen the first known checkpoint that covers an entry."""
        if self._known is None:
            self._known = self._one("SELECT 1 FROM seen WHERE known IS NOT NULL LIMIT 1", ()) is not None
        if not self._known:
            return None
        query = "SELECT known FROM seen WHERE size > ? AND known IS NOT NULL ORDER BY size, known LIMIT 1"
        row = self._one(query, (place,))
        return _moment(row[0]) if row else None

    def without(self, place: int) -> datetime | None:
        """Return the latest time at which a witness saw a log too small to contain an entry at this index."""
        row = self._one("SELECT max(watched) FROM seen WHERE size <= ?", (place,))
        return _moment(row[0]) if row else None

    def keep_acts(self, acts: Iterable[Acted]) -> None:
        rows = [(_millis(at), revision, self._number(said), caller) for at, revision, said, caller in acts]
        self._db.executemany("INSERT INTO act VALUES (?, ?, ?, ?)", rows)

    def _number(self, said: Said) -> int:
        if (number := self._said.get(said)) is None:
            number = self._said[said] = len(self._said)
            self._db.execute("INSERT INTO said VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (number, *said))
        return number

    def acts(self) -> Iterator[Acted]:
        query = (
            "SELECT act.at, act.revision, act.caller, kind, subject, client, agency, role, posts, scope, action "
            "FROM act JOIN said ON act.said = said.id ORDER BY act.at, act.revision"
        )
        for at, revision, caller, *said in self._rows(query):
            yield datetime.fromtimestamp(at / 1000, UTC), revision, tuple(said), caller

    def close(self) -> None:
        self._db.close()

    def _one(self, query: str, values: tuple[int | str, ...]) -> Any:
        return self._db.execute(query, values).fetchone()

    def _rows(self, query: str) -> Iterator[Any]:
        cursor = self._db.execute(query)
        while rows := cursor.fetchmany(ROWS):
            yield from rows


def _millis(moment: datetime | None) -> int | None:
    return int(moment.timestamp() * 1000) if moment else None


def _moment(millis: int | None) -> datetime | None:
    return datetime.fromtimestamp(millis / 1000, UTC) if millis is not None else None
