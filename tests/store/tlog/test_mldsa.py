"""ML-DSA-44 cosignatures: the message is that of the specification, and nothing else verifies."""

import struct
from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from store.tlog.checkpoint import Checkpoint
from store.tlog.cosignature import Cosigner, CosignerVerifier
from store.tlog.faults import LogFault, NoteRefused
from store.tlog.merkle import EMPTY_ROOT
from store.tlog.mldsa import MlDsaCosigner, MlDsaVerifier, witness_key, witness_verifier
from store.tlog.note import SignatureLine, Signer, Verified, Verifier, join, split, verify
from store.tlog.policy import parse_policy
from workers.witness import Witness, init, trust

NAME, ORIGIN = "witness.example/w2", "log.example/register"
SIZE, ROOT, TIME = 9, bytes(range(32)), 1_800_000_000
TEXT = Checkpoint(ORIGIN, SIZE, ROOT).text()


@pytest.fixture(scope="module")
def cosigner() -> MlDsaCosigner:
    """Some witness's key."""
    return MlDsaCosigner(NAME, MLDSA44PrivateKey.from_seed_bytes(b"\x05" * 32))


@pytest.fixture(scope="module")
def witness(cosigner: MlDsaCosigner) -> MlDsaVerifier:
    """The public half of it."""
    return MlDsaVerifier.from_vkey(cosigner.vkey())


def message(name: str = NAME, time: int = TIME, origin: str = ORIGIN, size: int = SIZE, root: bytes = ROOT) -> bytes:
    """The `cosigned_message` of the specification, written field by field."""
    names = [struct.pack(">B", len(text)) + text.encode() for text in (name, origin)]
    return (
        struct.pack(">12s", b"subtree/v1\n\x00")
        + names[0]
        + struct.pack(">Q", time)
        + names[1]
        + struct.pack(">QQ32s", 0, size, root)
    )


def test_what_is_signed_is_the_specifications_message(cosigner: MlDsaCosigner) -> None:
    [line] = split(join(TEXT, [cosigner.sign(TEXT, TIME)]))[1]
    assert (line.name, line.key_id, len(line.signature)) == (NAME, cosigner.key_id, 8 + 2420)
    assert int.from_bytes(line.signature[:8], "big") == TIME
    public = MLDSA44PrivateKey.from_seed_bytes(b"\x05" * 32).public_key()
    public.verify(line.signature[8:], message())


def test_the_key_has_the_kind_and_length_of_the_specification(cosigner: MlDsaCosigner) -> None:
    data = b64decode(cosigner.vkey().split("+", 2)[2])
    assert (data[0], len(data)) == (0x06, 1 + 1312)
    assert MlDsaVerifier.from_vkey(cosigner.vkey()).vkey() == cosigner.vkey()
    assert MlDsaCosigner.from_text(cosigner.text()).vkey() == cosigner.vkey()


def test_a_note_opens_with_both_keys_and_tells_the_time(cosigner: MlDsaCosigner, witness: MlDsaVerifier) -> None:
    signer = Signer.generate(ORIGIN)
    note = join(TEXT, [signer.sign(TEXT), cosigner.sign(TEXT, TIME)])
    opened = verify(note, [Verifier.from_vkey(signer.vkey()), witness])
    assert opened.verified[1] == Verified(NAME, cosigner.key_id, TIME)


@pytest.mark.parametrize(
    "signed",
    [
        message(name="witness.example/w3"),
        message(time=TIME + 1),
        message(origin="log.example/other"),
        message(size=SIZE + 1),
        message(root=b"\x01" * 32),
        message()[:-1],
    ],
)
def test_a_signature_of_anything_else_is_refused(witness: MlDsaVerifier, signed: bytes) -> None:
    made = MLDSA44PrivateKey.from_seed_bytes(b"\x05" * 32).sign(signed)
    line = SignatureLine(NAME, witness.key_id, TIME.to_bytes(8, "big") + made).line()
    with pytest.raises(NoteRefused):
        verify(join(TEXT, [line]), [witness])


@pytest.mark.parametrize("cut", [0, 7, 8, 100])
def test_a_signature_that_is_cut_is_refused(cosigner: MlDsaCosigner, witness: MlDsaVerifier, cut: int) -> None:
    [line] = split(join(TEXT, [cosigner.sign(TEXT, TIME)]))[1]
    for data in (line.signature[:cut], line.signature + b"\0"):
        with pytest.raises(NoteRefused):
            witness.check(TEXT.encode(), data)


def test_a_time_of_nothing_states_too_little(cosigner: MlDsaCosigner, witness: MlDsaVerifier) -> None:
    with pytest.raises(NoteRefused):
        cosigner.sign(TEXT, 0)
    made = MLDSA44PrivateKey.from_seed_bytes(b"\x05" * 32).sign(message(time=0))
    with pytest.raises(NoteRefused):
        witness.check(TEXT.encode(), bytes(8) + made)


def test_what_is_no_checkpoint_is_not_signed(cosigner: MlDsaCosigner, witness: MlDsaVerifier) -> None:
    with pytest.raises(LogFault):
        cosigner.sign("hello\n", TIME)
    with pytest.raises(NoteRefused):
        witness.check(b"hello\n", TIME.to_bytes(8, "big") + bytes(2420))


def test_a_key_is_read_as_what_it_is(cosigner: MlDsaCosigner) -> None:
    other = Cosigner.generate(NAME)
    assert isinstance(witness_verifier(cosigner.vkey()), MlDsaVerifier)
    assert isinstance(witness_verifier(other.vkey()), CosignerVerifier)
    assert isinstance(witness_key(cosigner.text()), MlDsaCosigner)
    assert isinstance(witness_key(other.text()), Cosigner)
    for wrong in (cosigner.vkey()[:-8], cosigner.vkey().replace("+", "+0", 1), "x"):
        with pytest.raises(NoteRefused):
            witness_verifier(wrong)


def test_a_witness_with_such_a_key_satisfies_a_policy(tmp_path: Path) -> None:
    signer = Signer.generate(ORIGIN)
    vkey = init(tmp_path / "w", NAME, quantum_safe=True)
    assert init(tmp_path / "w", NAME) == vkey, "a key that is there stays"
    trust(tmp_path / "w", signer.vkey())
    text = Checkpoint(ORIGIN, 0, EMPTY_ROOT).text()
    note = join(text, [signer.sign(text)])
    answer = Witness(tmp_path / "w").add(b"old 0\n\n" + note)
    assert answer.status == 200, answer.body
    policy = parse_policy(f"witness w {vkey} https://w.example\nquorum w\n".encode())
    assert policy.satisfied(verify(join(text, [answer.body]), policy.verifiers).verified)
