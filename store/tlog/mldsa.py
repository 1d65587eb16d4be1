"""Cosignatures that a quantum computer cannot forge: ML-DSA-44 (C2SP tlog-cosignature, FIPS 204).

The signature covers the cosigner's name, the time, the log's name, the size and the root; not the extension lines of a
checkpoint, which this log has none of. A time of 0 would state less than a witness does, and is refused.
"""

from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from store.tlog.checkpoint import Checkpoint, read_checkpoint
from store.tlog.cosignature import TIME_SIZE, Cosigner, CosignerVerifier
from store.tlog.faults import LogFault, NoteRefused
from store.tlog.note import PRIVATE, AnyVerifier, SignatureLine
from store.tlog.strict import MOST, key_id, key_name, read_key, utf8, write_key

ML_DSA_44 = 0x06
PUBLIC_SIZE, SEED_SIZE, SIGNATURE_SIZE = 1312, 32, 2420
LABEL = b"subtree/v1\n\0"
NAME_MOST = 255


class MlDsaCosigner:
    """A witness's private key: 32 bytes from which the whole key follows."""

    def __init__(self, name: str, private: MLDSA44PrivateKey) -> None:
        """Raises NoteRefused for a name that cannot be one."""
        self.name, self._private = key_name(name), private
        self._public = private.public_key().public_bytes_raw()
        self.key_id = key_id(name, ML_DSA_44, self._public)

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key from the system's randomness."""
        return cls(name, MLDSA44PrivateKey.generate())

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The key as `text` writes it."""
        name, stated, seed = read_key(text.removeprefix(PRIVATE), ML_DSA_44, SEED_SIZE)
        made = cls(name, MLDSA44PrivateKey.from_seed_bytes(seed))
        if made.key_id != stated:
            raise NoteRefused("the id is not this key's")
        return made

    def text(self) -> str:
        """The private key: a secret."""
        return PRIVATE + write_key(self.name, self.key_id, ML_DSA_44, self._private.private_bytes_raw())

    def vkey(self) -> str:
        """The public key as a verifier takes it."""
        return write_key(self.name, self.key_id, ML_DSA_44, self._public)

    def sign(self, text: str, time: int) -> bytes:
        """The signature line for a checkpoint's text, at a time in seconds since 1970 (UTC)."""
        if not 0 < time <= MOST:
            raise NoteRefused("no possible time")
        signature = self._private.sign(_message(self.name, read_checkpoint(text), time))
        return SignatureLine(self.name, self.key_id, time.to_bytes(TIME_SIZE, "big") + signature).line()


class MlDsaVerifier(AnyVerifier):
    """A witness's public key."""

    def __init__(self, name: str, public: bytes) -> None:
        """Raises NoteRefused for a name or a key that cannot be one."""
        self.name, self._raw = key_name(name), public
        self.key_id = key_id(name, ML_DSA_44, public)
        try:
            self._public = MLDSA44PublicKey.from_public_bytes(public)
        except ValueError as wrong:
            raise NoteRefused("not an ML-DSA-44 key") from wrong

    @classmethod
    def from_vkey(cls, vkey: str) -> Self:
        """The key written as `name+id+base64` of kind and public key."""
        name, stated, public = read_key(vkey, ML_DSA_44, PUBLIC_SIZE)
        made = cls(name, public)
        if made.key_id != stated:
            raise NoteRefused("the id is not this key's")
        return made

    def vkey(self) -> str:
        """The key in that spelling."""
        return write_key(self.name, self.key_id, ML_DSA_44, self._raw)

    def check(self, text: bytes, signature: bytes) -> int:
        """The time of a valid cosignature, in seconds since 1970 (UTC). Raises NoteRefused for an invalid one."""
        time = int.from_bytes(signature[:TIME_SIZE], "big")
        if not 0 < time <= MOST:
            raise NoteRefused("no possible time")
        try:
            message = _message(self.name, read_checkpoint(utf8(text, NoteRefused)), time)
            self._public.verify(signature[TIME_SIZE:], message)
        except (InvalidSignature, ValueError) as wrong:
            raise NoteRefused(f"the signature of {self.name} is not valid") from wrong
        except LogFault as wrong:
            raise NoteRefused(str(wrong)) from wrong
        return time


def witness_verifier(vkey: str) -> CosignerVerifier | MlDsaVerifier:
    """The public key of a witness, of either kind. Raises NoteRefused."""
    try:
        return CosignerVerifier.from_vkey(vkey)
    except NoteRefused:
        return MlDsaVerifier.from_vkey(vkey)


def witness_key(text: str) -> Cosigner | MlDsaCosigner:
    """The private key of a witness, of either kind. Raises NoteRefused."""
    try:
        return Cosigner.from_text(text)
    except NoteRefused:
        return MlDsaCosigner.from_text(text)


def _message(name: str, checkpoint: Checkpoint, time: int) -> bytes:
    numbers = (number.to_bytes(TIME_SIZE, "big") for number in (0, checkpoint.size))
    return b"".join(
        (LABEL, _opaque(name), time.to_bytes(TIME_SIZE, "big"), _opaque(checkpoint.origin), *numbers, checkpoint.root)
    )


def _opaque(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= NAME_MOST:
        raise NoteRefused("a name of more than 255 bytes")
    return bytes([len(data)]) + data
