"""How a slip in each act of a case is mended (`mended.txt`): the act that mends it is open once the slip was made."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest

from domain.book import ACTIONS
from domain.kernel.actor import Actor
from domain.kernel.event import folded
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind
from domain.rules.command import Action
from tests.domain.well_formed import inputs
from tests.domain.worlds import BROKEN, actors, in_state, worlds
from tests.support.told import lines_for

SAME: Final = "the same act again"
TRIED_MOST: Final = 40
"""Inputs that are tried of one act in one state."""
ROWS: Final = [
    (line.rpartition(": ")[0], act)
    for line in Path(__file__).with_name("mended.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for act in line.rpartition(": ")[2].split()
]
NAMED: Final = {action.name: action for action in ACTIONS if action.public and action.stream is Kind.CASE}


def mender(way: str, act: str) -> Action | None:
    """The act that mends another one; None where nothing does."""
    return NAMED[act] if way.startswith(SAME) else NAMED.get(way.partition(",")[0])


def test_each_act_in_a_case_says_how_a_slip_in_it_is_mended() -> None:
    lines_for(NAMED, (act for _, act in ROWS), "tests/domain/mended.txt", "how a slip in it is mended: {}")
    assert [way for way, act in ROWS if mender(way, act) is None and not way.startswith("nothing, ")] == []


@pytest.mark.parametrize(("way", "act"), [row for row in ROWS if mender(*row)])
def test_the_act_that_mends_it_is_open_after_it(way: str, act: str) -> None:
    """In one of the states that it leaves, to somebody who may act."""
    by = mender(way, act)
    assert by is not None
    assert any(after.state in (by.states or {after.state}) and opens(by, after) for after in left(NAMED[act]))


def left(action: Action) -> Iterator[Any]:
    """The cases that an act leaves, in worlds where it is carried out, with what else could have been entered."""
    for state, command, facts in worlds(action.command):
        for one in (command, *islice(inputs(action.command, state, facts), TRIED_MOST)):
            try:
                made = action.decide(state, one, facts)
            except (Refused, *BROKEN):
                continue
            case = None if action.creates else state
            for event in made:
                case = folded(case, event, state.id)
            yield case


def opens(action: Action, case: Any) -> bool:
    """Return whether somebody may take an act: one of the people of the tests, or a colleague of theirs."""
    people = list(actors(action, case))
    return any(next(in_state(action, case, who), None) for who in (*people, *map(colleague, people)))


def colleague(who: Actor) -> Actor:
    return replace(who, subject=f"{who.subject}-second")
