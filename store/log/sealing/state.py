"""What the sealer knows without asking MongoDB: its key, the last checkpoint it signed, and where each stream ends.

All lie in a folder of the sealer's own account, where no administrator of the database reaches. The checkpoint is
replaced by compare-and-swap on its bytes: a sealer with an old one signs nothing. With it, in one transaction, goes
the newest sealed version of each stream of the batch, so that a version has one place in the log, whatever the
database says later. The folder must never be restored from a backup; what an older state makes the sealer refuse is
told under RestoreNeeded.

SealerFault             exit code
├── BatchFailed     -   nothing was signed: the process goes on and loads everything again
├── Unwitnessed     -   signed and applied, but too few witnesses cosigned: not published, asked again
├── DirectoryRefused 2  the folder is missing, open to others, not set up, or another log's
├── Doubt           3   what became of a signed checkpoint is not known: end, and find out by starting again
│   └── LockLost        another sealer signed first
├── ClockRefused    4   the clock is before the last checkpoint
├── RestoreNeeded   5   state and database are not of one time: nothing is signed until a person shows the newest
│   ├── StateLost       there is a key, and no state
│   ├── PublishedAhead  the database holds a newer checkpoint than the state: the state is old
│   ├── StagingLost     the state holds a newer checkpoint than the database: the database is old
│   ├── Restored        the database comes from a backup, and the newest checkpoint was not shown yet
│   ├── WitnessAhead    a witness cosigned a newer checkpoint: both are old
│   └── ResumeRefused   the checkpoint shown does not settle it
└── Tampered        6   what is stored is not what was sealed: a person must look
    ├── ObjectDiffers   an immutable object is there with other content
    ├── EdgeBroken      the stored tree does not lead to the last signed root
    ├── Forked          two roots for one size
    └── SealedAgain     another version of a place that is sealed, or an index that hides one
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from domain.kernel.calendar import from_iso_millis, iso_millis
from store.tlog.checkpoint import Checkpoint

BUSY_SECONDS = 5.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS lock (origin TEXT PRIMARY KEY, note BLOB NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS stream (name TEXT PRIMARY KEY, n INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS remembered (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL) STRICT;
"""
FOLLOW = """
INSERT INTO stream VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET n = excluded.n, leaf = excluded.leaf WHERE excluded.n > stream.n
"""


class SealerFault(Exception):
    """Base of what stops a batch or the sealer."""

    exit_code: ClassVar[int] = 1


class BatchFailed(SealerFault):
    """Something failed before anything was signed."""


class Unwitnessed(SealerFault):
    """The policy asks for more cosignatures than could be had."""


class DirectoryRefused(SealerFault):
    """The sealer's folder cannot be used."""

    exit_code = 2


class Doubt(SealerFault):
    """Something failed after a checkpoint was signed."""

    exit_code = 3


class LockLost(Doubt):
    """The state no longer holds the checkpoint that was read from it."""


class ClockRefused(SealerFault):
    """A checkpoint would be dated no later than the one before."""

    exit_code = 4


class RestoreNeeded(SealerFault):
    """State and database are not of one time."""

    exit_code = 5


class StateLost(RestoreNeeded):
    """The folder has a key, and no state."""


class PublishedAhead(RestoreNeeded):
    """A checkpoint of this log is newer than the state."""


class StagingLost(RestoreNeeded):
    """The objects of the last signed checkpoint are gone."""


class Restored(RestoreNeeded):
    """The database was put back from a backup: state and folder may be of its time as well."""


class WitnessAhead(RestoreNeeded):
    """A witness knows more of this log than the state does."""


class ResumeRefused(RestoreNeeded):
    """The checkpoint that was shown is not the newest, or the database does not hold its tree."""


class Tampered(SealerFault):
    """What is stored is not what was sealed."""

    exit_code = 6


class ObjectDiffers(Tampered):
    """An object that must never change is there with other content."""


class EdgeBroken(Tampered):
    """The stored tree does not lead to the root that was signed."""


class Forked(Tampered):
    """Two roots for one size."""


class SealedAgain(Tampered):
    """A version that is sealed is there with other content, or the index denies that it is sealed."""


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """The newest sealed version of a stream: its number and its leaf hash."""

    n: int
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that the log's key signed: the note's bytes, what it says, and when it was made."""

    note: bytes
    checkpoint: Checkpoint
    at: datetime


class State:
    """The lock store, in a file of its own: one checkpoint, and where the streams below it end."""

    def __init__(self, path: Path, origin: str) -> None:
        self._path, self._origin = path, origin

    def current(self) -> tuple[bytes, datetime]:
        """The last signed note and its time. Raises StateLost."""
        if not self._path.exists():
            raise StateLost(f"{self._path} is missing")
        try:
            with self._open() as db:
                row = db.execute("SELECT note, at FROM lock WHERE origin = ?", (self._origin,)).fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise
            raise StateLost(f"{self._path} cannot be read: {error}") from error
        if row is None:
            raise StateLost(f"{self._path} holds no checkpoint of {self._origin}")
        return bytes(row[0]), from_iso_millis(row[1])

    def begin(self, note: bytes, at: datetime) -> None:
        """Enter the first note; one that is there stays."""
        with self._open() as db:
            db.executescript(SCHEMA)
            db.execute("INSERT OR IGNORE INTO lock VALUES (?, ?, ?)", (self._origin, note, iso_millis(at)))

    def swap(self, old: bytes, new: Signed, ends: Mapping[str, StreamEnd]) -> None:
        """Replace the old note by the new one and the streams' ends by theirs, durably before it returns.

        Raises LockLost when the old note is not there. After any other exception the outcome is unknown.
        """
        with self._transaction() as db:
            change = "UPDATE lock SET note = ?, at = ? WHERE origin = ? AND note = ?"
            if db.execute(change, (new.note, iso_millis(new.at), self._origin, old)).rowcount != 1:
                raise LockLost("another sealer signed first")
            if ends:
                db.executemany(FOLLOW, [(stream, end.n, end.leaf) for stream, end in ends.items()])
                db.execute("INSERT OR REPLACE INTO remembered VALUES (1, ?)", (new.checkpoint.size,))

    def rewind(self, new: Signed) -> None:
        """Hold a checkpoint of another key instead, older than what was held, and know no stream's end any more.

        Only a succession that goes on without lost entries does this. A crash leaves the state as it was, or this one.
        """
        with self._open() as db:
            db.executescript(SCHEMA)
        with self._transaction() as db:
            db.execute("DELETE FROM stream")
            db.execute("DELETE FROM remembered")
            db.execute("INSERT OR REPLACE INTO lock VALUES (?, ?, ?)", (self._origin, new.note, iso_millis(new.at)))

    def remembered(self) -> int:
        """How many entries of the log the ends of the streams stand for; 0 for a state that knew none."""
        with self._open() as db:
            db.executescript(SCHEMA)
            row = db.execute("SELECT size FROM remembered").fetchone()
        return int(row[0]) if row else 0

    def ends(self, streams: Collection[str]) -> dict[str, StreamEnd]:
        """Where those of the streams end that have a sealed version."""
        with self._open() as db:
            rows = (db.execute("SELECT n, leaf FROM stream WHERE name = ?", (stream,)).fetchone() for stream in streams)
            return {stream: StreamEnd(*row) for stream, row in zip(streams, rows, strict=True) if row}

    def all_ends(self) -> tuple[int, list[tuple[str, int, bytes]]]:
        """How many entries of the log are remembered, and where every stream ends under them: of one moment."""
        with self._transaction() as db:
            row = db.execute("SELECT size FROM remembered").fetchone()
            return (int(row[0]) if row else 0), db.execute("SELECT name, n, leaf FROM stream").fetchall()

    @contextmanager
    def relearning(self, size: int) -> Iterator[Callable[[Iterable[tuple[str, int, bytes]]], object]]:
        """Take the ends of streams from a log of that size: what is yielded takes its versions, in the log's order.

        Nothing changes if the block raises. Of a version that was sealed twice the first place counts.
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
        # EXTRA is FULL plus a sync of the folder after a commit: without it a power cut could bring the journal
        # back and with it the old checkpoint, and the next one would be a fork.
        with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = EXTRA")
            db.execute("PRAGMA fullfsync = ON")
            yield db
