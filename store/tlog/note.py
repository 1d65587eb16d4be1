"""The text ends in LF. An empty line follows, and then one line for each signature: em dash, space, key name, space,
base64 of the key's id and the signature. The key id is the start of SHA-256(name, LF, kind of key, public key)."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from store.tlog.strict import (
    ID_SIZE,
    NoteRefused,
    base64,
    key_id,
    key_name,
    lines,
    read_key,
    to_base64,
    to_utf8,
    utf8,
    write_key,
)

ED25519 = 0x01
SIGNATURES_MOST = 100

_DASH = "— "
PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Signature of a note, not verified yet."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> bytes:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.signature)}\n".encode()


@dataclass(frozen=True, slots=True)
class Verified:
    """Key that signed a note, and the time in its signature; None if this kind of signature has no time."""

    name: str
    key_id: bytes
    time: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    text: str
    verified: tuple[Verified, ...]

    @property
    def signatures(self) -> tuple[str, ...]:
        """Return the names of the keys that signed, one for each key, in the note's order."""
        return tuple(verifier.name for verifier in self.verified)


class Ed25519Verifier(ABC):
    kind: int

    def __init__(self, name: str, public: bytes) -> None:
        """Take a name and a key. Raise NoteRefused for an invalid one."""
        self.name = key_name(name)
        self.key_id = key_id(name, self.kind, public)
        self._public = _public_key(public)

    @classmethod
    def from_vkey(cls, vkey: str) -> Self:
        """Parse a key from `name+id+base64` of kind and public key."""
        name, stated, public = read_key(vkey, cls.kind)
        made = cls(name, public)
        if made.key_id != stated:
            raise NoteRefused("the id is not this key's")
        return made

    def vkey(self) -> str:
        return write_key(self.name, self.key_id, self.kind, self._public.public_bytes_raw())

    @abstractmethod
    def check(self, text: bytes, signature: bytes) -> int | None:
        """Return the time of a valid signature; None if this kind of signature has no time. Raise NoteRefused for an
        invalid signature."""

    def _valid(self, signature: bytes, message: bytes) -> None:
        try:
            self._public.verify(signature, message)
        except InvalidSignature as wrong:
            raise NoteRefused(f"the signature of {self.name} is not valid") from wrong


class Verifier(Ed25519Verifier):
    kind = ED25519

    def check(self, text: bytes, signature: bytes) -> None:
        self._valid(signature, text)


class Ed25519Signer:
    """Private key with a name. Subclasses define the kind of its signatures."""

    kind: int

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        """Take a name and a key. Raise NoteRefused for an invalid name."""
        self.name = key_name(name)
        self._private = private
        self.key_id = key_id(name, self.kind, self._public())

    @classmethod
    def generate(cls, name: str) -> Self:
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse a key from `PRIVATE+KEY+name+id+base64` of kind and seed (the Go tools' format)."""
        if not text.startswith(PRIVATE):
            raise NoteRefused("not a private key")
        name, stated, seed = read_key(text.removeprefix(PRIVATE), cls.kind)
        made = cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        if made.key_id != stated:
            raise NoteRefused("the id is not this key's")
        return made

    def text(self) -> str:
        return PRIVATE + write_key(self.name, self.key_id, self.kind, self._private.private_bytes_raw())

    def vkey(self) -> str:
        return write_key(self.name, self.key_id, self.kind, self._public())

    def _public(self) -> bytes:
        return self._private.public_key().public_bytes_raw()


class Signer(Ed25519Signer):
    kind = ED25519

    def sign(self, text: str) -> bytes:
        return SignatureLine(self.name, self.key_id, self._private.sign(signed_bytes(text))).line()


def signed_bytes(text: str) -> bytes:
    """Return the signed bytes of a note: its whole text, including the last LF."""
    if not text.endswith("\n"):
        raise NoteRefused("no newline at the end")
    return to_utf8(text, NoteRefused)


def join(text: str, signature_lines: Iterable[bytes]) -> bytes:
    """Return the note made of a text and its signature lines. Raise NoteRefused for a note that could not be read
    back."""
    note = signed_bytes(text) + b"\n" + b"".join(signature_lines)
    if split(note)[0] != text:
        raise NoteRefused("the signature lines hold text")
    return note


def split(note: bytes) -> tuple[str, list[SignatureLine]]:
    """Return the text and the unverified signatures of a note. They are divided at the last empty line."""
    text, found, signed = utf8(note, NoteRefused).rpartition("\n\n")
    if not found:
        raise NoteRefused("no empty line before the signatures")
    rows = lines(signed, NoteRefused)
    if len(rows) > SIGNATURES_MOST:
        raise NoteRefused("too many signatures")
    return text + "\n", [_signature_line(row) for row in rows]


def verify(note: bytes, verifiers: Sequence[Ed25519Verifier]) -> Opened:
    """Return the text of a note and the known keys that signed it.

    Signatures by unknown keys are ignored. Raise NoteRefused if a known key's signature is invalid, or if no known key
    signed. If a key signed several times, all its signatures must be valid, and the earliest time counts.
    """
    text, found = split(note)
    known = _by_key(verifiers)
    verified: dict[tuple[str, bytes], Verified] = {}
    for signature in found:
        key = signature.name, signature.key_id
        if key not in known:
            continue
        time = known[key].check(to_utf8(text, NoteRefused), signature.signature)
        before = verified.setdefault(key, Verified(*key, time))
        if time is not None and before.time is not None and time < before.time:
            verified[key] = Verified(*key, time)
    if not verified:
        raise NoteRefused("no known key signed")
    return Opened(text, tuple(verified.values()))


def _by_key(verifiers: Sequence[Ed25519Verifier]) -> dict[tuple[str, bytes], Ed25519Verifier]:
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    if len(known) != len(verifiers):
        raise NoteRefused("two known keys have the same name and id")
    return known


def _signature_line(row: str) -> SignatureLine:
    if not row.startswith(_DASH):
        raise NoteRefused("not a signature line")
    name, _, encoded = row.removeprefix(_DASH).partition(" ")
    data = base64(encoded, NoteRefused)
    if len(data) <= ID_SIZE:
        raise NoteRefused("no signature after the key's id")
    return SignatureLine(key_name(name), data[:ID_SIZE], data[ID_SIZE:])


def _public_key(public: bytes) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(public)
    except ValueError as wrong:
        raise NoteRefused("not an Ed25519 key") from wrong
