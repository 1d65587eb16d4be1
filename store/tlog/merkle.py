"""Hashes, roots and proofs of the transparency log's tree (RFC 6962 section 2.1).

A leaf is always represented by its leaf hash; `leaf_hash` computes it from the leaf's bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from hashlib import sha256

from store.tlog.strict import HASH_SIZE, MOST, ProofRefused, digest

LEAF, NODE = b"\x00", b"\x01"
EMPTY_ROOT = sha256(b"").digest()

ReadHash = Callable[[int, int], bytes]
"""`read(level, index)`: the hash of the complete subtree over leaves index * 2^level up to (index + 1) * 2^level."""


def leaf_hash(data: bytes) -> bytes:
    """Return the SHA-256 of a leaf: of the prefix 00, then its bytes."""
    return sha256(LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the SHA-256 of an inner node: of the prefix 01, then the hashes of its two children."""
    return sha256(NODE + left + right).digest()


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaves, layer by layer. The odd last node is moved up unchanged (RFC 6962 section 2.1)."""
    row = list(leaf_hashes)
    while len(row) > 1:
        paired = [sha256(NODE + row[at] + row[at + 1]).digest() for at in range(0, len(row) - 1, 2)]
        row = paired + row[len(paired) * 2 :]
    return row[0] if row else EMPTY_ROOT


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofRefused unless the leaf hash is at this index of the tree (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size <= MOST:
        raise ProofRefused("no such index in a tree of that size")
    _digests((leaf, root, *proof))
    at, last, made = index, size - 1, leaf
    for hash in proof:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if at & 1 or at == last:
            made = node_hash(hash, made)
            skipped = _trailing_zeros(at)
            at, last = at >> skipped, last >> skipped
        else:
            made = node_hash(made, hash)
        at, last = at >> 1, last >> 1
    if last != 0 or made != root:
        raise ProofRefused("the proof does not lead to the root")


def verify_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raise ProofRefused unless the new tree begins with the old one (RFC 9162 section 2.1.4.2).

    If the old tree is empty, only the empty proof is accepted (C2SP tlog-witness).
    """
    if not 0 <= old_size <= new_size <= MOST:
        raise ProofRefused("the tree shrank or has no possible size")
    _digests((old_root, new_root, *proof))
    if any(size == 0 and root != EMPTY_ROOT for size, root in ((old_size, old_root), (new_size, new_root))):
        raise ProofRefused("not the root of the empty tree")
    if old_size in (0, new_size):
        if proof or (old_size == new_size and old_root != new_root):
            raise ProofRefused("equal sizes with different roots, or a proof where none is due")
        return
    _follow_consistency(old_size, old_root, new_size, new_root, proof)


def _follow_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    if not proof:
        raise ProofRefused("the proof is missing")
    whole = old_size & (old_size - 1) == 0
    path = iter((old_root, *proof) if whole else proof)
    skipped = _trailing_zeros(old_size)
    at, last = (old_size - 1) >> skipped, (new_size - 1) >> skipped
    old = new = next(path)
    for hash in path:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if at & 1 or at == last:
            old, new = node_hash(hash, old), node_hash(hash, new)
            skipped = _trailing_zeros(at)
            at, last = at >> skipped, last >> skipped
        else:
            new = node_hash(new, hash)
        at, last = at >> 1, last >> 1
    if last != 0 or old != old_root or new != new_root:
        raise ProofRefused("the proof does not lead to both roots")


def tree_root(size: int, read: ReadHash) -> bytes:
    return _fold(right_edge(size, read))


def right_edge(size: int, read: ReadHash) -> list[bytes]:
    """Return the hashes of the complete subtrees of a tree of that size, largest first. `CompactRange.of` takes this
    list."""
    if not 0 <= size <= MOST:
        raise ProofRefused("no possible size")
    return [read(level, index) for level, index in _complete(0, size)]


def inclusion_proof(index: int, size: int, read: ReadHash) -> list[bytes]:
    """Return PATH(m, D[n]) of RFC 6962 section 2.1.1. The leaf's sibling comes first."""
    if not 0 <= index < size <= MOST:
        raise ProofRefused("no such index in a tree of that size")
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_root(middle, end, read))
            end = middle
        else:
            proof.append(_range_root(start, middle, read))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, read: ReadHash) -> list[bytes]:
    """Return PROOF(m, D[n]) of RFC 6962 section 2.1.2; empty for an empty old tree and for equal sizes."""
    if not 0 <= old <= new <= MOST:
        raise ProofRefused("the tree shrank or has no possible size")
    start, end, proof = 0, new, []
    while 0 < old < end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_root(middle, end, read))
            end = middle
        else:
            proof.append(_range_root(start, middle, read))
            start = middle
    if start:
        proof.append(_range_root(start, end, read))
    return proof[::-1]


class CompactRange:
    """Right edge of a growing tree: its complete subtrees. They suffice to append leaves and compute the root."""

    def __init__(self) -> None:
        self._size = 0
        self._edge: list[bytes] = []

    @classmethod
    def of(cls, size: int, right_edge: list[bytes]) -> "CompactRange":
        """Return the edge of an existing tree, given its complete subtrees, largest first.

        Raise ProofRefused if they do not match the size.
        """
        if not 0 <= size <= MOST or len(right_edge) != size.bit_count():
            raise ProofRefused("not the right edge of a tree of that size")
        _digests(right_edge)
        made = cls()
        made._size, made._edge = size, list(right_edge)
        return made

    @property
    def size(self) -> int:
        return self._size

    def append(self, leaf_hash: bytes) -> None:
        self.extend((leaf_hash,))

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        edge, size = self._edge, self._size
        for node in leaf_hashes:
            if len(node) != HASH_SIZE:
                raise ProofRefused("not a SHA-256 hash")
            carry = size
            while carry & 1:
                node, carry = sha256(NODE + edge.pop() + node).digest(), carry >> 1
            edge.append(node)
            self._size = size = size + 1

    def root(self) -> bytes:
        return _fold(self._edge)

    def edge(self) -> list[bytes]:
        return list(self._edge)


def _split(size: int) -> int:
    """Return the largest power of two below a size of two or more."""
    return 1 << (size - 1).bit_length() - 1


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1 if number else 0


def _complete(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the level and index of each complete subtree in a range. The range must start where the tree itself is
    split."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_root(start: int, end: int, read: ReadHash) -> bytes:
    return _fold([read(level, index) for level, index in _complete(start, end)])


def _fold(edge: Sequence[bytes]) -> bytes:
    return reduce(lambda right, left: node_hash(left, right), reversed(edge)) if edge else EMPTY_ROOT


def _digests(hashes: Iterable[bytes]) -> None:
    for hash in hashes:
        digest(hash, ProofRefused)
