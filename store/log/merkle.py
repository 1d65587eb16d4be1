"""Hashes of the transparency log (RFC 6962 section 2.1)."""

from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of a leaf: prefix 00, then its bytes."""
    return sha256(LEAF + data).digest()
