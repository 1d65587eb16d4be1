"""What the sealer knows without asking MongoDB: its key, and the last checkpoint it signed.

Both lie in a folder of the sealer's own account, where no administrator of the database reaches. The checkpoint is
replaced by compare-and-swap on its bytes: a sealer with an old one signs nothing. The folder must never be restored
from a backup; what an older state makes the sealer refuse is told under RestoreNeeded.

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
│   ├── WitnessAhead    a witness cosigned a newer checkpoint: both are old
│   └── ResumeRefused   the checkpoint shown does not settle it
└── Tampered        6   what is stored is not what was sealed: a person must look
    ├── ObjectDiffers   an immutable object is there with other content
    ├── EdgeBroken      the stored tree does not lead to the last signed root
    └── Forked          two roots for one size
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from domain.kernel.calendar import from_iso_millis, iso_millis
from store.log.checkpoint import Checkpoint

BUSY_SECONDS = 5.0
SCHEMA = "CREATE TABLE IF NOT EXISTS lock (origin TEXT PRIMARY KEY, note BLOB NOT NULL, at TEXT NOT NULL) STRICT"


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


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that the log's key signed: the note's bytes, what it says, and when it was made."""

    note: bytes
    checkpoint: Checkpoint
    at: datetime


class State:
    """The lock store: one row, in a file of its own."""

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
            db.execute(SCHEMA)
            db.execute("INSERT OR IGNORE INTO lock VALUES (?, ?, ?)", (self._origin, note, iso_millis(at)))

    def swap(self, old: bytes, new: bytes, at: datetime) -> None:
        """Replace the old note by the new one, durably before it returns.

        Raises LockLost when the old note is not there. After any other exception the outcome is unknown.
        """
        with self._open() as db:
            change = "UPDATE lock SET note = ?, at = ? WHERE origin = ? AND note = ?"
            swapped = db.execute(change, (new, iso_millis(at), self._origin, old)).rowcount
        if swapped != 1:
            raise LockLost("another sealer signed first")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # EXTRA is FULL plus a sync of the folder after a commit: without it a power cut could bring the journal
        # back and with it the old checkpoint, and the next one would be a fork.
        with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = EXTRA")
            db.execute("PRAGMA fullfsync = ON")
            yield db
