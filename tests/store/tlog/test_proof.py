"""Proof files: what they say verifies offline, and nothing else does."""

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
from tests.store.tlog.trees import entry, flips, read, tree_hash

ORIGIN = "log.example/register"
LOG = Signer.generate(ORIGIN)
WITNESS = Cosigner.generate("witness.example/w1")
KNOWN = [Verifier.from_vkey(LOG.vkey()), CosignerVerifier.from_vkey(WITNESS.vkey())]


def checkpoint(size: int, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, tree_hash(0, size))


def signed(state: Checkpoint) -> bytes:
    return join(state.text(), [LOG.sign(state.text()), WITNESS.sign(state.text(), 1_800_000_000)])


def proved(index: int, size: int, extra: bytes | None = None) -> bytes:
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


BY_WITNESS = join(checkpoint(9).text(), [WITNESS.sign(checkpoint(9).text(), 1)])
STRANGER = Verifier.from_vkey(Signer.generate(ORIGIN).vkey())


@pytest.mark.parametrize(
    ("note", "known", "error"),
    [
        (BY_WITNESS, KNOWN, ProofRefused),
        (signed(checkpoint(9, "other.example")), KNOWN, CheckpointRefused),
        (signed(checkpoint(9)), [], NoteRefused),
        (signed(checkpoint(9)), [STRANGER], NoteRefused),
    ],
    ids=["a witness alone", "another log's, signed by ours", "no key", "another key"],
)
def test_only_the_log_s_own_checkpoint_proves(note: bytes, known: list[Verifier], error: type[LogFault]) -> None:
    with pytest.raises(error):
        verify_proof(encode_proof(5, inclusion_proof(5, 9, read), note, None), entry(5), known, ORIGIN)


def test_every_bit_of_a_proof_counts() -> None:
    """But for a name no known key has: that signature is then a stranger's."""
    good = proved(5, 9)
    witness = good.index(WITNESS.name.encode())
    for bit, changed in enumerate(flips(good)):
        if bit // 8 < witness:
            refused(changed)
        else:
            with suppress(LogFault):
                assert verify_proof(changed, entry(5), KNOWN, ORIGIN) == checkpoint(9)


def test_every_cut_of_a_proof_is_refused() -> None:
    good = proved(5, 9, b"extra")
    whole = good.index(WITNESS.name.encode()) - len("— ".encode())
    for end in range(len(good)):
        if end != whole:
            refused(good[:end])
        refused(good[end + 1 :])
    assert verify_proof(good[:whole], entry(5), KNOWN, ORIGIN).size == 9


def test_the_extra_is_not_covered_by_anything() -> None:
    """The format says so: whoever holds a proof may change it, and the proof still verifies."""
    proof = replace(decode_proof(proved(5, 9, b"one")), extra=b"another")
    data = encode_proof(proof.index, proof.hashes, proof.checkpoint, proof.extra)
    assert verify_proof(data, entry(5), KNOWN, ORIGIN) == checkpoint(9)
