"""The log's formats against the Go implementation they come from: each reads and verifies what the other wrote."""

import json
import os
import random
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.merkle import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from store.tlog.note import Signer, Verifier, join, verify
from store.tlog.policy import Cosigner, CosignerVerifier
from store.tlog.strict import LogFault
from store.tlog.tiles import TileReader, TileRef, new_tiles, parse_path, right_edge_paths, tile_path
from tests.store.tlog.test_mutations import damaged
from tests.store.tlog.trees import entry, hashes, inclusion_path, leaf, read, tree_hash

SOURCE = Path(__file__).parent / "go" / "main.go"
LIBRARIES = "/usr/share/gocode"
"""Where Debian's golang-*-dev packages are."""

CASES, TREE, WIDE = 120, 300, 1_000

Answer = dict[str, Any]
Ask = Callable[[Iterable[dict[str, Any]]], list[Answer]]


def settings() -> dict[str, str]:
    """The environment to build in: the installed packages alone, no network."""
    return os.environ | {
        "GO111MODULE": "off",
        "GOPATH": os.environ.get("GOPATH", LIBRARIES),
        "GOFLAGS": "",
        "GOTOOLCHAIN": "local",
        "GOPROXY": "off",
    }


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Puts questions to the program, all in one run."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("no Go compiler: install golang-go")
    found = subprocess.run(
        [go, "list", "golang.org/x/mod/sumdb/tlog"], env=settings(), capture_output=True, check=False, cwd=SOURCE.parent
    )
    if found.returncode != 0:
        pytest.skip("no golang.org/x/mod: install golang-golang-x-mod-dev")
    program = tmp_path_factory.mktemp("go") / "oracle"
    subprocess.run([go, "build", "-o", str(program), SOURCE.name], env=settings(), check=True, cwd=SOURCE.parent)

    def run(questions: Iterable[dict[str, Any]]) -> list[Answer]:
        asked = [json.dumps(question, default=encoded) for question in questions]
        done = subprocess.run([str(program)], input="\n".join(asked).encode(), capture_output=True, check=True)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(answers) == len(asked)
        return answers

    return run


def encoded(data: object) -> str:
    """Bytes as the program reads them."""
    assert isinstance(data, bytes)
    return b64encode(data).decode()


def decoded(proof: list[str]) -> list[bytes]:
    """A proof as the program writes it."""
    return [b64decode(item) for item in proof]


@pytest.fixture
def chance() -> random.Random:
    """The same draws in every run."""
    return random.Random("casebook")


def drawn_checkpoint(chance: random.Random, at: int) -> Checkpoint:
    """Some state of some log."""
    origin = f"log-{at}.example/{chance.choice(['a', 'sổ-cái', 'x.y/z', '€'])}"
    return Checkpoint(origin, chance.randrange(1, 2 ** chance.randrange(1, 64)), chance.randbytes(32))


def test_our_checkpoints_open_in_go(ask: Ask, chance: random.Random) -> None:
    states = [drawn_checkpoint(chance, at) for at in range(CASES)]
    questions = []
    for state in states:
        log, witness = Signer.generate(state.origin), Cosigner.generate(f"w.{state.origin}")
        lines = [log.sign(state.text()), witness.sign(state.text(), chance.randrange(2**40))]
        stranger = Signer.generate("stranger.example").sign(state.text())
        note = join(state.text(), chance.sample([*lines, stranger], 3))
        questions.append({"op": "open", "note": note, "keys": [log.vkey(), witness.vkey()]})
    for state, answer in zip(states, ask(questions), strict=True):
        assert (answer["fault"], answer["text"]) == ("", state.text())
        assert sorted(answer["names"]) == sorted([state.origin, f"w.{state.origin}"])


def test_go_s_checkpoints_open_here(ask: Ask, chance: random.Random) -> None:
    states = [drawn_checkpoint(chance, at) for at in range(CASES)]
    keys = ask({"op": "generate", "name": state.origin} for state in states)
    witnesses = [Cosigner.generate(f"w.{state.origin}") for state in states]
    times = [chance.randrange(2**63) for _ in states]
    signed = ask(
        {"op": "sign", "text": state.text(), "keys": [key["secret"], witness.text()], "time": time}
        for state, key, witness, time in zip(states, keys, witnesses, times, strict=True)
    )
    for state, key, witness, time, answer in zip(states, keys, witnesses, times, signed, strict=True):
        known = [Verifier.from_vkey(key["public"]), CosignerVerifier.from_vkey(witness.vkey())]
        note = b64decode(answer["note"])
        opened = verify(note, known)
        assert parse_checkpoint(opened.text, state.origin) == state
        assert [item.time for item in opened.verified] == [None, time]
        ours = Signer.from_text(key["secret"])
        assert ours.vkey() == key["public"]
        assert join(state.text(), [ours.sign(state.text()), witness.sign(state.text(), time)]) == note


def test_damaged_notes_are_refused_where_go_refuses_them(ask: Ask, chance: random.Random) -> None:
    """Ours may be the stricter one, and opens nothing that Go does not open to the same text."""
    log = Signer.generate("log.example/register")
    text = drawn_checkpoint(chance, 0).text()
    note = join(text, [Signer.generate("stranger.example").sign(text), log.sign(text)])
    notes = [note]
    for _ in range(10 * CASES):
        start = chance.randrange(len(note))
        end = start + chance.choice([0, 0, 1, 2, 9])
        piece = chance.choice([b"", b"\n", b"\n\n", b" ", b"=", b"\r", b"\xff", b"\0", b"A", b"+", "— ".encode()])
        notes.append(note[:start] + piece + note[end:])
    answers = ask({"op": "open", "note": item, "keys": [log.vkey()]} for item in notes)
    opened_here = 0
    for item, answer in zip(notes, answers, strict=True):
        try:
            opened = verify(item, [Verifier.from_vkey(log.vkey())])
        except LogFault:
            continue
        opened_here += 1
        assert (answer["fault"], answer["text"], answer["names"]) == ("", opened.text, list(opened.signatures))
    assert 0 < opened_here < len(notes) / 2


def test_go_s_tree_and_proofs_are_ours(ask: Ask, chance: random.Random) -> None:
    places = [(at, size) for size in range(1, TREE + 1) for at in chance.sample(range(size), min(size, 4))]
    spans = [(old, size) for size in range(1, TREE + 1) for old in chance.sample(range(1, size + 1), min(size, 4))]
    leaves = [entry(at) for at in range(TREE)]
    [answer] = ask([{"op": "tree", "leaves": leaves, "inclusion": places, "consistency": spans}])
    assert answer["fault"] == ""
    assert decoded(answer["roots"]) == [tree_hash(0, size + 1) for size in range(TREE)]
    for (index, size), proof in zip(places, map(decoded, answer["inclusion"]), strict=True):
        assert proof == inclusion_proof(index, size, read)
        verify_inclusion(index, size, leaf(index), proof, tree_hash(0, size))
    for (old, new), proof in zip(spans, map(decoded, answer["consistency"]), strict=True):
        assert proof == consistency_proof(old, new, read)
        verify_consistency(old, tree_hash(0, old), new, tree_hash(0, new), proof)


def inclusion_question(index: int, size: int, proof: list[bytes], root: bytes) -> dict[str, Any]:
    """A proof for Go to check."""
    return {"op": "inclusion", "index": index, "new": size, "leaf": leaf(index), "proof": proof, "newRoot": root}


def consistency_question(old: int, new: int, proof: list[bytes]) -> dict[str, Any]:
    """A proof for Go to check."""
    roots = {"oldRoot": tree_hash(0, old), "newRoot": tree_hash(0, new)}
    return {"op": "consistency", "old": old, "new": new, "proof": proof} | roots


def test_our_proofs_verify_in_go(ask: Ask, chance: random.Random) -> None:
    questions = []
    for _ in range(10 * CASES):
        size = chance.randrange(1, WIDE)
        index, old = chance.randrange(size), chance.randrange(1, size + 1)
        questions.append(inclusion_question(index, size, inclusion_proof(index, size, read), tree_hash(0, size)))
        questions.append(consistency_question(old, size, consistency_proof(old, size, read)))
    assert {answer["fault"] for answer in ask(questions)} == {""}


def test_both_judge_damaged_proofs_alike(ask: Ask, chance: random.Random) -> None:
    changed = []
    for _ in range(CASES):
        size = chance.randrange(1, TREE)
        index = chance.randrange(size)
        proof = hashes(inclusion_path(index, 0, size))
        variants = [
            (index, size, item) for item in damaged(proof, leaf(index)) if all(len(node) == 32 for node in item)
        ]
        variants += [(other, size, proof) for other in (index + 1, index - 1, index ^ 2) if 0 <= other < size]
        variants += [(index, other, proof) for other in (size + 1, size * 2, size // 2, size ^ 2) if index < other]
        changed += [(size, *variant) for variant in variants]
    answers = ask(inclusion_question(index, size, proof, tree_hash(0, whole)) for whole, index, size, proof in changed)
    for (whole, index, size, proof), answer in zip(changed, answers, strict=True):
        try:
            verify_inclusion(index, size, leaf(index), proof, tree_hash(0, whole))
        except LogFault:
            assert answer["fault"] != ""
        else:
            assert answer["fault"] == ""


def test_go_makes_the_same_tiles(ask: Ask) -> None:
    sizes = [0, 1, 5, 255, 256, 257, 600, 1023, 1024, 2000]
    steps = [*pairwise(sizes), *((0, size) for size in sizes[1:])]
    answers = ask({"op": "tiles", "old": old, "leaves": [entry(at) for at in range(new)]} for old, new in steps)
    for (old, new), answer in zip(steps, answers, strict=True):
        held = new_tiles(0, {}, [entry(at) for at in range(old)])
        needed = {path: held[path] for path in right_edge_paths(old)}
        made = new_tiles(old, needed, [entry(at) for at in range(old, new)])
        tiles = {path: data for path, data in made.items() if not path.startswith("tile/entries/")}
        assert {path: b64decode(data) for path, data in answer["tiles"].items()} == tiles


def test_go_proves_from_our_tiles(ask: Ask, chance: random.Random) -> None:
    """Go authenticates every tile it reads against the root."""
    size = 66_000
    held = new_tiles(0, {}, [entry(at) for at in range(size)])
    places = [(chance.randrange(size), size) for _ in range(CASES)]
    spans = [(chance.randrange(1, size + 1), size) for _ in range(CASES)]
    tiles = {path: data for path, data in held.items() if not path.startswith("tile/entries/")}
    question = {"op": "from tiles", "tiles": tiles, "new": size, "newRoot": tree_hash(0, size)}
    [answer] = ask([question | {"inclusion": places, "consistency": spans}])
    assert answer["fault"] == ""
    ours = TileReader(held.__getitem__, size).read
    assert [decoded(item) for item in answer["inclusion"]] == [inclusion_proof(*place, ours) for place in places]
    assert [decoded(item) for item in answer["consistency"]] == [consistency_proof(*span, ours) for span in spans]


def test_go_reads_the_same_paths(ask: Ask, chance: random.Random) -> None:
    paths = []
    for _ in range(10 * CASES):
        path = tile_path(chance.randrange(64), chance.randrange(2 ** chance.randrange(1, 63)), chance.randrange(1, 257))
        at = chance.randrange(5, len(path) + 1)
        paths += [path, path[:at] + chance.choice(["", "0", "x", "/", ".p/", "7"]) + path[at + chance.randrange(2) :]]
    for path, answer in zip(paths, ask({"op": "path", "path": path} for path in paths), strict=True):
        try:
            ref = parse_path(path)
        except LogFault:
            assert answer["fault"] or answer["place"][0] > 63
            continue
        assert isinstance(ref, TileRef)
        assert (answer["fault"], answer["place"]) == ("", [ref.level, ref.index, ref.width])
