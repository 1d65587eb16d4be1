"""Cosignatures by witnesses: a checkpoint signed with the time (C2SP tlog-cosignature, cosignature/v1, Ed25519).

The signature does not cover the cosigner's name: one key a cosigner.
"""

from store.tlog.checkpoint import read_checkpoint
from store.tlog.faults import NoteRefused
from store.tlog.note import Ed25519Signer, Ed25519Verifier, SignatureLine, signed_bytes
from store.tlog.strict import MOST

COSIGNATURE = 0x04
TIME_SIZE = 8


class Cosigner(Ed25519Signer):
    kind = COSIGNATURE

    def sign(self, text: str, time: int) -> bytes:
        """The signature line for a checkpoint's text, at a time in seconds since 1970 (UTC)."""
        read_checkpoint(text)
        if not 0 <= time <= MOST:
            raise NoteRefused("no possible time")
        signature = self._private.sign(_message(signed_bytes(text), time))
        return SignatureLine(self.name, self.key_id, time.to_bytes(TIME_SIZE, "big") + signature).line()


class CosignerVerifier(Ed25519Verifier):
    """A witness's public key. `note.verify` takes it with the log's keys and returns the time."""

    kind = COSIGNATURE

    def check(self, text: bytes, signature: bytes) -> int:
        """The time of a valid cosignature, in seconds since 1970 (UTC). Raises NoteRefused for an invalid one."""
        time = int.from_bytes(signature[:TIME_SIZE], "big")
        if time > MOST:
            raise NoteRefused("no possible time")
        self._valid(signature[TIME_SIZE:], _message(text, time))
        return time


def _message(text: bytes, time: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + text
