"""Differences that are found in the JSON of two states are those of the states."""

import json
from itertools import pairwise, product

import pytest

from domain.book import STATES
from domain.kernel.changes import changes
from domain.kernel.event import folded
from domain.kernel.vocabulary import Kind, kind_of
from store.record.canonical import event_of, read, to_bytes
from store.record.differences import differences
from tests.support.golden import OLD


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
        if differences(STATES[kind], plain(before), plain(after)) != changes(before, after)
    ]
    assert wrong == []


def test_a_state_without_what_it_must_have_is_no_state() -> None:
    stream = next(stream for stream in OLD if kind_of(stream) is Kind.AREA)
    whole = plain(states_of(stream)[1])
    assert whole
    with pytest.raises(KeyError, match="name"):
        differences(STATES[Kind.AREA], {name: value for name, value in whole.items() if name != "name"}, whole)
