"""Proofs changed in any way are refused: by every mutation for small trees, by drawn ones for larger."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.tlog.merkle import EMPTY_ROOT, node_hash, verify_consistency, verify_inclusion
from store.tlog.strict import ProofRefused
from tests.store.tlog.trees import consistency_path, flipped, hashes, inclusion_path, leaf, sides, tree_hash

SMALL, LARGE = 18, 300
STRANGE = b"\x5a" * 32


def neighbours(number: int) -> set[int]:
    """Off by one, doubled, halved, and with its second bit turned."""
    return {number - 1, number + 1, number * 2, number // 2, number ^ 2, -number} - {number}


def damaged(proof: list[bytes], *near: bytes) -> Iterator[list[bytes]]:
    """The proof with nodes changed, swapped, lost, doubled and added, also ones a verifier might confuse."""
    for extra in (b"", STRANGE, *near):
        yield [*proof, extra]
        yield [extra, *proof]
    for at, node in enumerate(proof):
        before, after = proof[:at], proof[at + 1 :]
        yield [*before, *after]
        yield [*before, node, node, *after]
        yield [*before, node[:-1], *after]
        yield [*before, node + b"\0", *after]
        for bit in (0, 4, 100, 255):
            yield [*before, flipped(node, bit), *after]
        for other in range(at):
            yield [*proof[:other], node, *proof[other + 1 : at], proof[other], *after]
    if len(proof) > 1:
        yield []
        yield proof[::-1]
        yield [b"".join(proof)]


def inclusion_refused(index: int, size: int, node: bytes, proof: list[bytes], root: bytes) -> None:
    with pytest.raises(ProofRefused):
        verify_inclusion(index, size, node, proof, root)


def consistency_refused(old: int, old_root: bytes, new: int, new_root: bytes, proof: list[bytes]) -> None:
    with pytest.raises(ProofRefused):
        verify_consistency(old, old_root, new, new_root, proof)


def inclusion_withstands(index: int, size: int) -> None:
    root, own = tree_hash(0, size), leaf(index)
    proof = hashes(inclusion_path(index, 0, size))
    for changed in damaged(proof, root, own):
        inclusion_refused(index, size, own, changed, root)
    for bit in (0, 7, 128, 255):
        inclusion_refused(index, size, flipped(own, bit), proof, root)
        inclusion_refused(index, size, own, proof, flipped(root, bit))
    inclusion_refused(index, size, own, proof, b"")
    inclusion_refused(index, size, b"", proof, root)
    for other in neighbours(index):
        inclusion_refused(other, size, own, proof, root)
    for other in neighbours(size):
        if not same_inclusion(index, other, size):
            inclusion_refused(index, other, own, proof, root)


def same_inclusion(index: int, other: int, size: int) -> bool:
    """Whether the leaf's path looks the same in both sizes: no proof can tell those apart, only a checkpoint."""
    return 0 <= index < other and sides(inclusion_path(index, 0, other)) == sides(inclusion_path(index, 0, size))


def consistency_withstands(old: int, new: int) -> None:
    old_root, new_root = tree_hash(0, old), tree_hash(0, new)
    path = consistency_path(old, 0, new, True)
    proof = hashes(path)
    for changed in damaged(proof, old_root, new_root):
        consistency_refused(old, old_root, new, new_root, changed)
    consistency_refused(old, new_root, new, old_root, proof)
    for bit in (0, 7, 128, 255):
        consistency_refused(old, flipped(old_root, bit), new, new_root, proof)
        consistency_refused(old, old_root, new, flipped(new_root, bit), proof)
    consistency_refused(old, STRANGE, new, STRANGE, proof)
    changed_sizes = [(other, new) for other in neighbours(old)] + [(old, other) for other in neighbours(new)]
    for first, second in changed_sizes:
        if first == 0 or not same_consistency(first, second, sides(path)):
            consistency_refused(first, old_root, second, new_root, proof)


def same_consistency(old: int, new: int, looks: tuple[str, ...]) -> bool:
    """Whether the proof between these sizes has the same sides, so that only a checkpoint can tell them apart."""
    return 0 < old < new and sides(consistency_path(old, 0, new, True)) == looks


@pytest.mark.parametrize("size", range(1, SMALL))
def test_inclusion_proofs_of_small_trees(size: int) -> None:
    for index in range(size):
        inclusion_withstands(index, size)


@pytest.mark.parametrize("new", range(2, SMALL))
def test_consistency_proofs_of_small_trees(new: int) -> None:
    for old in range(1, new):
        consistency_withstands(old, new)


@given(st.integers(1, LARGE).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_inclusion_proofs_of_larger_trees(drawn: tuple[int, int]) -> None:
    inclusion_withstands(*drawn)


@given(st.integers(2, LARGE).flatmap(lambda size: st.tuples(st.integers(1, size - 1), st.just(size))))
def test_consistency_proofs_of_larger_trees(drawn: tuple[int, int]) -> None:
    consistency_withstands(*drawn)


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=64))
def test_made_up_proofs(first: int, second: int, proof: list[bytes]) -> None:
    with pytest.raises(ProofRefused):
        verify_inclusion(first, second, STRANGE, proof, leaf(0))
    with pytest.raises(ProofRefused):
        verify_consistency(first, STRANGE, second, leaf(0), proof)


def test_the_empty_tree_begins_every_tree_and_needs_no_proof() -> None:
    root = tree_hash(0, 5)
    verify_consistency(0, EMPTY_ROOT, 5, root, [])
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    consistency_refused(0, EMPTY_ROOT, 5, root, [root])
    consistency_refused(0, EMPTY_ROOT, 0, EMPTY_ROOT, [EMPTY_ROOT])
    consistency_refused(0, STRANGE, 5, root, [])
    consistency_refused(0, EMPTY_ROOT, 0, root, [])
    consistency_refused(0, root, 0, root, [])


@pytest.mark.parametrize("size", range(1, 10))
def test_equal_sizes_have_equal_roots_and_need_no_proof(size: int) -> None:
    root = tree_hash(0, size)
    verify_consistency(size, root, size, root, [])
    consistency_refused(size, root, size, STRANGE, [])
    consistency_refused(size, root, size, root, [root])


def test_bytes_cannot_move_from_one_hash_to_its_neighbour() -> None:
    """A node's hash covers its children joined: of another length they could be parted anywhere."""
    left, right, root = leaf(0), leaf(1), tree_hash(0, 2)
    verify_inclusion(0, 2, left, [right], root)
    for cut in (0, 1, 31, 33, 63, 64):
        joined = left + right
        inclusion_refused(0, 2, joined[:cut], [joined[cut:]], root)
        consistency_refused(1, joined[:cut], 2, root, [joined[cut:]])


def test_a_tree_said_to_be_smaller_takes_no_longer_path() -> None:
    inclusion_refused(0, 1, leaf(1), [leaf(0)], tree_hash(0, 2))
    inclusion_refused(1, 2, leaf(3), [leaf(2), tree_hash(0, 2)], tree_hash(0, 4))
    consistency_refused(2, tree_hash(0, 4), 3, tree_hash(0, 4), [tree_hash(2, 4), tree_hash(0, 2)])
    consistency_refused(1, tree_hash(0, 3), 2, tree_hash(0, 3), [leaf(2), tree_hash(0, 2)])
    old, new = node_hash(STRANGE, tree_hash(0, 2)), node_hash(STRANGE, tree_hash(0, 3))
    consistency_refused(2, old, 3, new, [leaf(2), STRANGE])
