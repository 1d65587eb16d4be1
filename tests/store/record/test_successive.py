"""States that follow each other have the bytes that each would have alone, and are read as each would be alone."""

import json
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from domain.kernel.event import folded
from store.record.canonical import Successive, SuccessiveRead, event_of, read, to_bytes
from tests.support.golden import OLD


def test_the_bytes_of_each_state_that_was_ever_written() -> None:
    wrong, reader = [], SuccessiveRead()
    for stream, (events, _) in OLD.items():
        state, states = None, Successive()
        for type, data in events:
            state = folded(state, event_of(type, json.loads(data)), stream)
            written = to_bytes(state)
            if states.to_bytes(state) != written or reader.read(written) != read(written):
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


def test_a_member_with_the_same_text_is_the_same_object() -> None:
    reader = SuccessiveRead()
    first, second = (reader.read(text) for text in (b'{"a":[1],"b":[2],"c":[3]}', b'{"a":[1],"b":[4],"c":[3]}'))
    assert second == {"a": [1], "b": [4], "c": [3]}
    assert [second[name] is first[name] for name in "abc"] == [True, False, True]
    assert reader.read(b'{"c":[3],"d":[5]}') == {"c": [3], "d": [5]}


TEXTS = (
    *('{"a":1,"b":2}', '{"a":1}', '{"b":2}', '{"a":12}', '{"a":1,"b":2,"a":3}', '{"a":"b\\",","b":2}', '{"é":{"a":1}}'),
    *("{}", "[]", "[1]", "1", '"a"', '{"a": 1}', '{ "a":1}', '{"a":1 }', '{"a":{"b":2}}', '{"":1}'),
    *("", "{", "}", '{"a":1', '{"a":1,', '{"a":1,}', '{"a":1}}', '{"a":1}"b":2}', '{"a":1}{"b":2}', '{"a":1},"b":2}'),
    *(
        '{"a":1{"b":2}',
        '["a":1}',
        '{"a":1]',
        '{"a"}',
        '{"a",1}',
        "{1:2}",
        "{[]:2}",
        '{"a":1.5,"b":2}',
        '{"a":1,"b":NaN}',
    ),
    *('x"a":1}', '"a":1}', '{"a":1}\n', '{"a":1,"b":2}x'),
)


def outcome(reader: Any, text: str) -> object:
    try:
        return reader(text.encode())
    except (ValueError, StopIteration):
        return "refused"


def test_each_text_after_each_other_is_read_or_refused_as_alone() -> None:
    wrong = []
    for before, text in product(TEXTS, TEXTS):
        reader = SuccessiveRead()
        outcome(reader.read, before)
        if outcome(reader.read, text) != outcome(read, text):
            wrong.append((before, text))
    assert wrong == []
