"""Checkpoints (C2SP tlog-checkpoint), and proofs of an entry that can be checked offline (C2SP tlog-proof)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.tlog.merkle import EMPTY_ROOT, leaf_hash, verify_inclusion
from store.tlog.note import Ed25519Verifier, split, verify
from store.tlog.strict import (
    MOST,
    CheckpointRefused,
    ProofRefused,
    base64,
    decimal,
    digest,
    lines,
    to_base64,
    to_utf8,
    utf8,
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """State of a log: origin, size and root. Raises CheckpointRefused on construction for impossible values."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Raise CheckpointRefused for values that could not be written and read back."""
        if not self.origin or "\n" in self.origin:
            raise CheckpointRefused("not an origin")
        to_utf8(self.origin, CheckpointRefused)
        digest(self.root, CheckpointRefused)
        if not 0 <= self.size <= MOST or (self.size == 0) != (self.root == EMPTY_ROOT):
            raise CheckpointRefused("size and root do not go together")

    def text(self) -> str:
        """Return the note's text: origin, size and root, each on a separate line."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def parse_checkpoint(text: str, origin: str) -> Checkpoint:
    """Parse a checkpoint of this log. Raise CheckpointRefused for any other spelling or log.

    Extension lines are refused: nothing audits them, and this log writes none.
    """
    found = read_checkpoint(text)
    if found.origin != origin:
        raise CheckpointRefused("the checkpoint of another log")
    return found


def read_checkpoint(text: str) -> Checkpoint:
    """Parse a checkpoint of any log. A witness uses it to find the log by its name."""
    rows = lines(text, CheckpointRefused)
    if len(rows) != 3:
        raise CheckpointRefused("not three lines")
    return Checkpoint(rows[0], decimal(rows[1], CheckpointRefused), base64(rows[2], CheckpointRefused))


@dataclass(frozen=True, slots=True)
class Signed:
    """Checkpoint signed by the log's key: the note's bytes, its content, and its time."""

    note: bytes
    checkpoint: Checkpoint
    at: datetime


HEADER = "c2sp.org/tlog-proof@v1"
HASHES_MOST = 63
"""Longest path in a tree of at most 2^63 - 1 leaves."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Proof as parsed. No part of it is verified, and `extra` cannot be verified."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None


def encode_proof(index: int, hashes: Sequence[bytes], checkpoint: bytes, extra: bytes | None) -> bytes:
    """Return the file of an entry's index, its inclusion proof and the signed checkpoint, which is copied verbatim.

    Raise LogFault for values that could not be read back.
    """
    more = [] if extra is None else [f"extra {to_base64(extra)}"]
    rows = [HEADER, *more, f"index {index}", *map(to_base64, hashes), "", ""]
    data = "\n".join(rows).encode() + checkpoint
    if decode_proof(data) != TlogProof(index, tuple(hashes), checkpoint, extra):
        raise ProofRefused("not what a proof can hold")
    return data


def decode_proof(data: bytes) -> TlogProof:
    """Parse a proof file. Raise LogFault for a malformed file: ProofRefused, or NoteRefused for its checkpoint."""
    head, found, checkpoint = data.partition(b"\n\n")
    if not found:
        raise ProofRefused("no empty line before the checkpoint")
    rows = utf8(head, ProofRefused).split("\n")
    if rows.pop(0) != HEADER:
        raise ProofRefused("not a proof of this version")
    extra = _extra(rows.pop(0)) if rows and rows[0].startswith("extra ") else None
    index = decimal(_after("index ", rows.pop(0) if rows else ""), ProofRefused)
    if len(rows) > HASHES_MOST:
        raise ProofRefused("the proof is too long")
    hashes = tuple(digest(base64(row, ProofRefused), ProofRefused) for row in rows)
    split(checkpoint)
    return TlogProof(index, hashes, checkpoint, extra)


def verify_proof(data: bytes, leaf_data: bytes, verifiers: Sequence[Ed25519Verifier], origin: str) -> Checkpoint:
    """Return the checkpoint that proves the entry to be in the log.

    A key named after the origin must have signed, even if other keys signed: a witness's signature alone does not prove
    the log. The caller decides how many witnesses suffice, with `note.verify` on the checkpoint. Raise LogFault.
    """
    proof = decode_proof(data)
    opened = verify(proof.checkpoint, verifiers)
    if origin not in opened.signatures:
        raise ProofRefused("the log itself did not sign")
    checkpoint = parse_checkpoint(opened.text, origin)
    verify_inclusion(proof.index, checkpoint.size, leaf_hash(leaf_data), proof.hashes, checkpoint.root)
    return checkpoint


def _extra(row: str) -> bytes:
    data = base64(_after("extra ", row), ProofRefused)
    if not data:
        raise ProofRefused("empty extra data")
    return data


def _after(word: str, row: str) -> str:
    if not row.startswith(word):
        raise ProofRefused(f"no line {word.strip()}")
    return row.removeprefix(word)
