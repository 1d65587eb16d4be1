"""A third verifier of record packs, written in Go from the pages alone, comes to the verdicts of the one in Python."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.docs.pack_damages import damaged, misparted
from tests.docs.packs import AUTHORITY, FOLD, LINES, LOG, NEXT, PINS, PROMISES, ROWS, TIME, pack, pack_apart
from tests.support.chance import examples
from tests.support.verifiers import GO, REPOSITORY, built_go, checked, checked_by_go, verifier

pytestmark = [pytest.mark.slow, pytest.mark.skipif(GO is None, reason="no Go to build the verifier with")]
NEEDS = ("index", "authors", "nothing-withheld", "erasures")
"""What a reader may need of it: it does not judge whether the registry's rows admit an act."""


@cache
def made() -> list[tuple[bytes, list[bytes]]]:
    """Packs whose hashes and signatures fit, with their shared parts; some are told by a register that lies."""
    honest = [pack_apart(Random(number), apart=number % 2 == 1) for number in range(16)]
    lies = enumerate([TIME, ROWS, FOLD, AUTHORITY, *LINES] * 3, 100)
    return honest + [pack_apart(Random(number), lie, apart=number % 2 == 1) for number, lie in lies]


def fit() -> list[bytes]:
    return [data for data, _ in made()]


@cache
def harmed() -> list[tuple[bytes, list[bytes]]]:
    """Packs with one thing changed, in themselves or in a shared part; `CASEBOOK_SEARCH` makes more."""
    found = []
    for number in range(examples(60)):
        (data, parts), chance = made()[number % len(made())], Random(number)
        more = parts[1:] if number % 7 == 0 else parts
        found.append(misparted(data, more, chance) if number % 3 == 0 else (damaged(data, chance), more))
    return found


@cache
def handed_over() -> bytes:
    """A pack of a log with two keys."""
    return next(data for number in range(100) if b'"kind":"succession"' in (data := pack(Random(number))))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_go(tmp_path_factory.mktemp("go"))


def classes(report: Mapping[str, Any]) -> list[str]:
    found = {row["class"] for row in report["findings"]}
    return [name for name in verifier.CLASSES if name in found]


def verdict(report: Mapping[str, Any]) -> Any:
    """What both judge whole: the first class but authority, or what is lacking."""
    found = classes(report)
    judged = [name for name in found if name != "authority"]
    return judged[0] if judged else None if found else (report["exit"], sorted(report["lacking"]))


def compared(program: Path, packs: Sequence[bytes], pins: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """The reports of both in Go and in Python, after their verdicts were compared."""
    pins = {**pins, "needs": NEEDS}
    pairs = [*zip(checked_by_go(program, packs, pins), (checked(data, pins) for data in packs), strict=True)]
    for number, (ours, theirs) in enumerate(pairs):
        if classes(theirs) == ["authority"] and not ours["findings"]:
            continue
        assert verdict(ours) == verdict(theirs), (number, ours, theirs["findings"])
        assert "authority" in classes(theirs) or classes(ours)[:1] != ["authority"], (number, ours)
    return pairs


def test_it_finds_the_same_classes_where_all_hashes_fit(program: Path) -> None:
    pairs = compared(program, fit(), {**PINS, "shared": [part for _, parts in made() for part in parts]})
    unlike = [set(classes(ours)) ^ set(classes(theirs)) for ours, theirs in pairs]
    assert [both for both in unlike if both - {"authority"}] == []
    assert {"time", "content"} <= {name for ours, _ in pairs for name in classes(ours)}
    assert all("authority" in " ".join(ours["unchecked"]) for ours, _ in pairs)


def test_its_verdict_of_damaged_packs_is_the_same(program: Path) -> None:
    shared = [part for _, parts in [*made()[::2], *harmed()] for part in parts]
    packs = [data for data, _ in harmed()]
    found = {verdict(ours) for ours, _ in compared(program, packs, {**PINS, "shared": shared}) if ours["findings"]}
    assert len(found & set(verifier.CLASSES)) > 4


def test_it_reads_the_packs_of_the_frozen_format(program: Path) -> None:
    golden = REPOSITORY / "tests" / "golden" / "packs"
    pins = {**json.loads((golden / "pins.json").read_text()), "needs": NEEDS}
    pins["shared"] = [path.read_bytes() for path in sorted(golden.glob("*.part"))]
    reports = checked_by_go(program, [path.read_bytes() for path in sorted(golden.glob("*.jsonl"))], pins)
    assert [(report["exit"], report["findings"], report["lacking"]) for report in reports] == [(0, [], [])] * 2


KNOWN: Mapping[str, Any] = {
    "next key": {**PINS, "key": NEXT.vkey()},
    "no authors": {**PINS, "key": LOG.vkey(), "authors": ""},
    "stranger": {**PINS, "key": PROMISES.vkey()},
    "other promises": {**PINS, "promiseKey": LOG.vkey()},
    "quorum": {**PINS, "quorum": 2},
    "nothing known": {},
}


@pytest.mark.parametrize("pins", KNOWN.values(), ids=KNOWN)
def test_what_the_reader_knows_counts(program: Path, pins: Mapping[str, Any]) -> None:
    compared(program, [handed_over(), fit()[6]], pins)
