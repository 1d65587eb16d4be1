"""The bytes of states: RFC 8785 by each encoder, differences found in JSON, states that follow each other."""

import json
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from domain.book import STATES
from domain.kernel.changes import changes
from domain.kernel.event import folded
from domain.kernel.vocabulary import Kind, kind_of
from store.log.envelopes import parsed
from store.record.canonical import NUMBER_MOST, READER, WRITE, Successive, event_of, read, to_bytes
from store.record.chain import played
from store.record.differences import differences
from tests.support.golden import OLD

NAMES = st.from_regex(r"[a-z][a-z_0-9]{0,7}", fullmatch=True)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-NUMBER_MOST, NUMBER_MOST)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
PLAIN = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner))


@given(PLAIN)
def test_both_encoders_make_the_same_bytes(value: Any) -> None:
    assert WRITE(value).encode() == rfc8785.dumps(value)


@dataclass(frozen=True)
class Counted:
    count: Any
    name: str = ""


@dataclass(frozen=True)
class Numbered:
    count: int


@pytest.mark.parametrize("count", [0.5, NUMBER_MOST + 1, -NUMBER_MOST - 1])
def test_what_not_every_reader_takes_for_the_same_number_has_no_bytes(count: Any) -> None:
    for holder in (Counted(count), Numbered(count), Counted([{"of": count}])):
        with pytest.raises(ValueError, match="number"):
            to_bytes(holder)


@pytest.mark.parametrize("text", ["0.5", "1e3", "NaN", "9007199254740992", '{"a": [-9007199254740992]}'])
def test_and_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        READER.decode(text)


def test_others_are_read_as_they_are() -> None:
    numbers = [0, 7, 999, 1_000, -1, NUMBER_MOST, -NUMBER_MOST]
    assert read(json.dumps(numbers).encode()) == numbers


def test_a_version_whose_body_has_one_cannot_be_read() -> None:
    body = json.dumps({"at": "2026-07-01T00:00:00.000Z", "more": 0.5}).encode()
    found = played([{"_id": "case-1:1", "envelope": b"{}", "body": body}]).findings
    assert found == (("case-1:1", "cannot be read or folded (ValueError)"),)


def states_of(stream: str) -> list[object]:
    """No state, then each that a stream of the golden bytes had."""
    found: list[object] = [None]
    for type, data in OLD[stream][0]:
        found.append(folded(found[-1], event_of(type, json.loads(data)), stream))
    return found


def plain(state: object) -> dict[str, object] | None:
    return read(to_bytes(state)) if state is not None else None


@pytest.mark.parametrize("kind", sorted({*Kind} - {Kind.STATEMENT}))  # its tables have no leaves
def test_between_all_states_of_a_kind_that_were_ever_written(kind: Kind) -> None:
    """Each with the next one, either way; and the last ones of two streams, which differ in most of their parts."""
    lives = {stream: states_of(stream) for stream in OLD if kind_of(stream) is kind}
    assert lives
    ends = [life[-1] for life in lives.values()]
    steps = [pair for life in lives.values() for pair in (*pairwise(life), (life[-1], life[0]))]
    wrong = [
        (before, after)
        for before, after in (*steps, *product(ends, ends))
        if repr(differences(STATES[kind], plain(before), plain(after))) != repr(changes(before, after))
    ]
    assert wrong == []


def test_a_state_without_what_it_must_have_is_no_state() -> None:
    stream = next(stream for stream in OLD if kind_of(stream) is Kind.AREA)
    whole = plain(states_of(stream)[1])
    assert whole
    with pytest.raises(KeyError, match="name"):
        differences(STATES[Kind.AREA], {name: value for name, value in whole.items() if name != "name"}, whole)


def test_the_bytes_of_each_state_that_was_ever_written() -> None:
    wrong = []
    for stream, (events, _) in OLD.items():
        state, states = None, Successive()
        for type, data in events:
            state = folded(state, event_of(type, json.loads(data)), stream)
            written = to_bytes(state)
            if states.to_bytes(state) != written:
                wrong.append((stream, type))
    assert wrong == []


@dataclass(frozen=True)
class Part:
    name: str
    more: tuple[int, ...] = ()


@dataclass(frozen=True)
class Whole:
    id: str
    parts: tuple[Part, ...] = ()
    note: str | None = None
    open: bool = False


def test_what_changes_between_two_states_is_written_again() -> None:
    states, first = Successive(), Whole("a", (Part("x"), Part("y", (1, 2))))
    steps = [
        first,
        replace(first, note="n", open=True),
        replace(first, parts=(first.parts[1], Part("z"), first.parts[0])),
        replace(first, parts=(Part("y", (2, 1)),), note="m"),
        replace(first, parts=()),
        first,
    ]
    assert [states.to_bytes(state) for state in steps] == [to_bytes(state) for state in steps]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"n":1} ', b'{"n":1.0}', b'{"n":9223372036854775808}', b"\xff"])
def test_what_the_record_cannot_hold_says_nothing(data: bytes) -> None:
    """A version number beyond 63 bits ended a verification: SQLite cannot hold it."""
    assert parsed(data) == {}
    assert parsed(b'{"n":1}') == {"n": 1}
