"""The tree against frozen roots and against the recursive definition, for every size up to 300."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.tlog.merkle import (
    EMPTY_ROOT,
    CompactRange,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    right_edge,
    root_of,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from tests.store.tlog.trees import consistency_path, entry, hashes, inclusion_path, leaf, read, tree_hash

SIZES = 300

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_frozen_roots(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(item)) for item in INPUTS[:size]]
    compact_range = CompactRange()
    for item in leaves:
        compact_range.append(item)
    assert root_of(leaves).hex() == ROOTS[size]
    assert compact_range.root().hex() == ROOTS[size]


def test_a_frozen_consistency_proof() -> None:
    proof = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    old, new = bytes.fromhex(ROOTS[6]), bytes.fromhex(ROOTS[7])
    verify_consistency(6, old, 7, new, [bytes.fromhex(item) for item in proof])


def test_leaves_and_nodes_are_hashed_apart() -> None:
    left, right = leaf(1), leaf(2)
    assert leaf_hash(left + right) != node_hash(left, right)
    assert leaf_hash(b"") == sha256(b"\x00").digest()
    assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()


def test_roots_are_as_defined_and_a_compact_range_grows_like_the_tree() -> None:
    grown = CompactRange()
    for size in range(SIZES + 1):
        resumed = CompactRange.of(size, right_edge(size, read))
        assert grown.size == resumed.size == size
        assert grown.edge() == resumed.edge()
        assert grown.root() == resumed.root() == tree_hash(0, size), size
        assert root_of([leaf(at) for at in range(size)]) == tree_root(size, read) == tree_hash(0, size), size
        resumed.append(leaf(size))
        assert resumed.root() == tree_hash(0, size + 1)
        grown.append(leaf(size))


def test_an_edge_handed_out_is_a_copy() -> None:
    edge = [leaf(0)]
    compact_range = CompactRange.of(1, edge)
    edge.clear()
    compact_range.edge().clear()
    assert compact_range.root() == leaf(0)


def test_every_leaf_of_every_size_is_proved_as_defined() -> None:
    for size in range(1, SIZES + 1):
        root = tree_hash(0, size)
        for index in range(size):
            proof = inclusion_proof(index, size, read)
            assert proof == hashes(inclusion_path(index, 0, size)), (index, size)
            verify_inclusion(index, size, leaf_hash(entry(index)), proof, root)


def test_every_earlier_size_is_proved_as_defined() -> None:
    for new in range(1, SIZES + 1):
        root = tree_hash(0, new)
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, read)
            assert proof == hashes(consistency_path(old, 0, new, True)), (old, new)
            verify_consistency(old, tree_hash(0, old), new, root, proof)


@given(st.data())
def test_huge_trees_prove_and_verify(data: st.DataObject) -> None:
    """All leaves alike, so that a complete subtree's hash depends on its level alone."""
    size = data.draw(st.integers(1, 2**63 - 1))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root = tree_root(size, alike)
    proof = inclusion_proof(index, size, alike)
    assert len(proof) <= 63
    verify_inclusion(index, size, leaf_hash(b""), proof, root)
    verify_consistency(old, tree_root(old, alike), size, root, consistency_proof(old, size, alike))


def alike(level: int, index: int) -> bytes:
    node = leaf_hash(b"")
    for _ in range(level):
        node = node_hash(node, node)
    return node


def test_the_largest_tree_is_proved() -> None:
    size = 2**63 - 1
    root = tree_root(size, alike)
    edge = right_edge(size, alike)
    assert CompactRange.of(size, edge).root() == root
    verify_inclusion(size - 1, size, leaf_hash(b""), inclusion_proof(size - 1, size, alike), root)
    verify_consistency(size - 1, tree_root(size - 1, alike), size, root, consistency_proof(size - 1, size, alike))
    verify_consistency(size, root, size, root, consistency_proof(size, size, alike))


@pytest.mark.parametrize("new", [0, 1, 2, 5, 300, 2**63 - 1])
def test_the_empty_tree_needs_no_proof(new: int) -> None:
    assert consistency_proof(0, new, read) == []
