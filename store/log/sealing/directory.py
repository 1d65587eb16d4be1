"""The sealer's folder: the log's key and the state, closed to every other account.

- key             the private key (a signed-note key, named after the log)
- vkey            its public half, for everybody
- state.sqlite    the last checkpoint signed, and the ends of the streams (`store/log/sealing/state.py`)
- authors         the authors' keys as they should be (`store/keys/authors.py`); without it nobody has to sign
- authors.note    the log entry for that file, signed by a person (`store/keys/authors.py`)
- successions     the notes by which earlier keys handed the log over (`store/tlog/succession.py`)
- key.next        a key for a succession, until that is finished
- lock            held by the working sealer; others on the same folder wait
- status.json     its status
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store.keys.authors import Authors, parse_authors
from store.log.faults import DirectoryRefused, Tampered
from store.log.sealing.state import State
from store.process.private_files import OTHERS, PRIVATE_FILE, PRIVATE_FOLDER, sync_folder, write_private
from store.tlog.checkpoint import Checkpoint, Signed, parse_checkpoint
from store.tlog.merkle import EMPTY_ROOT
from store.tlog.note import Signer, Verifier, join, split, verify
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys, read_succession, split_notes

AUTHORS, AUTHORS_NOTE, SUCCESSIONS, NEXT = "authors", "authors.note", "successions", "key.next"


@dataclass(frozen=True)
class SealerDirectory:
    path: Path
    signer: Signer
    state: State

    @property
    def origin(self) -> str:
        return self.signer.name

    @property
    def verifier(self) -> Verifier:
        return Verifier.from_vkey(self.signer.vkey())

    def locked(self) -> Signed:
        """Return the last signed checkpoint. Raise StateLost, or Tampered if it is not this key's."""
        return self.read(*self.state.current())

    def authors(self) -> Authors:
        """Read the keys that may write. Raise DirectoryRefused for an invalid file."""
        try:
            return parse_authors((self.path / AUTHORS).read_bytes(), self.origin)
        except FileNotFoundError:
            return Authors()
        except LogFault as wrong:
            raise DirectoryRefused(f"{self.path / AUTHORS}: {wrong}") from wrong

    def keep_authors(self, authors: Authors) -> None:
        """Write the file of authors. After a crash the file is either the previous or the new one."""
        write_private(self.path / AUTHORS, authors.text())

    def next_authors(self, text: str) -> bytes:
        """Return the log entry for a text on authors, signed by a person; if there is none, signed by the log's key
        alone."""
        with suppress(FileNotFoundError, LogFault):
            if split(note := (self.path / AUTHORS_NOTE).read_bytes())[0] == text:
                return note
        return join(text, [self.signer.sign(text)])

    def keep_draft(self, text: str) -> Path:
        """Write the next entry on authors for a person to sign. Return the path of its file."""
        write_private(path := self.path / AUTHORS_NOTE, join(text, [self.signer.sign(text)]).decode())
        return path

    def successions(self) -> list[bytes]:
        """Return the notes by which earlier keys handed over the log. Raise DirectoryRefused for an invalid file."""
        return _successions(self.path)

    def keys(self) -> LogKeys:
        """Return the keys that signed checkpoints of this log. Raise DirectoryRefused."""
        try:
            return LogKeys.following(self.verifier, self.successions())
        except LogFault as wrong:
            raise DirectoryRefused(f"{self.path / SUCCESSIONS}: {wrong}") from wrong

    def handed_over(self) -> dict[str, bytes]:
        return {read_succession(note).succession.after.vkey(): note for note in self.successions()}

    def read(self, note: bytes, at: datetime) -> Signed:
        """Read a note as a checkpoint of this log. Raise Tampered."""
        keys = self.keys()
        try:
            opened = verify(note, keys.verifiers)
            checkpoint = parse_checkpoint(opened.text, self.origin)
        except LogFault as wrong:
            raise Tampered(f"not a checkpoint that this log signed: {wrong}") from wrong
        if not keys.signed(checkpoint.size, opened.verified):
            raise Tampered(f"a checkpoint of {checkpoint.size} entries by a key that might not sign it")
        return Signed(note, checkpoint, at)

    def sign(self, checkpoint: Checkpoint) -> bytes:
        text = checkpoint.text()
        return join(text, [self.signer.sign(text)])


def open_directory(path: Path, origin: str) -> SealerDirectory:
    """Open the folder of a log, and finish an interrupted succession. Raise DirectoryRefused."""
    key = path / "key"
    settle(path, origin)
    if not key.is_file():
        raise DirectoryRefused(f"{path} is not a sealer's folder: set one up with --init")
    for file in (path, key):
        if file.stat().st_mode & OTHERS:
            raise DirectoryRefused(f"{file} is open to other accounts")
        if file.stat().st_uid != os.geteuid():
            raise DirectoryRefused(f"{file} belongs to another account")
    return _directory(path, key, origin)


def _directory(path: Path, key: Path, origin: str) -> SealerDirectory:
    try:
        signer = Signer.from_text(key.read_text().strip())
    except (LogFault, ValueError) as wrong:
        raise DirectoryRefused(f"{key} holds no key") from wrong
    if signer.name != origin:
        raise DirectoryRefused(f"{key} is the key of {signer.name}, not of {origin}")
    return SealerDirectory(path, signer, State(path / "state.sqlite", origin))


def create_directory(path: Path, origin: str, at: datetime) -> SealerDirectory:
    """Set up a new log: a key, and the signed checkpoint of the empty tree. An existing folder stays as it is.

    The key gets its name in the last step. A crash before that step leaves `key.new`, with which the next call
    continues. A state without either key has lost its key and is refused: with a new key it would be another log under
    an old name.
    """
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    key, fresh = path / "key", path / "key.new"
    if not key.exists():
        if not fresh.exists():
            if (path / "state.sqlite").exists():
                raise DirectoryRefused(f"{path} holds a state and no key")
            write_private(fresh, Signer.generate(origin).text() + "\n")
        directory = _directory(path, fresh, origin)
        directory.state.begin(directory.sign(Checkpoint(origin, 0, EMPTY_ROOT)), at)
        directory.locked()
        (path / "vkey").write_text(directory.signer.vkey() + "\n")
        fresh.replace(key)
        sync_folder(path)
    return open_directory(path, origin)


def next_key(path: Path, origin: str) -> Signer:
    """Return the key for a succession: a new one, or one left by an earlier attempt. It signs nothing before its note
    is stored."""
    fresh = path / NEXT
    if not fresh.exists():
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        write_private(fresh, Signer.generate(origin).text() + "\n")
    return _directory(path, fresh, origin).signer


def keep_succession(path: Path, origin: str, note: bytes) -> None:
    """Store a note of succession. From then on the previous key signs nothing, even after a crash."""
    notes = [*_successions(path), note]
    write_private(path / SUCCESSIONS, b"".join(notes).decode())
    settle(path, origin)


def settle(path: Path, origin: str) -> None:
    """Rename the key of the newest succession to `key`, and continue under the checkpoint in its note.

    The call may be repeated: the key gets its name in the last step. A key without a note is left for the next attempt.
    """
    fresh, notes = path / NEXT, _successions(path)
    if not fresh.exists() or not notes:
        return
    newest, made = read_succession(notes[-1]).succession, _directory(path, fresh, origin)
    if newest.after.vkey() != made.signer.vkey():
        return
    if newest.lost or not (path / "state.sqlite").exists():  # the state was lost with the entries, or with the folder
        made.state.rewind(Signed(made.sign(newest.goes_on), newest.goes_on, newest.at))
    (path / "vkey").write_text(made.signer.vkey() + "\n")
    fresh.replace(path / "key")
    sync_folder(path)


def _successions(path: Path) -> list[bytes]:
    try:
        return split_notes((path / SUCCESSIONS).read_bytes())
    except FileNotFoundError:
        return []
    except LogFault as wrong:
        raise DirectoryRefused(f"{path / SUCCESSIONS}: {wrong}") from wrong


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Yield True if this process has the folder's lock, which the kernel releases when the process ends."""
    with os.fdopen(os.open(path / "lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE), "w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
