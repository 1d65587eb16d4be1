"""Promises: signed statements "accepted, to be sealed by T" for the writer of a version, like an SCT for a certificate.

    casebook/promise/v1
    <origin of the log>
    <base64 of the leaf hash>
    <the time by which the version must be sealed>

The key is the API's own, with a name under which no checkpoint is accepted. A promise follows from the version alone,
so a repeated command gets the same promise, and nothing is stored. The writer keeps the promise as evidence against a
register that loses the version.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.kernel.calendar import from_iso_millis, iso_millis
from store.keys.master import KeyRefused
from store.tlog.note import Ed25519Verifier, Signer, Verifier, join, verify
from store.tlog.strict import NoteRefused, base64, digest, lines, to_base64

SEAL_WITHIN = timedelta(hours=1)
"""Time after its write within which the register promises to seal a version."""
PROMISE = "casebook/promise/v1"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Version that is not sealed yet, and the time by which it must be."""

    leaf: bytes
    to_be_sealed_by: datetime


@dataclass(frozen=True, slots=True)
class Promising:
    origin: str
    signer: Signer

    @classmethod
    def from_file(cls, path: Path, origin: str) -> "Promising":
        """Read the key from a file with 64 hex digits. Raise KeyRefused; the message never contains the file's text."""
        text = path.read_text().strip()
        if not re.fullmatch(r"[0-9a-f]{64}", text):
            raise KeyRefused("the promise key's file must hold 64 hex digits")
        seed = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
        return cls(origin, Signer(promise_name(origin), seed))

    @property
    def verifier(self) -> Verifier:
        return Verifier.from_vkey(self.signer.vkey())

    def promise(self, accepted: Accepted) -> bytes:
        return promise(accepted, self.origin, self.signer)


def promise_name(origin: str) -> str:
    """Return the name of the key that signs promises. It differs from the name of the log's key, so the key signs no
    checkpoint."""
    return f"{origin}/promises"


def accepted(leaf: bytes, at: datetime) -> Accepted:
    return Accepted(leaf, at + SEAL_WITHIN)


def promise(of: Accepted, origin: str, signer: Signer) -> bytes:
    text = "\n".join([PROMISE, origin, to_base64(of.leaf), iso_millis(of.to_be_sealed_by), ""])
    return join(text, [signer.sign(text)])


def read_promise(note: bytes, verifiers: Sequence[Ed25519Verifier], origin: str) -> Accepted:
    """Return the promise in a note of this log. Only a key with the name for promises is accepted. Raise
    NoteRefused."""
    keys = [verifier for verifier in verifiers if verifier.name == promise_name(origin)]
    rows = lines(verify(note, keys).text, NoteRefused)
    if len(rows) != 4 or rows[:2] != [PROMISE, origin]:
        raise NoteRefused("not a promise of this log")
    try:
        by = from_iso_millis(rows[3])
    except ValueError as wrong:
        raise NoteRefused("no time") from wrong
    return Accepted(digest(base64(rows[2], NoteRefused), NoteRefused), by)
