"""Proofs that can be checked offline: an entry's place in the log in one file (C2SP tlog-proof)."""

from collections.abc import Sequence
from dataclasses import dataclass

from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.faults import ProofRefused
from store.tlog.merkle import leaf_hash, verify_inclusion
from store.tlog.note import Ed25519Verifier, split, verify
from store.tlog.strict import base64, decimal, digest, to_base64, utf8

HEADER = "c2sp.org/tlog-proof@v1"
HASHES_MOST = 63
"""The longest path in a tree of at most 2^63 - 1 leaves."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof as read: nothing of it is verified, and `extra` never can be."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None


def encode_proof(index: int, hashes: Sequence[bytes], checkpoint: bytes, extra: bytes | None) -> bytes:
    """The file for an entry's index, its inclusion proof and the signed checkpoint, which goes in verbatim.

    Raises LogFault for what could not be read back.
    """
    more = [] if extra is None else [f"extra {to_base64(extra)}"]
    rows = [HEADER, *more, f"index {index}", *map(to_base64, hashes), "", ""]
    data = "\n".join(rows).encode() + checkpoint
    if decode_proof(data) != TlogProof(index, tuple(hashes), checkpoint, extra):
        raise ProofRefused("not what a proof can hold")
    return data


def decode_proof(data: bytes) -> TlogProof:
    """Read a proof file. Raises LogFault (ProofRefused, or NoteRefused for its checkpoint) for any other shape."""
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
    """The checkpoint under which the entry is proved to be in the log.

    A key named after the origin must have signed, whatever other keys did: a witness alone is not the log. How many
    witnesses are enough is the caller's to judge, with `note.verify` on the checkpoint. Raises LogFault.
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
