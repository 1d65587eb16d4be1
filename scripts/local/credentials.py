"""Credentials that an installation makes up once and keeps: keys, passwords, the name of its log."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from scripts.local.errors import Refused
from scripts.local.home import Home
from store.process.private_files import PRIVATE_FILE, private_folder, write_private


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
