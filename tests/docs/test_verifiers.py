"""The two verifiers of record packs: they agree on what they find, and each runs with nothing of ours beside it."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from store.pack.program import verifier as packed_verifier
from tests.docs.pack_damages import damaged, misparted, signed_otherwise
from tests.docs.packs import AUTHORITY, FOLD, MISSING, PINS, ROWS, TIME, TWICE, pack, pack_apart
from tests.docs.pages import ROOT
from tests.support.chance import examples
from tests.support.verifiers import NODE, checked, checked_by_script, run_alone, verifier

pytestmark = pytest.mark.slow
PACKS = examples(200)
"""Half of them damaged; `CASEBOOK_SEARCH=5` makes a thousand."""
LIES = {7: MISSING, 11: TWICE, 13: TIME, 15: ROWS, 17: FOLD, 19: AUTHORITY}
needs_node = pytest.mark.skipif(NODE is None, reason="no Node to run the script in")


def packs(parts: list[bytes]) -> list[tuple[bytes, bytes | None]]:
    """Packs, and what was made of every second one: damaged, or told by a register that lies.

    Every third one has its rows of the registry in shared parts, some of which are lost.
    """
    made: list[tuple[bytes, bytes | None]] = []
    for number in range(PACKS):
        chance, apart = Random(number), number % 3 == 0
        whole, shared = pack_apart(chance, apart=apart)
        if lie := LIES.get(number % 20):
            harmed, more = pack_apart(chance, lie, apart=apart)
            shared += more
        elif number % 4 == 1:
            harmed, more = misparted(whole, shared, chance)
            shared += more
        else:
            harmed = signed_otherwise(whole, chance) if number % 20 == 3 else damaged(whole, chance)
        parts += shared[: None if number % 2 or number % 18 else -1]
        made.append((whole, harmed if number % 2 else None))
    return made


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    """What the reader knows; the shared parts are added as the packs are made."""
    return {**PINS, "shared": []}


@pytest.fixture(scope="module")
def examined(known: dict[str, Any]) -> list[tuple[bytes, bytes | None, dict[str, Any]]]:
    """Each pack with the report of the verifier in Python."""
    made = packs(known["shared"])
    return [(whole, harmed, checked(harmed or whole, known)) for whole, harmed in made]


def test_whole_packs_hold_and_damaged_ones_do_not(examined: Any) -> None:
    unseen = []
    for _, harmed, report in examined:
        if harmed is None:
            assert report["findings"] == []
        elif not report["findings"]:
            unseen.append(harmed)
    assert unseen == []
    assert any("shared" in report["lacking"] for _, _, report in examined)
    classes = Counter(row["class"] for _, _, report in examined for row in report["findings"])
    assert classes.keys() == set(verifier.CLASSES)


@needs_node
def test_both_say_the_same_of_all_packs(examined: Any, known: dict[str, Any]) -> None:
    reports = checked_by_script([harmed or whole for whole, harmed, _ in examined], known)
    assert len(reports) == PACKS
    assert [number for number, (row, said) in enumerate(zip(examined, reports, strict=True)) if row[2] != said] == []


@needs_node
def test_the_verifier_of_browsers_does_not_pass_for_a_command() -> None:
    done = subprocess.run(
        [str(NODE), ROOT / "clients/verify/casebook_verify.js", "pack.jsonl"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "use casebook_verify.py" in done.stderr) == (1, True)


def test_it_runs_alone_without_network_and_says_it_in_both_languages(tmp_path: Path) -> None:
    packs = [made for number in range(100) if b'"kind":"authors"' not in (made := pack(Random(number)))]
    whole = next(made for made in packs if checked(made, PINS)["exit"] == 0)
    (tmp_path / "authors").write_text(PINS["authors"])
    (tmp_path / "pack.jsonl").write_bytes(whole)
    keys = ["--key", PINS["key"], "--promise-key", PINS["promiseKey"], "--witness", PINS["witnesses"][0]]
    less = run_alone(tmp_path, "pack.jsonl", *keys, "--lang", "en")
    assert (less.returncode, "name the file of the processes' keys" in less.stdout) == (4, True)
    assert run_alone(tmp_path, "pack.jsonl", *keys, "--need", "index,authority").returncode == 0
    assert run_alone(tmp_path, "pack.jsonl", *keys, "--need", "everything").returncode == 2
    keys += ["--authors", "authors"]
    done = run_alone(tmp_path, "pack.jsonl", *keys, "--quorum", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Mọi điều kiểm tra được đều đúng." in done.stdout
    assert "All that could be checked holds." in done.stdout
    assert "CHƯA được chứng minh:" in done.stdout
    assert "NOT proved:" in done.stdout
    unpinned = run_alone(tmp_path, "pack.jsonl", "--json")
    assert (unpinned.returncode, json.loads(unpinned.stdout)["notProved"]["pinned"]) == (3, {})
    (tmp_path / "cut.jsonl").write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    cut = run_alone(tmp_path, "cut.jsonl", *keys, "--lang", "en")
    assert cut.returncode == 14
    assert ": THE FILE IS INCOMPLETE: download it again." in cut.stdout.splitlines()[0]
    (tmp_path / "hello.txt").write_text("hello")
    no_checkpoint = run_alone(tmp_path, "pack.jsonl", *keys, "--checkpoint", "hello.txt")
    assert (no_checkpoint.returncode, no_checkpoint.stdout) == (2, "")
    assert "hello.txt is not a checkpoint" in no_checkpoint.stderr
    assert run_alone(tmp_path, "pack.jsonl", "--witness", "nobody").returncode == 2


def test_every_finding_and_every_limit_has_words(examined: Any) -> None:
    assert list(verifier.FOUND) == list(verifier.CLASSES)
    for _, _, report in examined:
        for language in (0, 1):
            assert all(verifier.words(report, language))


def test_a_file_that_ends_too_early_is_called_incomplete_and_damage_is_not() -> None:
    whole = pack(Random(6))
    middle = whole.replace(b'"version"', b'"vversion"', 1)
    ends = {
        "cut": whole[:-9],
        "middle": middle,
        "more": whole + b"x",
        "empty": b"",
        "lines": whole[: whole.rindex(b"{")],
    }
    first = whole.index(b"\n") + 1  # what ends within its first line is no record pack
    cuts = [whole[: first + (len(whole) - first) * part // 7] for part in range(1, 7)]
    reports = [checked(data, PINS) for data in (*ends.values(), *cuts)]
    assert [report["verdict"] for report in reports] == ["cut", "fails", "fails", "fails", "cut", *["cut"] * len(cuts)]
    if NODE:
        assert checked_by_script([*ends.values(), *cuts], PINS) == reports


@pytest.mark.parametrize(
    ("pins", "found"),
    [
        ({**PINS, "key": PINS["promiseKey"]}, "signature"),
        ({**PINS, "promiseKey": PINS["key"]}, "signature"),
        ({**PINS, "quorum": 2}, "signature"),
        ({**PINS, "witnesses": [f"{key}\n" for key in PINS["witnesses"]], "key": f" {PINS['key']}\n"}, None),
        ({**PINS, "witnesses": [], "quorum": 0}, None),
        ({}, None),
    ],
)
def test_what_the_reader_knows_counts(pins: dict[str, Any], found: str | None) -> None:
    whole = pack(Random(6))
    report = checked(whole, pins)
    assert {row["class"] for row in report["findings"]} == ({found} if found else set())
    if NODE:
        assert checked_by_script([whole], pins) == [report]


def test_a_checkpoint_that_was_kept_is_compared() -> None:
    plain = (data for number in range(100) if b'"kind":"succession"' not in (data := pack(Random(number))))
    whole, other = next(plain), next(plain)
    notes = [json.loads(line)["note"] for line in whole.split(b"\n") if b'"checkpoint"' in line[:30]]
    foreign = [json.loads(line)["note"] for line in other.split(b"\n") if b'"checkpoint"' in line[:30]]
    sizes = {note.split("\n")[1] for note in notes}
    pins = {**PINS, "needs": []}
    agreed = checked(whole, {**pins, "kept": notes})
    assert (agreed["exit"], agreed["proved"]["kept"]) == (0, {"sizes": sorted(map(int, sizes))})
    assert f"agrees with your checkpoint of {min(map(int, sizes))}" in "\n".join(verifier.words(agreed, 1))
    if NODE:
        assert checked_by_script([whole], {**pins, "kept": notes}) == [agreed]
    report = checked(whole, {**pins, "kept": foreign})
    kept = {note.split("\n")[1] for note in foreign}
    assert report["findings"] or report["lacking"] == ["kept"]
    assert ("kept" in report["notProved"], bool(report["findings"])) == (bool(kept - sizes), bool(kept & sizes))


def test_the_words_of_the_page_are_those_of_the_program() -> None:
    script = (ROOT / "clients" / "verify" / "casebook_words.js").read_text(encoding="utf-8")
    told = json.loads(script.partition("= ")[2].rstrip(";\n"))
    tables = {
        "found": verifier.FOUND,
        "codes": verifier.CODES,
        "proved": verifier.PROVED,
        "unproved": verifier.UNPROVED,
        "ends": verifier.ENDS,
        "lacking": verifier.LACKING,
    }
    assert told == json.loads(json.dumps(tables))


def test_a_verifier_without_its_package_names_the_package(tmp_path: Path) -> None:
    (tmp_path / "verify.pyz").write_bytes(packed_verifier())
    command = [sys.executable, "-I", "-S", str(tmp_path / "verify.pyz"), "pack.jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "Cần gói cryptography / this needs the package cryptography: pip install cryptography"
    ]
