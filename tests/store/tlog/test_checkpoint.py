"""Checkpoints have one spelling and belong to one log; cosignatures, and what Python would let pass."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from store.tlog.checkpoint import Checkpoint, parse_checkpoint, read_checkpoint
from store.tlog.merkle import EMPTY_ROOT
from store.tlog.note import Ed25519Verifier, SignatureLine, Signer, Verified, Verifier, join, split, verify
from store.tlog.policy import Cosigner, CosignerVerifier
from store.tlog.strict import LogFault, NoteRefused, base64, lines, to_base64
from tests.store.tlog.trees import flips

ORIGIN = "log.example/register"
ROOT = bytes(range(32))
origins = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
roots = st.binary(min_size=32, max_size=32)


@given(origins, st.integers(1, 2**63 - 1), roots)
def test_a_checkpoint_is_read_back(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert parse_checkpoint(checkpoint.text(), origin) == checkpoint == read_checkpoint(checkpoint.text())


def test_the_text_is_three_lines() -> None:
    assert Checkpoint(ORIGIN, 42, ROOT).text() == f"{ORIGIN}\n42\n{to_base64(ROOT)}\n"
    assert parse_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT).text(), ORIGIN).size == 0


# A checkpoint a public test log published, with two signatures of its own and four of its witnesses.
REAL = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501
REAL_LOG = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
REAL_WITNESSES = [
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
]
REAL_TIME = 0x6A122120
TEXT = Checkpoint(ORIGIN, 9, ROOT).text()
TIME = 1_800_000_000


@pytest.fixture(scope="module")
def cosigner() -> Cosigner:
    return Cosigner.generate("witness.example/w1")


@pytest.fixture(scope="module")
def witness(cosigner: Cosigner) -> CosignerVerifier:
    return CosignerVerifier.from_vkey(cosigner.vkey())


def refused(note: bytes, *verifiers: Ed25519Verifier) -> None:
    with pytest.raises(NoteRefused):
        verify(note, verifiers)


def test_a_real_checkpoint_and_three_of_its_witnesses() -> None:
    known = [Verifier.from_vkey(REAL_LOG), *map(CosignerVerifier.from_vkey, REAL_WITNESSES)]
    opened = verify(REAL.encode(), known)
    assert opened.signatures == tuple(item.name for item in known)
    assert [item.time for item in opened.verified] == [None, REAL_TIME, REAL_TIME, REAL_TIME]
    for item in known:
        refused(REAL.replace("\n1432088532\n", "\n1432088533\n").encode(), item)
    assert [item.vkey() for item in known] == [REAL_LOG, *REAL_WITNESSES]


def test_a_witness_beside_the_log(cosigner: Cosigner, witness: CosignerVerifier) -> None:
    log = Signer.generate("log.example/register")
    note = join(TEXT, [log.sign(TEXT), cosigner.sign(TEXT, TIME)])
    opened = verify(note, [witness, Verifier.from_vkey(log.vkey())])
    assert opened.text == TEXT
    assert opened.verified == (Verified(log.name, log.key_id, None), Verified(cosigner.name, cosigner.key_id, TIME))


def test_the_layout(cosigner: Cosigner) -> None:
    [line] = split(join(TEXT, [cosigner.sign(TEXT, TIME)]))[1]
    assert len(line.signature) == 72
    assert int.from_bytes(line.signature[:8], "big") == TIME


@pytest.mark.parametrize("time", [0, 1, 2**63 - 1])
def test_possible_times(cosigner: Cosigner, witness: CosignerVerifier, time: int) -> None:
    [verified] = verify(join(TEXT, [cosigner.sign(TEXT, time)]), [witness]).verified
    assert verified.time == time


def test_an_impossible_time_is_refused_though_signed() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    cosigner = Cosigner("witness.example/w1", private)
    witness = CosignerVerifier.from_vkey(cosigner.vkey())
    for time, possible in ((2**63 - 1, True), (2**63, False), (2**64 - 1, False)):
        signature = time.to_bytes(8, "big") + private.sign(f"cosignature/v1\ntime {time}\n{TEXT}".encode())
        note = join(TEXT, [SignatureLine(cosigner.name, cosigner.key_id, signature).line()])
        if possible:
            assert verify(note, [witness]).verified[0].time == time
        else:
            refused(note, witness)


def test_every_bit_of_a_cosignature_counts(cosigner: Cosigner, witness: CosignerVerifier) -> None:
    [line] = split(join(TEXT, [cosigner.sign(TEXT, TIME)]))[1]
    cuts = [line.signature[:length] for length in (1, 7, 8, 9, 71)]
    for changed in (*flips(line.signature), *cuts, line.signature + b"\0"):
        refused(join(TEXT, [SignatureLine(line.name, line.key_id, changed).line()]), witness)


def test_another_checkpoint_s_cosignature_is_refused(cosigner: Cosigner, witness: CosignerVerifier) -> None:
    refused(join(TEXT.replace("9", "8"), [cosigner.sign(TEXT, TIME)]), witness)


def test_of_two_cosignatures_the_earlier_time_counts(cosigner: Cosigner, witness: CosignerVerifier) -> None:
    times = [TIME, TIME - 5, TIME + 5]
    [verified] = verify(join(TEXT, [cosigner.sign(TEXT, time) for time in times]), [witness]).verified
    assert verified.time == TIME - 5


def test_the_same_seed_under_both_kinds_is_two_keys() -> None:
    seed = bytes(range(32))
    plain = Signer("one.example", Ed25519PrivateKey.from_private_bytes(seed))
    timed = Cosigner("one.example", Ed25519PrivateKey.from_private_bytes(seed))
    assert plain.key_id != timed.key_id
    note = join(TEXT, [plain.sign(TEXT), timed.sign(TEXT, TIME)])
    opened = verify(note, [Verifier.from_vkey(plain.vkey()), CosignerVerifier.from_vkey(timed.vkey())])
    assert [item.time for item in opened.verified] == [None, TIME]
    relabelled = SignatureLine("one.example", timed.key_id, split(note)[1][0].signature).line()
    refused(join(TEXT, [relabelled]), CosignerVerifier.from_vkey(timed.vkey()))


def test_a_witness_s_key_is_read_back(cosigner: Cosigner) -> None:
    again = Cosigner.from_text(cosigner.text())
    assert (again.vkey(), again.sign(TEXT, TIME)) == (cosigner.vkey(), cosigner.sign(TEXT, TIME))


@given(st.binary(max_size=99))
def test_base64_is_read_back(data: bytes) -> None:
    assert to_base64(data) == b64encode(data).decode()
    assert base64(to_base64(data), LogFault) == data


@given(st.text(alphabet="AB+/=\n é", max_size=12))
def test_base64_has_one_spelling(text: str) -> None:
    try:
        data = base64(text, LogFault)
    except LogFault:
        return
    assert to_base64(data) == text


def test_lines_end_at_line_feeds_alone() -> None:
    odd = "a\u2028b\x0bc\x0c\x1cd\x85e\r\n\nf\n"
    assert lines(odd, LogFault) == ["a\u2028b\x0bc\x0c\x1cd\x85e\r", "", "f"]
    assert lines("\n", LogFault) == [""]
