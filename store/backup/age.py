"""Encrypted files in the format of age (https://age-encryption.org/v1), for X25519 recipients, made with the library
`pyrage`.

The holder of the identity can also open them with the program `age`, without Casebook: a backup must outlive it. The
library reads one file and writes another, but a backup is a stream: a pipe and a thread connect the two.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from pyrage import DecryptError, IdentityError, RecipientError, decrypt_io, encrypt_io, x25519

CHUNK: Final = 64 << 10


class ArchiveRefused(Exception):
    """A file is not an archive, was encrypted for another key, or was truncated or altered; or a key is malformed.

    The message never contains a key.
    """


@dataclass(frozen=True)
class Recipient:
    key: x25519.Recipient

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(_parsed(x25519.Recipient.from_str, text.lower()))

    def __str__(self) -> str:
        return str(self.key)


@dataclass(frozen=True)
class Identity:
    key: x25519.Identity

    @classmethod
    def fresh(cls) -> Self:
        return cls(x25519.Identity.generate())

    @classmethod
    def of(cls, path: Path) -> Self:
        lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
        return cls(
            _parsed(x25519.Identity.from_str, next((line for line in lines if line and not line.startswith("#")), ""))
        )

    def __str__(self) -> str:
        return str(self.key)

    def __repr__(self) -> str:
        return "Identity(…)"

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.key.to_public())


def _parsed(parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except (RecipientError, IdentityError) as wrong:
        raise ArchiveRefused(f"not a key of age: {wrong}") from None


class _Sink:
    """File that remembers its write error, because the library reports the error only as text."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.failed: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self.failed = error
            raise

    def flush(self) -> None:
        self._file.flush()


@contextmanager
def encrypted(to: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[BinaryIO]:
    """Yield a file to write into. When the block ends, `to` contains all of it, encrypted. Raise OSError."""
    inlet, outlet = _pipe()
    sink, keys = _Sink(to), [recipient.key for recipient in recipients]

    def encrypt() -> None:
        with inlet:
            encrypt_io(inlet, sink, keys)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(encrypt)
        try:
            with outlet:
                yield outlet
        except BrokenPipeError:  # the thread ended: report its own error
            pass
        if done.exception() and sink.failed:
            raise sink.failed
        done.result()


def read(source: BinaryIO, identity: Identity) -> Iterator[bytes]:
    """Yield the decrypted chunks of a file. Raise ArchiveRefused; a truncated file raises it only at its end."""
    inlet, outlet = _pipe()

    def decrypt() -> None:
        with outlet:
            decrypt_io(source, outlet, [identity.key])

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(decrypt)
        with inlet:
            while chunk := inlet.read(CHUNK):
                yield chunk
        try:
            done.result()
        except DecryptError as refused:
            raise ArchiveRefused(f"the archive does not open with this key: {refused}") from None
        except OSError:
            raise ArchiveRefused("the archive was cut off or altered") from None


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    inlet, outlet = os.pipe()
    return os.fdopen(inlet, "rb"), os.fdopen(outlet, "wb")
