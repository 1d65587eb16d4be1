"""Encrypted files in the format of age (https://age-encryption.org/v1), for X25519 recipients.

Whoever has the identity opens them with the program `age` as well, without Casebook: a backup must outlive it. A file
is written and read in chunks of 64 KiB, each sealed by itself; one that was cut off, altered or put in another order
does not open.
"""

import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from store.backup.bech32 import decoded, encoded

VERSION: Final = b"age-encryption.org/v1"
X25519_INFO: Final = b"age-encryption.org/v1/X25519"
CHUNK: Final = 64 << 10
TAG: Final = 16
FILE_KEY, NONCE = 16, 16
LINE_MOST: Final = 1_000
"""Bytes of a line of the header: those of X25519 stanzas are shorter, others are passed over."""
LINES_MOST: Final = 200
"""Lines of a header, those of all its recipients."""
PUBLIC, SECRET = "age", "age-secret-key-"


class ArchiveRefused(Exception):
    """A file is no archive, not for this key, cut off or altered; or a key is malformed. Texts never quote a key."""


@dataclass(frozen=True)
class Recipient:
    """Whom a file is encrypted to."""

    public: bytes

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(_key(PUBLIC, text))

    def __str__(self) -> str:
        return encoded(PUBLIC, self.public)

    def stanza(self, file_key: bytes) -> bytes:
        """The lines of a header that give this recipient the file's key."""
        own = X25519PrivateKey.generate()
        share = own.public_key().public_bytes_raw()
        shared = own.exchange(X25519PublicKey.from_public_bytes(self.public))
        wrapping = ChaCha20Poly1305(_derived(shared, share + self.public, X25519_INFO))
        wrapped = wrapping.encrypt(bytes(12), file_key, None)
        return b"-> X25519 " + _base64(share) + b"\n" + _base64(wrapped) + b"\n"


@dataclass(frozen=True)
class Identity:
    secret: bytes

    @classmethod
    def fresh(cls) -> Self:
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def of(cls, path: Path) -> Self:
        lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
        found = next((line for line in lines if line and not line.startswith("#")), "")
        return cls(_key(SECRET, found))

    def __str__(self) -> str:
        return encoded(SECRET, self.secret).upper()

    def __repr__(self) -> str:
        return "Identity(…)"

    @property
    def recipient(self) -> Recipient:
        return Recipient(X25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw())

    def opened(self, share: bytes, wrapped: bytes) -> bytes | None:
        """A file's key from a stanza; None for another recipient's."""
        try:
            shared = X25519PrivateKey.from_private_bytes(self.secret).exchange(X25519PublicKey.from_public_bytes(share))
            wrapping = _derived(shared, share + self.recipient.public, X25519_INFO)
            return ChaCha20Poly1305(wrapping).decrypt(bytes(12), wrapped, None)
        except (InvalidTag, ValueError):
            return None


class AgeWriter:
    def __init__(self, to: BinaryIO, recipients: Sequence[Recipient]) -> None:
        file_key, nonce = os.urandom(FILE_KEY), os.urandom(NONCE)
        header = VERSION + b"\n" + b"".join(recipient.stanza(file_key) for recipient in recipients) + b"---"
        to.write(header + b" " + _base64(_mac(file_key, header)) + b"\n" + nonce)
        self._to, self._cipher = to, ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
        self._held, self._count = bytearray(), 0

    def write(self, data: bytes) -> None:
        self._held += data
        while len(self._held) > CHUNK:  # what is left is never empty, for the last chunk may not be
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]

    def close(self) -> None:
        self._seal(bytes(self._held), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._to.write(self._cipher.encrypt(_nonce(self._count, last), chunk, None))
        self._count += 1


def read(source: BinaryIO, identity: Identity) -> Iterator[bytes]:
    """The chunks of a file in clear. Raises ArchiveRefused, for a cut-off file at its end."""
    file_key = _file_key(source, identity)
    cipher = ChaCha20Poly1305(_derived(file_key, source.read(NONCE), b"payload"))
    count, sealed = 0, source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(count, not following), sealed, None)
        except InvalidTag:
            raise ArchiveRefused("the archive was cut off or altered") from None
        if not following:
            return
        count, sealed = count + 1, following


def _file_key(source: BinaryIO, identity: Identity) -> bytes:
    header = source.readline(LINE_MOST)
    if header != VERSION + b"\n":
        raise ArchiveRefused("this is no archive of age, version 1")
    found: bytes | None = None
    words: list[bytes] = []
    for _ in range(LINES_MOST):
        line = source.readline(LINE_MOST)
        if line.startswith(b"--- "):
            break
        header += line
        if line.startswith(b"-> "):
            words = line.split()
        elif len(words) == 3 and words[1] == b"X25519":
            found = found or identity.opened(_bytes(words[2]), _bytes(line.strip()))
    if found is None:
        raise ArchiveRefused("the archive is for another key")
    if not hmac.compare_digest(_mac(found, header + b"---"), _bytes(line.removeprefix(b"--- ").strip())):
        raise ArchiveRefused("the archive's header was altered")
    return found


def _key(prefix: str, text: str) -> bytes:
    try:
        found = decoded(prefix, text)
    except ValueError as wrong:
        raise ArchiveRefused(f"not a key of age that begins with {prefix.upper()}1: {wrong}") from None
    if len(found) != 32:
        raise ArchiveRefused("not a key of 32 bytes")
    return found


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), header, sha256)


def _base64(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    try:
        return b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        return b""
