"""The sealer's memory outside MongoDB: its key, its last checkpoint, and the end of each stream.

All three are in a folder of the sealer's own account, out of reach for a database administrator. The checkpoint is
replaced by compare-and-swap on its bytes, so a sealer with an old checkpoint signs nothing. The same transaction writes
the newest sealed version of each stream of the batch. So a version has one place in the log, whatever the database says
later. Never restore the folder from a backup; RestoreNeeded in `store/log/faults.py` lists the errors that an older
state causes.
"""

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.kernel.calendar import from_iso_millis, iso_millis
from store.log.envelopes import parsed
from store.log.faults import EdgeBroken, LockLost, StateLost
from store.log.storage import LogStorage
from store.tlog.checkpoint import Checkpoint, Signed
from store.tlog.merkle import CompactRange, leaf_hash
from store.tlog.strict import LogFault
from store.tlog.tiles import WIDTH, decode_bundle, entries_path

BUSY_SECONDS = 5.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS lock (origin TEXT PRIMARY KEY, note BLOB NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS stream (name TEXT PRIMARY KEY, n INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS policy (id INTEGER PRIMARY KEY CHECK (id = 1), text TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS remembered (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL) STRICT;
"""
FOLLOW = """
INSERT INTO stream VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET n = excluded.n, leaf = excluded.leaf WHERE excluded.n > stream.n
"""


@dataclass(frozen=True, slots=True)
class StreamEnd:
    n: int
    leaf: bytes


PASSING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
"""SQLite errors that may pass: the file is in use, or the disk is full or does not answer. The state is not lost."""


class State:
    """State file: one checkpoint, and the ends of the streams under this checkpoint."""

    def __init__(self, path: Path, origin: str) -> None:
        self._path, self._origin = path, origin

    def current(self) -> tuple[bytes, datetime]:
        if not self._path.exists():
            raise StateLost(f"{self._path} is missing")
        try:
            with self._open() as db:
                row = db.execute("SELECT note, at FROM lock WHERE origin = ?", (self._origin,)).fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in PASSING:
                raise
            raise StateLost(f"{self._path} cannot be read: {error}") from error
        if row is None:
            raise StateLost(f"{self._path} holds no checkpoint of {self._origin}")
        return bytes(row[0]), from_iso_millis(row[1])

    def begin(self, note: bytes, at: datetime) -> None:
        """Store the first note. If there is a note already, keep it."""
        with self._open() as db:
            db.executescript(SCHEMA)
            db.execute("INSERT OR IGNORE INTO lock VALUES (?, ?, ?)", (self._origin, note, iso_millis(at)))

    def policy(self) -> str | None:
        """Return the policy on the log's witnesses; None for a state that never stored a policy."""
        with self._open() as db:
            db.executescript(SCHEMA)
            row = db.execute("SELECT text FROM policy").fetchone()
        return str(row[0]) if row else None

    def keep_policy(self, text: str) -> None:
        with self._open() as db:
            db.executescript(SCHEMA)
            db.execute("INSERT OR REPLACE INTO policy VALUES (1, ?)", (text,))

    def swap(self, old: bytes, new: Signed, ends: Mapping[str, StreamEnd]) -> None:
        """Replace the old note and the streams' ends by the new ones, durably before it returns.

        Raise LockLost if the stored note is not the old one. After any other exception the outcome is unknown.
        """
        with self._transaction() as db:
            change = "UPDATE lock SET note = ?, at = ? WHERE origin = ? AND note = ?"
            if db.execute(change, (new.note, iso_millis(new.at), self._origin, old)).rowcount != 1:
                raise LockLost("another sealer signed first")
            if ends:
                db.executemany(FOLLOW, [(stream, end.n, end.leaf) for stream, end in ends.items()])
                db.execute("INSERT OR REPLACE INTO remembered VALUES (1, ?)", (new.checkpoint.size,))

    def rewind(self, new: Signed) -> None:
        """Replace the checkpoint by an older one of another key, and forget every stream's end.

        Use this only for a succession after a loss of entries. After a crash the state is either the previous or the
        new one.
        """
        with self._open() as db:
            db.executescript(SCHEMA)
        with self._transaction() as db:
            db.execute("DELETE FROM stream")
            db.execute("DELETE FROM remembered")
            db.execute("INSERT OR REPLACE INTO lock VALUES (?, ?, ?)", (self._origin, new.note, iso_millis(new.at)))

    def remembered(self) -> int:
        """Return the number of log entries that the streams' ends cover; 0 for a state without them."""
        with self._open() as db:
            db.executescript(SCHEMA)
            row = db.execute("SELECT size FROM remembered").fetchone()
        return int(row[0]) if row else 0

    def ends(self, streams: Collection[str]) -> dict[str, StreamEnd]:
        with self._open() as db:
            rows = (db.execute("SELECT n, leaf FROM stream WHERE name = ?", (stream,)).fetchone() for stream in streams)
            return {stream: StreamEnd(*row) for stream, row in zip(streams, rows, strict=True) if row}

    def ends_of(self, kinds: Iterable[str]) -> dict[str, StreamEnd]:
        query = "SELECT name, n, leaf FROM stream WHERE name >= ? AND name < ?"
        with self._open() as db:
            return {
                name: StreamEnd(n, leaf)
                for kind in kinds
                for name, n, leaf in db.execute(query, (f"{kind}-", f"{kind}."))
            }

    def all_ends(self) -> tuple[int, list[tuple[str, int, bytes]]]:
        """Return the number of log entries covered and every stream's end under them, read in one transaction."""
        with self._transaction() as db:
            row = db.execute("SELECT size FROM remembered").fetchone()
            return (int(row[0]) if row else 0), db.execute("SELECT name, n, leaf FROM stream").fetchall()

    @contextmanager
    def relearning(self, size: int) -> Iterator[Callable[[Iterable[tuple[str, int, bytes]]], object]]:
        """Replace the ends of streams from a log of the given size: pass its versions to the yielded function, in log
        order.

        Nothing changes if the block raises an exception. If a version was sealed twice, its first place counts.
        """
        with self._transaction() as db:
            db.execute("DELETE FROM stream")
            yield lambda versions: db.executemany(FOLLOW, versions)
            db.execute("INSERT OR REPLACE INTO remembered VALUES (1, ?)", (size,))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # EXTRA is FULL plus a sync of the folder after a commit. Without it a power cut could bring back the journal
        # and the old checkpoint, and the next one would be a fork.
        with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = EXTRA")
            db.execute("PRAGMA fullfsync = ON")
            yield db


log = logging.getLogger("casebook.sealer")


async def relearn(storage: LogStorage, state: State, sealed: Checkpoint) -> None:
    """Bring the end of every stream in the state up to its own checkpoint.

    All entries are read, and must produce the signed root. Raise EdgeBroken if they do not, and StateLost for a state
    that covers more entries than it signed. A crash leaves the state as it was.
    """
    known = state.remembered()
    if known > sealed.size:
        raise StateLost(f"the state remembers {known} entries and signed {sealed.size}")
    if known == sealed.size:
        return
    log.warning("the state knows the streams of %d entries: reading all %d", known, sealed.size)
    tree = CompactRange()
    with state.relearning(sealed.size) as follow:
        for start in range(0, sealed.size, WIDTH):
            entries = await _bundle(storage, start, min(WIDTH, sealed.size - start))
            leaves = [leaf_hash(entry) for entry in entries]
            for leaf in leaves:
                tree.append(leaf)
            follow(_versions(entries, leaves, sealed.origin))
        if tree.root() != sealed.root:
            raise EdgeBroken(f"the first {sealed.size} entries have another root than was signed")


async def _bundle(storage: LogStorage, start: int, width: int) -> list[bytes]:
    path = entries_path(start // WIDTH, width)
    try:
        entries = decode_bundle(await storage.object(path) or b"")
    except LogFault as wrong:
        raise EdgeBroken(f"{path}: {wrong}") from wrong
    if len(entries) != width:
        raise EdgeBroken(f"{path}: {len(entries)} entries instead of {width}")
    return entries


def _versions(entries: Sequence[bytes], leaves: Sequence[bytes], origin: str) -> Iterator[tuple[str, int, bytes]]:
    for entry, leaf in zip(entries, leaves, strict=True):
        said = parsed(entry)
        stream, n = said.get("stream"), said.get("n")
        if said.get("origin") == origin and isinstance(stream, str) and type(n) is int:
            yield stream, n, leaf
