"""The folder of one installation: where everything lies, and who holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.local.errors import AlreadyRunning, UnsafeHome
from store.process.private_files import private_folder


@dataclass(frozen=True)
class Home:
    """Where one installation keeps its things."""

    root: Path

    @property
    def database(self) -> Path:
        """The database's files."""
        return self.root / "database"

    @property
    def queue(self) -> Path:
        """The queue's files."""
        return self.root / "queue"

    @property
    def verifier(self) -> Path:
        """The newest checkpoint that the verifier saw."""
        return self.root / "verifier"

    @property
    def secrets(self) -> Path:
        """The master key and the passwords of the database's users."""
        return self.root / "secrets"

    @property
    def lock(self) -> Path:
        """Held by the supervisor; its pid is inside."""
        return self.root / "lock"

    @property
    def pids(self) -> Path:
        """Which processes the supervisor started, for the start after a crash."""
        return self.root / "pids.json"

    @property
    def provisioned(self) -> Path:
        """What the database was last provisioned with."""
        return self.root / "provisioned"

    @property
    def dev(self) -> Path:
        """Addresses and tokens; there only while everything is ready."""
        return self.root / "dev.json"

    @property
    def env(self) -> Path:
        """The settings, for the command line; there only while the servers run."""
        return self.root / "env"

    def log(self, name: str) -> Path:
        """What one process says."""
        return self.root / "log" / f"{name}.log"


def open_home(root: Path) -> Home:
    """The installation in the folder, closed to everybody else; made when missing.

    A folder that others may enter and that holds other things is left alone: closing, say, a shared folder
    named by mistake would lock its users out.
    """
    home = Home(root.absolute())
    if home.root.exists() and not _may_take(home):
        raise UnsafeHome(f"{home.root} holds other things and is open to others: name an empty folder")
    try:
        private_folder(home.root)
    except OSError as error:
        raise UnsafeHome(f"{home.root} cannot be used: {error.strerror}") from error
    return home


def _may_take(home: Home) -> bool:
    if not home.root.is_dir():
        return False
    closed = not home.root.stat().st_mode & 0o077
    return closed or home.lock.exists() or not any(home.root.iterdir())


@contextmanager
def held(home: Home) -> Iterator[None]:
    """Hold the installation; raises AlreadyRunning with the holder's pid.

    The kernel drops the lock with its holder, so the file a crash leaves behind is simply taken again.
    Child processes do not inherit it.
    """
    with os.fdopen(os.open(home.lock, os.O_RDWR | os.O_CREAT, 0o600), "r+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = stream.read().strip() or "unknown"
            raise AlreadyRunning(f"already running as pid {holder} (addresses in {home.dev})") from None
        stream.truncate()
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield
