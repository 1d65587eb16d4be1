"""Refusal of objects of the log that are misspelled, have a wrong shape, or are impossible."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from store.tlog.checkpoint import Checkpoint, decode_proof, encode_proof, parse_checkpoint
from store.tlog.merkle import (
    EMPTY_ROOT,
    CompactRange,
    consistency_proof,
    inclusion_proof,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from store.tlog.note import Signer, Verifier, join, split
from store.tlog.policy import Cosigner, CosignerVerifier
from store.tlog.stream_index import index_text, read_index, read_rows, read_tops
from store.tlog.strict import (
    CheckpointRefused,
    LogFault,
    NoteRefused,
    ProofRefused,
    TileRefused,
    base64,
    decimal,
    lines,
    to_base64,
    to_utf8,
    utf8,
)
from store.tlog.tiles import (
    ENTRY_MOST,
    TileReader,
    decode_bundle,
    encode_bundle,
    new_tiles,
    parse_path,
    right_edge_paths,
    tile_path,
)
from tests.store.tlog.trees import leaf, read

ORIGIN, NAME, TEXT = "log.example/register", "witness.example/w1", "one line\n"
ROOT, TOO_LARGE = bytes(range(32)), 2**63
ENCODED, NODE = to_base64(ROOT), to_base64(bytes(32))
GOOD = Checkpoint(ORIGIN, 9, ROOT).text()
SIGNER, COSIGNER = Signer.generate(NAME), Cosigner.generate(NAME)
NOTE = join(GOOD, [SIGNER.sign(GOOD)])
FOO_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
HEAD = "c2sp.org/tlog-proof@v1\n"
INDEX = index_text(ORIGIN, 7, bytes(32))


class Refused(NamedTuple):
    """A function, the error with which it refuses, and what it is given: texts, or tuples of arguments."""

    error: type[LogFault]
    by: Callable[..., object]
    given: list[Any]


LAX_NUMBERS = ["", "1_0", "+5", "-0", "-1", " 7\n", "7\n", " 7", "٣", "３", "07", "00", "0x1", "1e3", "1.0", "²"]
LAX_BASE64 = [
    *("AB==", "AAB=", "AA", "AA=", "AA==\n", "AA= =", " AA==", "AA==AA==", "A", "=", "====", "AA-_", "Ａ===", "é")
]
LAX_LINES = [
    *("", "— ", "— name", "— name ", "- name {good}", "—name {good}", "—  name {good}", "— name  {good}"),
    *("— name {good} ", "— name {good} {good}", "— name {good}\r", " — name {good}", "— name {good}="),
    *("— name AAAAAA==", "— name AAAAAAB=", "— name AAAA AAAA"),
    *(f"— na{space}me {{good}}" for space in "+\u00a0\u3000\u2028\u0085\t"),
]
LAX_PATHS = [
    *("", "tile", "checkpoint", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/01/000", "tile/64/000"),
    *("tile/-1/000", "tile/100/000", "tile/data/000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001"),
    *("tile/0/x001/x002", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p/-1"),
    *("tile/0/000.p", "tile/0/000.p/1/", "tile/0/000\n", "tile/0/000.p/1\n", " tile/0/000", "/tile/0/000"),
    *("tile/0/000/", "tile/0//000", "tile/0/../0/000", "tile/٣/000", "tile/0/٠٠٠", "tile/0/000.p/٣", "Tile/0/000"),
    *("tile/0/X001/067", "tile/0/x009/x223/x372/x036/x854/x775/808", "tile/entries/0/000", "tile/8/0/000"),
    "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
]
LAX_INDEXES = [
    *("index 05", "index +5", "index 1_0", "index  5", "index 5 ", "index ٥", "index", "index ", "Index 5", "5"),
    *("index 5\nindex 5", "extra \nindex 5", "extra\nindex 5", "extra AB==\nindex 5", "index 5\nextra AA=="),
    *("extra AA==\nextra AA==\nindex 5", "index 5\nAA=="),
]

REFUSED = {
    "number": Refused(
        LogFault, lambda text: decimal(text, LogFault), [*LAX_NUMBERS, str(TOO_LARGE), "9" * 19, "1" * 20, "1" * 5000]
    ),
    "base64": Refused(LogFault, lambda text: base64(text, LogFault), LAX_BASE64),
    "lines": Refused(LogFault, lambda text: lines(text, LogFault), ["", "a", "a\nb"]),
    "bytes of no clean text": Refused(
        LogFault,
        lambda data: utf8(data, LogFault),
        [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"a\0", b"a\tb", b"a\r\n", b"\x1f", b"\xf4\x90\x80\x80"],
    ),
    "text that is not clean": Refused(LogFault, lambda text: to_utf8(text, LogFault), ["\ud800", "a\0", "\r\n", "\t"]),
    "size of a checkpoint": Refused(
        CheckpointRefused,
        lambda size: parse_checkpoint(f"{ORIGIN}\n{size}\n{ENCODED}\n", ORIGIN),
        ["1_0", "+5", " 7", "7 ", "٣", "07", "", "-1", str(TOO_LARGE), "1" * 30, "0"],
    ),
    "root of a checkpoint": Refused(
        CheckpointRefused,
        lambda root: parse_checkpoint(f"{ORIGIN}\n9\n{root}\n", ORIGIN),
        [
            *("", " ", ENCODED[:-1], ENCODED[:-2] + "9=", ENCODED + "=", ROOT.hex()),
            *map(to_base64, (ROOT[1:], ROOT + b"a")),
        ],
    ),
    "shape of a checkpoint": Refused(
        CheckpointRefused,
        lambda text: parse_checkpoint(text, ORIGIN),
        [
            *("", "\n", GOOD[:-1], f"{ORIGIN}\n9\n", f"{GOOD}\n", f"{GOOD}an extension\n", f"\n{GOOD}"),
            *(GOOD.replace("\n", "\r\n"), GOOD.replace("\n", "\u2028", 1), f"{ORIGIN}\n9\x0b{ENCODED}\n"),
            f"{ORIGIN}\n9\n{ENCODED}\x00\n",
        ],
    ),
    "checkpoint of another log": Refused(
        CheckpointRefused,
        lambda other: parse_checkpoint(GOOD, other),
        ["log.example/registeR", "log.example", "", ORIGIN + "\n", ORIGIN + " "],
    ),
    "checkpoint that cannot be": Refused(
        CheckpointRefused,
        Checkpoint,
        [
            *((name, 9, ROOT) for name in ("", "a\nb", "a\tb", "a\ud800")),
            *((ORIGIN, -1, ROOT), (ORIGIN, TOO_LARGE, ROOT), (ORIGIN, 9, ROOT[1:]), (ORIGIN, 0, ROOT)),
            (ORIGIN, 9, EMPTY_ROOT),
        ],
    ),
    "time of a cosignature": Refused(
        NoteRefused, lambda time: COSIGNER.sign(GOOD, time), [-1, TOO_LARGE, 2 * TOO_LARGE]
    ),
    "what is cosigned": Refused(
        CheckpointRefused,
        lambda text: COSIGNER.sign(text, 1),
        ["", "a\n", GOOD + "extension\n", GOOD + "\n", GOOD.replace("9", "09")],
    ),
    "log's key as a witness's": Refused(NoteRefused, CosignerVerifier.from_vkey, [SIGNER.vkey()]),
    "log's secret as a witness's": Refused(NoteRefused, Cosigner.from_text, [SIGNER.text()]),
    "witness's key as a log's": Refused(NoteRefused, Verifier.from_vkey, [COSIGNER.vkey()]),
    "witness's secret as a log's": Refused(NoteRefused, Signer.from_text, [COSIGNER.text()]),
    "text of a note": Refused(
        NoteRefused, SIGNER.sign, notes := ["", "no newline", "a\tb\n", "a\r\n", "\ud800\n", "\0\n"]
    ),
    "note to be joined": Refused(
        NoteRefused,
        join,
        [*((text, [SIGNER.sign(TEXT)]) for text in notes), (TEXT, [b"more\n\n", SIGNER.sign(TEXT)]), (TEXT, [])],
    ),
    "signature line": Refused(
        NoteRefused, lambda row: split(f"text\n\n{row.format(good=to_base64(bytes(68)))}\n".encode()), LAX_LINES
    ),
    "note without signatures": Refused(
        NoteRefused, split, [b"", b"\n", b"\n\n", b"a\n", b"a\n\n", b"a\n\n\n", b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n"]
    ),
    "name": Refused(
        NoteRefused, Signer.generate, ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\tb", "a\x01b", "\u2029", "a\ud800"]
    ),
    "key": Refused(
        NoteRefused,
        Verifier.from_vkey,
        [
            *("", "foo", FOO_KEY.removeprefix("example.com/foo"), PETER_SECRET, "\ud800" + FOO_KEY, " " + FOO_KEY),
            *(FOO_KEY.replace("530d903a", id) for id in ("530d903b", "530D903A", "0530d903a", " 30d903a")),
            *(FOO_KEY.replace("foo", name) for name in ("fop", "f o")),
            *(FOO_KEY.replace("Aeky", "Beky"), FOO_KEY + "\n", FOO_KEY + "=", FOO_KEY[:-1], FOO_KEY[:-4]),
        ],
    ),
    "key of another length": Refused(NoteRefused, Verifier, [(NAME, b"short")]),
    "private key": Refused(
        NoteRefused,
        Signer.from_text,
        [
            *("", PETER_KEY, PETER_SECRET.removeprefix("PRIVATE+KEY+"), PETER_SECRET + "\n", PETER_SECRET[:-4]),
            *(PETER_SECRET.replace(*to) for to in (("PRIVATE", "private"), ("f20a3", "f20a4"), ("+AYEK", "+BIEK"))),
        ],
    ),
    "head of a proof": Refused(
        ProofRefused,
        lambda head: decode_proof(f"{head}\n".encode() + NOTE),
        [
            *("", HEAD, f"\n{HEAD}index 5\n", "c2sp.org/tlog-proof@v2\nindex 5\n", f"{HEAD}index {TOO_LARGE}\n"),
            *("c2sp.org/tlog-proof@v1\r\nindex 5\n", *(f"{HEAD}{row}\n" for row in LAX_INDEXES)),
            *(f"{HEAD}index 5\n{node}\n" for node in (f"{NODE[:-2]}B=", f"{NODE} ", f"{NODE}\u2028{NODE}")),
            f"{HEAD}index 5\n" + f"{NODE}\n" * 64,
        ],
    ),
    "proof without a signed checkpoint": Refused(
        LogFault, lambda tail: decode_proof(f"{HEAD}index 5\n\n{tail}".encode()), ["", "\n", GOOD, f"\n{GOOD}"]
    ),
    "proof that could not be read back": Refused(
        LogFault,
        encode_proof,
        [
            *((index, [], NOTE, None) for index in (-1, TOO_LARGE)),
            *((0, hashes, NOTE, None) for hashes in ([b""], [b"short"], [bytes(32)] * 64)),
            *((0, [], b"not a note", None), (0, [], b"", None), (0, [], NOTE, b"")),
        ],
    ),
    "edge": Refused(
        ProofRefused,
        CompactRange.of,
        [(1, []), (1, [b"short"]), *((size, [leaf(0)]) for size in (0, 3, -1, TOO_LARGE))],
    ),
    "leaf for its hash": Refused(ProofRefused, CompactRange().append, [b"the leaf itself"]),
    "leaf that is not there": Refused(
        ProofRefused,
        lambda index, size: inclusion_proof(index, size, read),
        leaves := [(0, 0), (1, 1), (-1, 1), (5, 4), (0, -1), (0, TOO_LARGE)],
    ),
    "proof of a leaf that is not there": Refused(
        ProofRefused, lambda index, size: verify_inclusion(index, size, leaf(0), [], leaf(0)), leaves
    ),
    "impossible sizes": Refused(
        ProofRefused,
        lambda old, new: consistency_proof(old, new, read),
        sizes := [(2, 1), (-1, 1), (-1, -1), (1, TOO_LARGE)],
    ),
    "proof between impossible sizes": Refused(
        ProofRefused, lambda old, new: verify_consistency(old, leaf(0), new, leaf(0), []), sizes
    ),
    "root of an impossible size": Refused(ProofRefused, lambda size: tree_root(size, read), [-1, TOO_LARGE]),
    "path of a tile": Refused(TileRefused, parse_path, LAX_PATHS),
    "tile that cannot be": Refused(
        TileRefused, tile_path, [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, TOO_LARGE, 1), (0, 0, 0), (0, 0, 257)]
    ),
    "tiles of an impossible size": Refused(
        TileRefused, lambda size: new_tiles(size, {}, [b""]), [-1, TOO_LARGE, TOO_LARGE - 1]
    ),
    "edge of an impossible size": Refused(TileRefused, right_edge_paths, [-1, TOO_LARGE]),
    "reader of an impossible size": Refused(
        TileRefused, lambda size: TileReader(lambda path: b"", size), [-1, TOO_LARGE]
    ),
    "entries of a bundle": Refused(TileRefused, encode_bundle, [[], [b""] * 257, [b"x" * (ENTRY_MOST + 1)]]),
    "entry too long": Refused(TileRefused, new_tiles, [(0, {}, [b"", b"x" * (ENTRY_MOST + 1)])]),
    "bundle cut short or too long": Refused(
        TileRefused, decode_bundle, [b"", b"\0", b"\0\1", b"\0\2a", b"\0\0\0", b"\0\1a\0", b"\xff\xff", b"\0\0" * 257]
    ),
    "rows of the tree of streams": Refused(ProofRefused, read_rows, [b"short"]),
    "tops of the tree of streams": Refused(ProofRefused, read_tops, [b"short"]),
    "note of the tree of streams": Refused(
        LogFault,
        lambda text: read_index(text, ORIGIN),
        [INDEX + "more\n", *(INDEX.replace(*to) for to in (("7", "07"), ("streams", "record"), ("log", "x")))],
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused(what: str) -> None:
    error, by, given = REFUSED[what]
    taken = []
    for each in given:
        try:
            by(*each) if isinstance(each, tuple) else by(each)
        except error:
            continue
        taken.append(each)
    assert taken == []


def test_what_is_near_to_these_is_not() -> None:
    assert parse_checkpoint(GOOD, ORIGIN).text() == GOOD
    assert decode_proof(encode_proof(0, [], NOTE, None)) == decode_proof(f"{HEAD}index 0\n\n".encode() + NOTE)
    assert (
        decode_proof(f"{HEAD}index 5\n".encode() + f"{NODE}\n".encode() * 63 + b"\n" + NOTE).hashes == (bytes(32),) * 63
    )
    assert split(f"text\n\n— name {to_base64(bytes(68))}\n".encode())
    assert read_index(INDEX, ORIGIN) == (7, bytes(32))
