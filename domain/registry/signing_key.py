"""Keys with which officers sign acts: passkeys, of which the register holds the public half."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.kernel.event import Sealed

P256: Final = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200") + b"\x04"
ED25519: Final = bytes.fromhex("302a300506032b6570032100")
RSA_BYTES: Final = range(256, 513)
"""Bytes of the modulus of 2048 to 4096 bits."""
EXPONENT: Final = bytes.fromhex("0203010001")
"""The number 65537 in DER."""


class KeyEnd(StrEnum):
    """Why a signing key ends."""

    LOST = "LOST"
    STOLEN = "STOLEN"
    REPLACED = "REPLACED"
    LEFT = "LEFT"


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A key of an officer. `key` is the SHA-256 of its credential id, `public` its SubjectPublicKeyInfo in base64."""

    key: str
    public: str
    label: Sealed
    entered_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    counts_from: datetime | None = None
    doubted_by: str | None = None
    doubted_at: datetime | None = None
    reason: KeyEnd | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    def counts(self, at: datetime) -> bool:
        """Return whether the key may sign acts at a moment."""
        begun = self.counts_from is not None and self.counts_from <= at
        return begun and (self.ended_at is None or at < self.ended_at)


def is_public_key(text: str) -> bool:
    """Return whether a text is a public key of a kind that can sign: P-256, Ed25519 or RSA of 2048 to 4096 bits."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return False
    if base64.b64encode(data).decode() != text:
        return False
    return (len(data), data[:27]) == (91, P256) or (len(data), data[:12]) == (44, ED25519) or _is_rsa(data)


def _is_rsa(data: bytes) -> bool:
    """Return whether bytes are a key of RSA with a modulus of whole bytes, which is odd, and the usual exponent."""
    size = len(data) - 38
    if size not in RSA_BYTES or data[-5:] != EXPONENT:
        return False
    lengths = (length.to_bytes(2).hex() for length in (size + 34, size + 15, size + 10, size + 1))
    head = "3082{}300d06092a864886f70d01010105000382{}003082{}0282{}00".format(*lengths)
    return data[:33] == bytes.fromhex(head) and data[33] >= 0x80 and data[-6] & 1 == 1
