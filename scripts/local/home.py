"""The folder of one installation: where everything lies, who holds it, and credentials made once."""

import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.local.process import Refused
from store.process.private_files import PRIVATE_FILE, private_folder, write_private


def _place(name: str) -> Any:
    return property(lambda home: home.root / name)


@dataclass(frozen=True)
class Home:
    """Folder in which one installation keeps its files."""

    root: Path
    database = _place("database")
    queue = _place("queue")
    verifier = _place("verifier")  # the newest checkpoint that the verifier saw
    secrets = _place("secrets")  # the master key and the passwords of the database's users
    lock = _place("lock")  # held by the supervisor; its pid is inside
    pids = _place("pids.json")  # which processes the supervisor started, for the start after a crash
    provisioned = _place("provisioned")  # what the database was last provisioned with
    dev = _place("dev.json")  # addresses and tokens; there only while everything is ready
    env = _place("env")  # the settings, for the command line; there only while the servers run

    def log(self, name: str) -> Path:
        """Return the log file of one process."""
        return self.root / "log" / f"{name}.log"


def open_home(root: Path) -> Home:
    """The installation in the folder, closed to everybody else; made when missing.

    A folder that others may enter and that holds other things is left alone: closing, say, a shared folder
    named by mistake would lock its users out.
    """
    home = Home(root.absolute())
    if home.root.exists() and not _may_take(home):
        raise Refused(f"{home.root} holds other things and is open to others: name an empty folder")
    try:
        private_folder(home.root)
    except OSError as error:
        raise Refused(f"{home.root} cannot be used: {error.strerror}") from error
    return home


def _may_take(home: Home) -> bool:
    if not home.root.is_dir():
        return False
    closed = not home.root.stat().st_mode & 0o077
    return closed or home.lock.exists() or not any(home.root.iterdir())


@contextmanager
def held(home: Home) -> Iterator[None]:
    """Hold the installation; raises Refused with the holder's pid.

    The kernel drops the lock with its holder, so the file a crash leaves behind is simply taken again.
    Child processes do not inherit it.
    """
    with os.fdopen(os.open(home.lock, os.O_RDWR | os.O_CREAT, 0o600), "r+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = stream.read().strip() or "unknown"
            raise Refused(f"already running as pid {holder} (addresses in {home.dev})") from None
        stream.truncate()
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield


def master_key(home: Home) -> Path:
    """The file with the key that wraps all others: 32 bytes in hexadecimal.

    A new one with old data would leave every sealed text unreadable without a word, so that is refused.
    """
    path = home.secrets / "master.key"
    if home.provisioned.exists() and not path.exists():
        raise Refused(f"{path} is missing, and sealed texts cannot be opened without it: put it back")
    return secret(home, path.name, secrets.token_hex(32))


def secret(home: Home, name: str, fresh: str) -> Path:
    """The file of another secret, which is made of `fresh` text once."""
    path: Path = home.secrets / name
    _kept(path, fresh)
    return path


def promise_key(home: Home) -> Path:
    """The file with the key that signs receipts: 32 bytes in hexadecimal. A new one only signs from now on."""
    return secret(home, "promise.key", secrets.token_hex(32))


def author_key(home: Home, process: str) -> Path:
    """The file with the key that a process signs with what it writes: its name, and 32 bytes in hexadecimal."""
    return secret(home, f"author-{process}.key", f"{process} {secrets.token_hex(32)}")


def metrics_token(home: Home) -> Path:
    """The file with the token that opens `/metrics`."""
    return secret(home, "metrics.token", secrets.token_hex(24))


def passwords(home: Home, users: Iterable[str]) -> dict[str, str]:
    """The password of each user of the database."""
    return {user: _kept(home.secrets / f"mongo-{user}", secrets.token_hex(24)) for user in users}


def log_origin(home: Home) -> str:
    """The name of the transparency log: part of every signed checkpoint, hence never changed."""
    return _kept(home.root / "origin", f"localhost/casebook-{secrets.token_hex(4)}")


def _kept(path: Path, fresh: str) -> str:
    private_folder(path.parent)
    if path.exists():
        path.chmod(PRIVATE_FILE)
    else:
        write_private(path, fresh + "\n")
    return path.read_text().strip()
