"""States that follow each other have the bytes that each would have alone."""

import json
from dataclasses import dataclass, replace

from domain.kernel.event import folded
from store.record.canonical import Successive, event_of, to_bytes
from tests.support.golden import OLD


def test_the_bytes_of_each_state_that_was_ever_written() -> None:
    wrong = []
    for stream, (events, _) in OLD.items():
        state, states = None, Successive()
        for type, data in events:
            state = folded(state, event_of(type, json.loads(data)), stream)
            if states.to_bytes(state) != to_bytes(state):
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
