"""What a pack shows is all that its reader needs, or both verifiers say what it lacks: nothing is left out unseen."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest

from domain.statement.measures import MEASURES
from store.record.canonical import canonical
from tests.docs.packs import ERASURE, EXPLAINED, LINES, PINS, pack, stated
from tests.docs.pages import ROOT
from tests.support.verifiers import both, checked, verifier

Rows = list[dict[str, Any]]


def found(good: Callable[[Rows], bool]) -> Rows:
    """The lines of a pack that shows all that a reader may need, and of which this is true."""
    for number in range(4000):
        data = pack(Random(number))
        rows = [json.loads(line) for line in data.splitlines()]
        if good(rows) and checked(data, PINS)["exit"] == 0:
            return rows
    raise AssertionError("no such pack")


def of(rows: Rows, kind: str) -> Rows:
    return [row for row in rows if row["kind"] == kind]


PLAIN = found(lambda rows: len(of(rows, "version")) > 3 and not of(rows, "authors") and not of(rows, "erasure"))
WHOLE = found(lambda rows: len(of(rows, "version")) > 3 and len(of(rows, "registry")) > 3 and bool(of(rows, "authors")))
ENTERED = found(lambda rows: len(of(rows, "authors")) > 1)
ERASED = found(lambda rows: bool(of(rows, "erasure")))
MISERASED = next(
    [json.loads(line) for line in data.splitlines()]
    for number in range(100)
    if b'"kind":"erasure"' in (data := pack(Random(number), ERASURE))
)
"""A pack with texts that are called erased by an event which destroyed other keys."""
LINELESS, LINED_TWICE, POSTPONED = ([json.loads(line) for line in pack(Random(6), lie).splitlines()] for lie in LINES)
"""Packs with public acts that name no line, with some that name one line, and with a duty that begins tomorrow."""


def same(rows: Rows) -> Rows:
    return rows


def cut(rows: Rows) -> Rows:
    """Without its last versions, and without the index that would say so."""
    last = rows[0]["versions"] - 2
    kept = [row for row in rows if row["kind"] not in ("version", "index") or row.get("n", 0) <= last]
    kept = [{**row, "end": None} if row["kind"] == "registry" else row for row in kept if row["kind"] != "index"]
    return [{**kept[0], "versions": last}, *kept[1:]]


def unended(rows: Rows) -> Rows:
    """Without the newest entry about who may write, which could end a key."""
    return [row for row in rows if row is not of(rows, "authors")[-1]]


def unstated(rows: Rows) -> Rows:
    """Cut, and without the register's word."""
    made = cut(rows)
    return [*made[:-1], {**made[-1], "statement": None}]


def withheld(rows: Rows) -> Rows:
    """With one row of the registry withheld: a grant, without which no act has its right."""
    empty = dict.fromkeys(("salt", "body", "state")) | {"withheld": "OFFICER"}
    return [{**row, **empty} if row.get("stream", "").startswith("grant-") else row for row in rows]


def unbegun(rows: Rows) -> Rows:
    """Without the entry by which the duty to leave lines began."""
    return [row for row in rows if row["kind"] != "more"]


def begun_later(rows: Rows) -> Rows:
    """With that entry, of which somebody changed the time."""
    [row] = of(rows, "more")
    value = {**row["value"], "body": row["value"]["body"].replace('"at":"2026', '"at":"2027')}
    return [{**row, "value": value} if one is row else one for one in rows]


def old(rows: Rows) -> Rows:
    """As the version before had it, where nothing proves an erasure."""
    less = {"record-pack": ("reader",), "version": ("assertion",), "erasure": ("salt", "body", "author", "signature")}
    kept = [row for row in rows if row["kind"] != "authors"]
    made = [{name: row[name] for name in row if name not in less.get(row["kind"], ())} for row in kept]
    return [{**made[0], "v": 2}, *made[1:-1], {**made[-1], "statement": None}]


def test_of_a_pack_without_the_beginning_it_is_said() -> None:
    types = [json.loads(row["body"])["type"] for row in of(LINELESS, "version")]
    public = len([type for type in types if type in MEASURES])
    report = both(data_of(unbegun(LINELESS)), PINS)
    assert report["notProved"]["lines"] == {"count": public}


def test_versions_that_were_sealed_late_are_a_note_once_a_person_signed_why() -> None:
    report = both(pack(Random(6), EXPLAINED), PINS)
    assert report["findings"] == []
    assert report["notProved"]["explained"]["count"] > 1
    assert "the operator and a named person signed why" in "\n".join(verifier.words(report, 1))


def data_of(rows: Rows) -> bytes:
    made = b"".join(canonical(row) + b"\n" for row in [*rows[:-1], {**rows[-1], "lines": len(rows)}])
    return stated(made) if rows[0]["v"] == 3 else made


LACKING: Mapping[str, Any] = {
    "whole": (WHOLE, same, {}, []),
    "cut": (PLAIN, cut, {}, ["index"]),
    "cut, no word": (PLAIN, unstated, {"promiseKey": ""}, ["index"]),
    "withheld": (WHOLE, withheld, {}, ["authority", "nothing-withheld"]),
    "withheld, known": (WHOLE, withheld, {"needs": ["index", "authors"]}, []),
    "no authors": (PLAIN, same, {"authors": ""}, ["authors"]),
    "the log says": (WHOLE, same, {"authors": ""}, []),
    "an entry less": (ENTERED, unended, {}, ["authors"]),
    "erased": (ERASED, same, {}, []),
    "old": (ERASED, old, {"promiseKey": ""}, ["erasures"]),
}


@pytest.mark.parametrize(("rows", "change", "pins", "lacking"), LACKING.values(), ids=LACKING)
def test_what_a_pack_lacks_is_said(rows: Rows, change: Any, pins: dict[str, Any], lacking: list[str]) -> None:
    report = both(data_of(change(rows)), {**PINS, **pins})
    assert (report["findings"], report["lacking"]) == ([], lacking)
    assert (report["exit"], report["verdict"]) == ((4, "less") if lacking else (0, "holds"))
    said = "\n".join(verifier.words(report, 1))
    assert all(verifier.LACKING[name][1] in said for name in lacking)


NOT_HOLDING: Mapping[str, Any] = {
    "erased by another": (MISERASED, same, {}, "erasure-differs"),
    "no line": (LINELESS, same, {}, "line-missing"),
    "no line, no duty known": (LINELESS, unbegun, {}, None),
    "the duty began later": (LINELESS, begun_later, {}, "body-differs"),
    "the duty begins tomorrow": (POSTPONED, same, {}, "after-sealing"),
    "one line for two": (LINED_TWICE, same, {}, "line-twice"),
    "one line for two, no duty known": (LINED_TWICE, unbegun, {}, "line-twice"),
    "too few": (PLAIN, cut, {"atLeast": len(of(PLAIN, "version"))}, "too-few"),
    "another stream": (WHOLE, same, {"stream": "case-of-somebody-else"}, "stream-differs"),
    "another reader": (WHOLE, lambda rows: [{**rows[0], "reader": "ALL"}, *rows[1:]], {}, None),
}


@pytest.mark.parametrize(("rows", "change", "pins", "code"), NOT_HOLDING.values(), ids=NOT_HOLDING)
def test_what_does_not_hold_is_a_finding(rows: Rows, change: Any, pins: dict[str, Any], code: str | None) -> None:
    codes = {row["code"] for row in both(data_of(change(rows)), {**PINS, **pins})["findings"]}
    assert codes == {code} - {None}


@pytest.mark.parametrize(
    "harm",
    [
        lambda rows: [{**rows[0], "reader": "ALL"}, *rows[1:]],
        lambda rows: [row for row in rows if row is not of(rows, "registry")[-1]],
        withheld,
    ],
    ids=["another reader", "a row of the registry less", "a row withheld by somebody on the way"],
)
def test_the_registers_word_is_of_these_bytes(harm: Callable[[Rows], Rows]) -> None:
    rows = harm(WHOLE)
    data = b"".join(canonical(row) + b"\n" for row in [*rows[:-1], {**rows[-1], "lines": len(rows)}])
    assert "statement-differs" in {row["code"] for row in both(data, PINS)["findings"]}


GOLDEN = ROOT / "tests" / "golden" / "packs"


@pytest.mark.parametrize("name", ["inline", "apart"])
def test_a_pack_of_the_frozen_format_holds_for_ever(name: str) -> None:
    """What is not proved of it may become less; what is proved may not."""
    parts = [path.read_bytes() for path in sorted(GOLDEN.glob(f"{name}-*.part"))]
    pins = {**json.loads((GOLDEN / "pins.json").read_text()), "shared": parts}
    report, kept = (
        both((GOLDEN / f"{name}.jsonl").read_bytes(), pins),
        json.loads((GOLDEN / f"{name}.json").read_text()),
    )
    told = ("exit", "verdict", "findings", "lacking")
    assert [report[part] for part in told] == [kept[part] for part in told]
    assert kept["proved"].items() <= report["proved"].items()


def test_a_line_says_the_same_in_every_language() -> None:
    """Signs beyond the first plane order otherwise in UTF-16, and depth ends one parser before the other."""
    for more in ({"\U0001f600": 1, "\uffff": 2}, {"a": json.loads("[" * 200 + "]" * 200)}):
        rows = [{**WHOLE[0], **more}, *WHOLE[1:]]
        data = b"".join(
            json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n" for row in rows
        )
        assert both(data, PINS)["exit"] == 10
