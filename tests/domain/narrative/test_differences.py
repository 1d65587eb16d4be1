"""What the desk calls things: every event and field of a case has a name, and what changed is told by its own."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.book import STATES
from domain.kernel.event import EVENTS
from domain.kernel.vocabulary import Kind
from domain.messages.history import DIFFERENCES, FIELDS, field_label
from domain.messages.history import EVENTS as SENTENCES
from domain.narrative.differences import Difference, blocks, sentences, why
from domain.narrative.words import DEADLINES, LeafType, Words, shape_of
from domain.registry.agency import Name
from tests.support.facts import ALWAYS, PROVINCE
from tests.support.told import lines_for, nothing_missing

AT = "2026-07-01T00:00:00.000Z"


def test_every_event_is_a_sentence_in_both_languages() -> None:
    ours = {name for name, event in EVENTS.items() if event.__module__.startswith("domain.")}
    line = '"{}" = {{ vi = "…", en = "…" }}'
    lines_for(ours, SENTENCES, "[events] of domain/messages/history.toml", line)


def test_every_field_of_a_case_has_a_name_in_both_languages() -> None:
    nameless = []
    for path in shape_of(Kind.CASE).paths:
        try:
            field_label(path, "vi")
        except KeyError:
            nameless.append(path)
    nothing_missing(
        f"{path} has no name. Add it to [fields] of domain/messages/history.toml, by the end of its path."
        for path in sorted(nameless)
    )
    for row in (*FIELDS.values(), *SENTENCES.values(), *DIFFERENCES.values()):
        assert set(row) == {"vi", "en"}
        assert all(row.values())


@pytest.fixture
def words() -> Words:
    rows = {id: replace(row, names=(named(id),)) for id, row in PROVINCE.agencies.items()}
    return Words(replace(PROVINCE, agencies=rows), "en", today=date(2026, 7, 1), names=False)


def named(id: str) -> Name:
    return Name(name=f"Cơ quan {id}", short=id, span=ALWAYS, source="test")


def change(field: str, kind: str, before: Any, after: Any, **more: Any) -> Difference:
    return Difference(field=field, type=LeafType(kind.lower()), before=before, after=after, **more)


def told(words: Words, *changes: Difference) -> list[str]:
    found = blocks(changes, words, Kind.CASE, AT)
    return [block.sentence for block in found if block.sentence] or list(sentences(found, words))


def test_what_came_what_went_and_what_changed(words: Words) -> None:
    second = (
        change("checks.2.id", "Word", None, "x"),
        change("checks.2.agency", "Word", None, "agency-lead"),
        change("checks.2.outcome", "Word", None, "DIFFERS"),
    )
    assert told(words, *second) == ["A second check was added: Published, but not as reported"]
    assert told(words, change("checks.12.id", "Word", "x", None)) == ["The 12th check was removed"]
    assert told(words, change("rounds.1.concludedAt", "Instant", None, AT)) == ["Round 1: concluded changed"]
    assert told(words, change("rounds.1.opinions.2.agency", "Word", None, "agency-lead")) == [
        "A second opinion was added (Round 1)"
    ]
    assert told(words, change("closure.at", "Instant", None, AT)) == ["Recorded: Closure"]
    assert told(words, change("takedowns.1.approved.at", "Instant", None, AT)) == [
        "Recorded: Approval (Removal proposal 1)"
    ]
    assert told(words, change("state", "Word", "RECEIVED", "SCREENED")) == ["Received → Screened"]
    assert told(words, change("appraisal.finding", "Word", "FALSE", "TRUE")) == ["Appraisal: finding changed"]


def test_a_value_is_told_by_its_name_and_one_of_a_later_version_as_it_is(words: Words) -> None:
    named = [words.named("TakedownStatus", value) for value in ("DRAFT", "SUBMITTED_PPC", "A_VALUE_TO_COME")]
    assert named == ["Draft", "Submitted to the People's Committee", "A_VALUE_TO_COME"]


def test_values_are_words(words: Words) -> None:
    (block,) = blocks(
        [
            change("lead", "Word", "agency-health", "agency-lead"),
            change("members.1", "Word", None, "agency-lead"),
            change("members.2", "Word", None, "agency-health"),
            change("corruption", "Flag", False, True),
            change("cycle", "Number", 1, 2),
            change("publishedAt", "Instant", None, "2026-06-30T20:00:00.000Z"),
        ],
        words,
        Kind.CASE,
        AT,
    )
    shown = {row.leaf: (row.before, row.after) for row in block.rows}
    assert shown["corruption"] == ("no", "yes")
    assert shown["cycle"] == ("1", "2")
    assert shown["publishedAt"] == (None, "1 July 2026, 03:00:00"), "in Việt Nam it is the next day"
    assert shown["lead"] == ("Cơ quan agency-health", "Cơ quan agency-lead"), "agencies by name"
    assert (shown["members"][1] or "").count(";") == 1


def test_every_moment_by_which_something_is_due_is_known_as_one() -> None:
    """A new field of that kind is named as its sisters are, or entered in `DEADLINES`."""
    leaves = {path.rpartition(".")[2] for kind in STATES for path in shape_of(kind).paths}
    due = {leaf for leaf in leaves if leaf.lower().endswith("dueat")} - {"overdueAt"}
    assert due <= DEADLINES <= leaves


def test_an_erased_text_says_by_which_event_and_is_no_removal(words: Words) -> None:
    erased = change("checks.1.summary", "Text", None, None, erased=True, erased_by="erasure-1:4")
    found = blocks([erased], words, Kind.CASE, AT)
    assert [block.kind for block in found] == ["changed"]
    reason = why(found)
    assert reason is not None
    assert reason.erased_by == "erasure-1:4"


def test_the_shape_of_a_case_knows_what_a_thing_never_lacks() -> None:
    required = shape_of(Kind.CASE).required
    assert "summary" in required["checks"]
    assert "concludedAt" not in required["rounds"]
    assert "claim" in required[""]
