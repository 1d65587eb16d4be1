"""Trees to test with: the recursive definitions of RFC 6962 section 2.1, written down as they stand there."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

Path = tuple[tuple[str, int, int], ...]
"""The subtrees of a proof in order: on which side they go, and their range of leaves."""


def entry(at: int) -> bytes:
    """The bytes of a leaf: all different, of uneven lengths, one empty."""
    return b"entry %d" % at + b"." * (at % 7) if at != 3 else b""


def leaf(at: int) -> bytes:
    return sha256(b"\x00" + entry(at)).digest()


@lru_cache(maxsize=200_000)
def tree_hash(start: int, end: int) -> bytes:
    """MTH(D[start:end])."""
    if start == end:
        return sha256(b"").digest()
    if end - start == 1:
        return leaf(start)
    middle = start + split(end - start)
    return sha256(b"\x01" + tree_hash(start, middle) + tree_hash(middle, end)).digest()


def split(size: int) -> int:
    """The largest power of two smaller than a size above one."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


@lru_cache(maxsize=100_000)
def inclusion_path(index: int, start: int, end: int) -> Path:
    """PATH(m, D[n]): which subtrees prove a leaf's place."""
    if end - start == 1:
        return ()
    middle = start + split(end - start)
    if index < middle:
        return (*inclusion_path(index, start, middle), ("right", middle, end))
    return (*inclusion_path(index, middle, end), ("left", start, middle))


@lru_cache(maxsize=100_000)
def consistency_path(old: int, start: int, end: int, known: bool) -> Path:
    """SUBPROOF(m, D[n], b): which subtrees prove that a tree begins with another."""
    if old == end:
        return () if known else (("both", start, end),)
    middle = start + split(end - start)
    if old <= middle:
        return (*consistency_path(old, start, middle, known), ("right", middle, end))
    return (*consistency_path(old, middle, end, False), ("left", start, middle))


def hashes(path: Path) -> list[bytes]:
    return [tree_hash(start, end) for _, start, end in path]


def sides(path: Path) -> tuple[str, ...]:
    """All of a path that a verifier can tell: two trees with equal sides have proofs of one shape."""
    return tuple(side for side, _, _ in path)


def read(level: int, index: int) -> bytes:
    return tree_hash(index << level, (index + 1) << level)


def flipped(data: bytes, bit: int) -> bytes:
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


def flips(data: bytes) -> Iterator[bytes]:
    return (flipped(data, bit) for bit in range(len(data) * 8))
