"""The two verifiers of record packs and keys: of a log that was handed over, and signatures of unknown kinds."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from store.record.canonical import canonical
from store.tlog.note import SignatureLine, Signer, Verifier, join
from store.tlog.succession import read_succession
from tests.docs import packs
from tests.docs.pack_lives import Happened, a_life
from tests.docs.packs import LOG, NEXT, ORIGIN, PINS, SPARE, Log, pack, stated
from tests.support.verifiers import both

PINNED: Mapping[str, Any] = {**PINS, "needs": []}
HANDED_OVER = next(data for number in range(100) if b'"kind":"succession"' in (data := pack(Random(number))))
"""A pack of a log with two keys."""


def changed(data: bytes, kind: str, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> bytes:
    """The pack with other lines of a kind, and what the register says of it then."""
    rows = [json.loads(line) for line in data.splitlines()]
    return stated(b"".join(canonical(change(row) if row["kind"] == kind else row) + b"\n" for row in rows))


def codes(report: Mapping[str, Any]) -> set[str]:
    return {row["code"] for row in report["findings"]}


class TestHandedOver:
    @pytest.mark.parametrize("key", [LOG, NEXT])
    def test_each_key_leads_to_the_other(self, key: Signer) -> None:
        report = both(HANDED_OVER, {**PINNED, "key": key.vkey()})
        assert (report["exit"], report["proved"]["succeeded"]) == (0, {"count": 1})

    def test_a_stranger_knows_neither(self) -> None:
        stranger = Signer.generate(ORIGIN)
        report = both(HANDED_OVER, {**PINNED, "key": stranger.vkey()})
        assert {"succession-stray", "key-differs", "checkpoint"} <= codes(report)

    @pytest.mark.parametrize("admitted", [4, 1], ids=["what it signed is lost", "it handed over before it began"])
    def test_a_loss_may_reach_back_before_the_key_between(self, admitted: int) -> None:
        """LOG handed over to another key two entries later, and all that this one signed is lost."""
        middle = Signer.generate(ORIGIN)
        lines = HANDED_OVER.splitlines(keepends=True)
        place = next(number for number, line in enumerate(lines) if b'"kind":"succession"' in line)
        made = read_succession(json.loads(lines[place])["note"].encode()).succession
        here, between = made.goes_on, Verifier.from_vkey(middle.vkey())
        later, last = (replace(here, size=here.size + more, root=b"\x07" * 32) for more in (2, admitted))
        notes = [
            replace(made, after=between, goes_on=later, last=later).note(LOG, middle),
            replace(made, before=between, goes_on=here, last=last).note(middle, NEXT),
        ]
        lines[place : place + 1] = [canonical({"kind": "succession", "note": note.decode()}) + b"\n" for note in notes]
        report = both(stated(b"".join(lines)), {**PINNED, "key": LOG.vkey()})
        assert codes(report) == (set() if admitted == 4 else {"succession-stray"})

    def by_next_alone(self) -> bytes:
        def alone(row: dict[str, Any]) -> dict[str, Any]:
            return {**row, "note": read_succession(row["note"].encode()).succession.note(NEXT).decode()}

        return changed(HANDED_OVER, "succession", alone)

    def test_the_new_key_alone_leads_back_and_not_on(self) -> None:
        assert both(self.by_next_alone(), {**PINNED, "key": NEXT.vkey()})["exit"] == 0
        report = both(self.by_next_alone(), {**PINNED, "key": LOG.vkey()})
        assert {"succession-stray", "key-differs", "checkpoint"} <= codes(report)

    def test_without_the_note_the_old_key_leads_nowhere(self) -> None:
        lines = [line for line in HANDED_OVER.splitlines(keepends=True) if b'"kind":"succession"' not in line]
        assert {"key-differs", "checkpoint"} <= codes(both(b"".join(lines), {**PINNED, "key": LOG.vkey()}))

    def test_a_key_signs_at_its_sizes_only(self) -> None:
        def by_the_old(row: dict[str, Any]) -> dict[str, Any]:
            text = row["note"].partition("\n\n")[0] + "\n"
            return {**row, "note": join(text, [LOG.sign(text)]).decode()}

        forged = changed(HANDED_OVER, "checkpoint", by_the_old)
        assert "checkpoint" in codes(both(forged, {**PINNED, "quorum": 0}))


def test_a_signature_of_an_unknown_kind_is_ignored() -> None:
    """A witness may have signed with ML-DSA-44 (C2SP tlog-cosignature, kind 6): 8 bytes of time and 2,420 more."""
    line = SignatureLine("witness.example/q", b"\x01\x02\x03\x04", bytes(8 + 2420)).line().decode()
    data = pack(Random(6))
    signed = changed(data, "checkpoint", lambda row: {**row, "note": row["note"] + line})
    assert signed != data
    assert both(signed, PINS) == both(data, PINS)


def test_an_envelope_has_no_member_that_none_has() -> None:
    def more(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "envelope": canonical({**json.loads(row["envelope"]), "note": "x"}).decode()}

    assert "envelope-differs" in codes(both(changed(pack(Random(6)), "version", more), PINS))


def test_an_index_of_a_later_size_than_its_key_was_in_charge_of_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = [pack(Random(seed)) for seed in range(30)]
    monkeypatch.setattr(Log, "at", lambda log, size: LOG)  # a thief has the key that was handed over
    forged = [made for seed, was in enumerate(honest) if (made := pack(Random(seed))) != was]
    assert forged
    for made in forged:
        assert {"class": "signature", "code": "index", "place": "index"} in both(made, PINS)["findings"]


THRICE = next(number for number in range(100) if pack(Random(number)).count(b"casebook/authors/v1") == 3)
"""A pack whose log says three times who may write."""


ENDS: Mapping[str, Any] = {
    "ended": (" 1000000", " 5", False),
    "earlier": (" 1000000", " 999999", False),
    "now one": ("", " 5", False),
    "later": (" 1000000", " 1000001", True),
    "taken away": (" 1000000", "", True),
    "when it had come": (" 3", " 2", True),
}


@pytest.mark.parametrize(("earlier", "later", "refused"), ENDS.values(), ids=ENDS)
def test_the_end_of_a_key_comes_earlier_and_never_later(
    monkeypatch: pytest.MonkeyPatch, earlier: str, later: str, refused: bool
) -> None:
    admit = Log.admit

    def ending(log: Log, lines: str) -> None:
        start, spare, rest = lines.partition(SPARE.vkey())
        end = (earlier, later)[len(log.entered) - 1] if spare else ""
        admit(log, f"{start}{spare} 1{end} process={rest.partition('process=')[2]}" if spare else lines)

    monkeypatch.setattr(Log, "admit", ending)
    assert ("authors-unsigned" in codes(both(pack(Random(THRICE)), PINNED))) is refused


def test_the_command_line_writes_for_a_window_of_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once persons are named, whatever its line says: a register whose sealer let it write on is found out."""
    admit, before = Log.admit, [pack(Random(seed)) for seed in range(20)]

    def and_much_else(log: Log, lines: str) -> None:
        admit(log, lines)
        log.leaves += [bytes(32)] * 1_001

    monkeypatch.setattr(Log, "admit", and_much_else)
    found = [
        ("author" in codes(both(made, PINNED)), "author" in codes(both(pack(Random(seed)), PINNED)))
        for seed, made in enumerate(before)
        if b"casebook/authors" in made
    ]
    assert (False, True) in found
    assert not [was for was, _ in found if was]


@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString", "hasOwnProperty"])
def test_a_member_that_a_language_has_for_itself_is_one_like_any_other(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """In an event and in each state after it, by a register whose hashes and signatures all fit."""

    def named(chance: Random) -> tuple[str, list[Happened]]:
        id, lived = a_life(chance)
        lived[0].data[name] = more = {"by": "lead"}
        return id, [replace(one, state=canonical({**json.loads(one.state), name: more})) for one in lived]

    plain = [codes(both(pack(Random(seed)), PINS)) for seed in range(12)]
    monkeypatch.setattr(packs, "a_life", named)
    assert [codes(both(pack(Random(seed)), PINS)) for seed in range(12)].count(set()) >= plain.count(set()) // 2
