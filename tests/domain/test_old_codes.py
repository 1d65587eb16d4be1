"""A code that was made from a command id reads, and no act of the public door is taken by it."""

from dataclasses import replace
from typing import Any

import pytest

from domain.book import ACTIONS
from domain.case.codes import may_act
from domain.case.state.case import Case
from domain.complaint.filing import TakeUpRedressAgain
from domain.complaint.state import RedressState
from domain.kernel.actor import ActorKind, holder_of
from domain.kernel.refusals import RuleNotMet
from domain.kernel.vocabulary import Kind
from domain.rules.command import Action, standing
from resolvers.public import OF_HEARINGS
from tests.domain.redress import at, knowing
from tests.support.facts import A_TICKET, a_case

ONLY_READS = RuleNotMet(code="code-only-reads")
BY_CODE = [
    action
    for action in ACTIONS
    if ActorKind.PUBLIC in action.by and not action.creates and action.command not in OF_HEARINGS
]
"""The acts of whoever holds a code; those of a hearing have rules of their own."""
STATES: dict[Kind, Any] = {Kind.CASE: a_case(), Kind.REDRESS: at(RedressState.EXAMINING)}


def told(action: Action, state: Any) -> Any:
    return standing(action, state, knowing(holder_of(state.id), None))


def test_there_are_such_acts_on_both_kinds() -> None:
    assert {action.stream for action in BY_CODE} == set(STATES)
    assert isinstance(STATES[Kind.CASE], Case)


@pytest.mark.parametrize("action", BY_CODE, ids=lambda action: action.name)
@pytest.mark.parametrize("ticket", ["0" * 64, "", "S-0", "xs-0"])
def test_an_old_code_takes_none(action: Action, ticket: str) -> None:
    state = STATES[action.stream]
    state = at(RedressState.WITHDRAWN) if action.command is TakeUpRedressAgain else state
    assert told(action, replace(state, ticket=ticket)) == ONLY_READS
    assert told(action, replace(state, ticket=A_TICKET)) != ONLY_READS


def test_nor_does_one_of_a_case_that_nobody_follows() -> None:
    assert (may_act(None), may_act(A_TICKET)) == (ONLY_READS, None)
