"""Every reader of foreign bytes: whatever it is given, it answers or raises LogFault."""

from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from store.tlog.checkpoint import (
    Checkpoint,
    decode_proof,
    encode_proof,
    parse_checkpoint,
    read_checkpoint,
    verify_proof,
)
from store.tlog.merkle import CompactRange, verify_consistency, verify_inclusion
from store.tlog.note import Signer, Verifier, join, split, verify
from store.tlog.policy import Cosigner, CosignerVerifier
from store.tlog.strict import LogFault
from store.tlog.tiles import TileReader, decode_bundle, encode_bundle, leaf_hashes, new_tiles, parse_path, path_of
from tests.support.chance import examples

T = TypeVar("T")
R = TypeVar("R")
ORIGIN = "log.example/register"
SIGNER = Signer.from_text("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
COSIGNER = Cosigner.generate("witness.example/w1")
KNOWN = [Verifier.from_vkey(SIGNER.vkey()), CosignerVerifier.from_vkey(COSIGNER.vkey())]
TEXT = Checkpoint(ORIGIN, 9, bytes(range(32))).text()
NOTE = join(TEXT, [SIGNER.sign(TEXT), COSIGNER.sign(TEXT, 1_800_000_000)])
PROOF = encode_proof(5, [bytes(32)] * 4, NOTE, b"extra")
BUNDLE = encode_bundle([b"", b"a", b"bc" * 200])
PATHS = ["tile/0/x001/067.p/5", "tile/entries/x001/x234/067", "tile/1/000"]

KEYS = [item.encode() for item in (SIGNER.vkey(), SIGNER.text(), COSIGNER.vkey(), COSIGNER.text())]

PIECES = [
    *(b"", b"\n", b"\n\n", b" ", b"+", b"=", b"0", b"-1", b"1_0", b"9" * 25, b"\0", b"\r\n", b"\xff", b"\xff\xff"),
    *("— ".encode(), "\u2028".encode(), "٣".encode(), b64encode(bytes(32)), b"AB==", b"x", b"/", b".p/"),
]


@st.composite
def damaged(draw: st.DrawFn, *whole: bytes) -> bytes:
    """One of the given documents with a few slices replaced."""
    data = draw(st.sampled_from(whole))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        data = data[:start] + draw(st.sampled_from(PIECES) | st.binary(max_size=5)) + data[end:]
    return data


def loosely(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def answers(*reads: Callable[[], object]) -> None:
    """Nothing but LogFault escapes."""
    for read in reads:
        with suppress(LogFault):
            read()


def is_same(read: Callable[[T], R], write: Callable[[R], T], data: T) -> None:
    """Assert that a parsed text is written again without change."""
    try:
        found = read(data)
    except LogFault:
        return
    assert write(found) == data


many = settings(max_examples=examples(400))
texts = st.text() | damaged(TEXT.encode(), NOTE).map(loosely)


@many
@given(st.binary() | damaged(NOTE, PROOF))
def test_a_note_that_opens_has_the_text_that_was_signed(data: bytes) -> None:
    answers(lambda: split(data))
    is_same(lambda text: verify(data, KNOWN).text, lambda text: text, TEXT)


@many
@given(texts)
def test_checkpoints(text: str) -> None:
    answers(lambda: parse_checkpoint(text, ORIGIN))
    is_same(read_checkpoint, Checkpoint.text, text)


@many
@given(texts, texts, st.integers(), st.binary(max_size=40))
def test_signing(text: str, name: str, number: int, data: bytes) -> None:
    answers(lambda: SIGNER.sign(text), lambda: COSIGNER.sign(text, number), lambda: Signer.generate(name))
    answers(lambda: Verifier(name, data), lambda: join(text, [data]), lambda: Checkpoint(name, number, data))


@many
@given(st.text() | damaged(*KEYS).map(loosely))
def test_keys(text: str) -> None:
    is_same(Verifier.from_vkey, Verifier.vkey, text)
    is_same(CosignerVerifier.from_vkey, CosignerVerifier.vkey, text)
    is_same(Signer.from_text, Signer.text, text)
    is_same(Cosigner.from_text, Cosigner.text, text)


@many
@given(st.binary() | damaged(PROOF, NOTE))
def test_proof_files(data: bytes) -> None:
    answers(lambda: verify_proof(data, b"leaf", KNOWN, ORIGIN))
    is_same(decode_proof, lambda proof: encode_proof(proof.index, proof.hashes, proof.checkpoint, proof.extra), data)


@many
@given(st.binary() | damaged(BUNDLE))
def test_bundles(data: bytes) -> None:
    answers(lambda: leaf_hashes(data))
    is_same(decode_bundle, encode_bundle, data)


@many
@given(
    st.text()
    | damaged(*(path.encode() for path in PATHS)).map(loosely)
    | st.from_regex(r"tile/(entries|\d{1,2})/(x\d{3}/){0,8}\d{3}(\.p/\d{1,3})?\n?")
)
def test_paths(path: str) -> None:
    is_same(parse_path, path_of, path)


hashes = st.lists(st.binary(max_size=33) | st.just(bytes(32)), max_size=70)


@many
@given(st.integers(), st.integers(), st.binary(max_size=33), st.binary(max_size=33), hashes)
def test_proofs(first: int, second: int, one: bytes, other: bytes, proof: list[bytes]) -> None:
    answers(lambda: verify_inclusion(first, second, one, proof, other), lambda: CompactRange.of(first, proof))
    answers(lambda: verify_consistency(first, one, second, other, proof))


@many
@given(
    st.integers(-1, 1000) | st.integers(),
    st.dictionaries(st.sampled_from(PATHS), st.binary()),
    st.lists(st.binary(max_size=3), max_size=3),
    st.integers(-1, 70),
    st.integers(),
)
def test_tiles(size: int, held: dict[str, bytes], entries: list[bytes], level: int, index: int) -> None:
    answers(lambda: new_tiles(size, held, entries), lambda: TileReader(held.__getitem__, size).read(level, index))
