"""Proof files: what they say verifies offline, and nothing else does."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.tlog.checkpoint import Checkpoint, TlogProof, decode_proof, encode_proof, verify_proof
from store.tlog.merkle import inclusion_proof
from store.tlog.note import Signer, Verifier, join
from store.tlog.policy import Cosigner, CosignerVerifier
from store.tlog.strict import CheckpointRefused, LogFault, NoteRefused, ProofRefused, to_base64
from tests.store.tlog.trees import entry, read, tree_hash

ORIGIN = "log.example/register"
LOG = Signer.generate(ORIGIN)
WITNESS = Cosigner.generate("witness.example/w1")
KNOWN = [Verifier.from_vkey(LOG.vkey()), CosignerVerifier.from_vkey(WITNESS.vkey())]


def checkpoint(size: int, origin: str = ORIGIN) -> Checkpoint:
    """The state of the test log."""
    return Checkpoint(origin, size, tree_hash(0, size))


def signed(state: Checkpoint) -> bytes:
    """It, signed and cosigned."""
    return join(state.text(), [LOG.sign(state.text()), WITNESS.sign(state.text(), 1_800_000_000)])


def proved(index: int, size: int, extra: bytes | None = None) -> bytes:
    """The proof file of an entry."""
    return encode_proof(index, inclusion_proof(index, size, read), signed(checkpoint(size)), extra)


def refused(data: bytes, leaf: bytes = entry(5), origin: str = ORIGIN) -> None:
    with pytest.raises(LogFault):
        verify_proof(data, leaf, KNOWN, origin)


@given(
    st.integers(1, 300).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))),
    st.none() | st.binary(min_size=1),
)
def test_a_proof_is_read_back_and_verifies(place: tuple[int, int], extra: bytes | None) -> None:
    index, size = place
    data = proved(index, size, extra)
    note = signed(checkpoint(size))
    assert decode_proof(data) == TlogProof(index, tuple(inclusion_proof(index, size, read)), note, extra)
    assert verify_proof(data, entry(index), KNOWN, ORIGIN) == checkpoint(size)


def test_the_layout() -> None:
    note = signed(checkpoint(2)).decode()
    sibling = to_base64(read(0, 1))
    assert proved(0, 2).decode() == f"c2sp.org/tlog-proof@v1\nindex 0\n{sibling}\n\n{note}"
    assert proved(0, 2, b"abc").decode() == f"c2sp.org/tlog-proof@v1\nextra YWJj\nindex 0\n{sibling}\n\n{note}"
    alone = signed(checkpoint(1)).decode()
    assert proved(0, 1).decode() == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{alone}"


def test_another_entry_index_or_path_is_refused() -> None:
    good, hashes = proved(5, 9), inclusion_proof(5, 9, read)
    note = signed(checkpoint(9))
    refused(good, entry(6))
    refused(good, origin="log.example")
    for index in (4, 6, 7, 10, 2):
        refused(encode_proof(index, hashes, note, None))
    for other in (hashes[1:], hashes[:-1], hashes[::-1], [*hashes, hashes[0]], []):
        refused(encode_proof(5, other, note, None))
    refused(encode_proof(5, hashes, signed(checkpoint(10)), None))


def test_a_witness_alone_is_not_the_log() -> None:
    state = checkpoint(9)
    note = join(state.text(), [WITNESS.sign(state.text(), 1)])
    with pytest.raises(ProofRefused):
        verify_proof(encode_proof(5, inclusion_proof(5, 9, read), note, None), entry(5), KNOWN, ORIGIN)


def test_another_log_s_checkpoint_is_refused_even_signed_by_ours() -> None:
    note = signed(checkpoint(9, "other.example"))
    with pytest.raises(CheckpointRefused):
        verify_proof(encode_proof(5, inclusion_proof(5, 9, read), note, None), entry(5), KNOWN, ORIGIN)


def test_unknown_keys_prove_nothing() -> None:
    with pytest.raises(NoteRefused):
        verify_proof(proved(5, 9), entry(5), [], ORIGIN)
    with pytest.raises(NoteRefused):
        verify_proof(proved(5, 9), entry(5), [Verifier.from_vkey(Signer.generate(ORIGIN).vkey())], ORIGIN)


def test_every_bit_of_a_proof_counts() -> None:
    """But for a name no known key has: that signature is then a stranger's."""
    good = proved(5, 9)
    witness = good.index(WITNESS.name.encode())
    for bit in range(len(good) * 8):
        changed = bytearray(good)
        changed[bit // 8] ^= 1 << bit % 8
        if bit // 8 < witness:
            refused(bytes(changed))
        else:
            with suppress(LogFault):
                assert verify_proof(bytes(changed), entry(5), KNOWN, ORIGIN) == checkpoint(9)


def test_every_cut_of_a_proof_is_refused() -> None:
    good = proved(5, 9, b"extra")
    whole = good.index(WITNESS.name.encode()) - len("— ".encode())
    for end in range(len(good)):
        if end != whole:
            refused(good[:end])
        refused(good[end + 1 :])
    assert verify_proof(good[:whole], entry(5), KNOWN, ORIGIN).size == 9


HEAD = "c2sp.org/tlog-proof@v1\n"
NODE = to_base64(bytes(32))


@pytest.mark.parametrize(
    "head",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 5\n",
        "c2sp.org/tlog-proof@v1\r\nindex 5\n",
        HEAD,
        "\n" + HEAD + "index 5\n",
        HEAD + "index 05\n",
        HEAD + "index +5\n",
        HEAD + "index 1_0\n",
        HEAD + "index  5\n",
        HEAD + "index 5 \n",
        HEAD + "index ٥\n",
        HEAD + f"index {2**63}\n",
        HEAD + "index\n",
        HEAD + "index \n",
        HEAD + "Index 5\n",
        HEAD + "5\n",
        HEAD + "index 5\nindex 5\n",
        HEAD + "extra \nindex 5\n",
        HEAD + "extra\nindex 5\n",
        HEAD + "extra AB==\nindex 5\n",
        HEAD + "extra AA==\nextra AA==\nindex 5\n",
        HEAD + "index 5\nextra AA==\n",
        HEAD + "index 5\nAA==\n",
        HEAD + f"index 5\n{NODE[:-2]}B=\n",
        HEAD + f"index 5\n{NODE} \n",
        HEAD + f"index 5\n{NODE}\u2028{NODE}\n",
        HEAD + "index 5\n" + f"{NODE}\n" * 64,
    ],
)
def test_heads_of_another_spelling_are_refused(head: str) -> None:
    with pytest.raises(ProofRefused):
        decode_proof(f"{head}\n".encode() + signed(checkpoint(9)))


def test_the_longest_path_is_read() -> None:
    data = f"{HEAD}index 5\n{(NODE + chr(10)) * 63}\n".encode() + signed(checkpoint(9))
    assert len(decode_proof(data).hashes) == 63


def test_a_proof_without_a_signed_checkpoint_is_refused() -> None:
    for tail in (b"", b"\n", checkpoint(9).text().encode(), b"\n" + checkpoint(9).text().encode()):
        with pytest.raises(LogFault):
            decode_proof(f"{HEAD}index 5\n\n".encode() + tail)


@pytest.mark.parametrize(
    ("index", "hashes", "note", "extra"),
    [
        (-1, [], None, None),
        (2**63, [], None, None),
        (0, [b""], None, None),
        (0, [b"short"], None, None),
        (0, [bytes(32)] * 64, None, None),
        (0, [], b"not a note", None),
        (0, [], b"", None),
        (0, [], None, b""),
    ],
)
def test_what_could_not_be_read_back_is_not_written(
    index: int, hashes: Sequence[bytes], note: bytes | None, extra: bytes | None
) -> None:
    with pytest.raises(LogFault):
        encode_proof(index, hashes, signed(checkpoint(9)) if note is None else note, extra)


def test_the_extra_is_not_covered_by_anything() -> None:
    """The format says so: whoever holds a proof may change it, and the proof still verifies."""
    proof = replace(decode_proof(proved(5, 9, b"one")), extra=b"another")
    data = encode_proof(proof.index, proof.hashes, proof.checkpoint, proof.extra)
    assert verify_proof(data, entry(5), KNOWN, ORIGIN) == checkpoint(9)
