"""Authors: each writing process signs the leaf of every revision with its own key.

    author      the process's name, a plus, and the key's id in hexadecimal
    signature   Ed25519 over "casebook/act/v1", a line feed, and the leaf hash (32 bytes)

Author and signature are stored beside the bytes of the revision. The leaf commits to the whole revision and to the
versions before it, so one signature covers them all. The key's name is the log's name, `/acts/` and the process's name.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from store.keys.master import KeyRefused
from store.tlog.note import ED25519, Ed25519Signer, Ed25519Verifier
from store.tlog.strict import NoteRefused

PROCESS = "[a-z][a-z0-9-]{0,31}"
LINE = re.compile(rf"({PROCESS}) ([0-9a-f]{{64}})", re.ASCII)
WRITABLE_BY_OTHERS = 0o022
PURPOSE = b"casebook/act/v1\n"


class Author(Ed25519Signer):
    kind = ED25519

    @classmethod
    def of(cls, origin: str, process: str, seed: bytes) -> "Author":
        return cls(author_key_name(origin, process), Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def from_file(cls, path: Path, origin: str) -> "Author":
        """Read the key from a file with one line: a process's name, a space and 64 hexadecimal digits.

        Raise KeyRefused for any other text, and for a file that other accounts may write. The message never contains
        the text.
        """
        if path.stat().st_mode & WRITABLE_BY_OTHERS:
            raise KeyRefused(f"{path} may be written by other accounts")
        found = LINE.fullmatch(path.read_text().strip())
        if found is None:
            raise KeyRefused("an author key's file must hold the name of a process and 64 hex digits")
        return cls.of(origin, found[1], bytes.fromhex(found[2]))

    @property
    def short(self) -> str:
        return _short(self)

    def signed(self, leaf: bytes, purpose: bytes = PURPOSE) -> Mapping[str, Any]:
        """Return the author's name and signature as fields for a revision, or for any other hashed document."""
        return {"author": self.short, "signature": self._private.sign(purpose + leaf)}


class AuthorVerifier(Ed25519Verifier):
    kind = ED25519

    @property
    def short(self) -> str:
        return _short(self)

    @property
    def named(self) -> str:
        """Return the process in the key's name: `api+…`, `api-2+…`."""
        return self.short.partition("+")[0].partition("-")[0]

    def check(self, leaf: bytes, signature: bytes, purpose: bytes = PURPOSE) -> None:
        """Raise NoteRefused unless the process signed the leaf for the given purpose."""
        if not isinstance(signature, bytes):
            raise NoteRefused("no signature")
        self._valid(signature, purpose + leaf)


def author_key_name(origin: str, process: str) -> str:
    """Return the name of a process's key. It differs from the names of the keys of the log and of promises."""
    return f"{origin}/acts/{process}"


def _short(key: Ed25519Signer | Ed25519Verifier) -> str:
    return f"{key.name.rpartition('/')[2]}+{key.key_id.hex()}"
