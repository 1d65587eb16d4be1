"""An action that is offered is refused for its input at most, on every kind of object: some well-formed input serves.

Cases are searched in whole (`tests/domain/test_every_life.py`). All other objects are tried here in every state that
the old bytes and a few notices by hand come to, by everybody whom something is offered to.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from domain.book import ACTIONS, allowed_actions, opening_actions
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind
from domain.rules.command import Action, denial, standing
from tests.domain.objects import LATE, MOMENTS, PEOPLE, acts, facts_of, objects
from tests.domain.well_formed import inputs


def empty(state: Any, kind: Kind, action: Action, tried: list[str]) -> Iterator[str]:
    """Offers of an action that no well-formed input serves, with what is said instead."""
    for actor in PEOPLE:
        if denial(action, actor):
            continue
        for moment in range(kind in LATE, len(MOMENTS)):
            if standing(action, state, facts_of(actor, state, kind, moment)):
                continue
            tried.append(action.name)
            facts = facts_of(actor, state, kind, moment, action.command)
            said = set()
            for command in inputs(action.command, state, facts):
                try:
                    action.decide(state, command, facts)
                except Refused as refused:
                    said |= {problem.code for problem in refused.problems}
                else:
                    break
            else:
                yield f"{action.name} to {actor.subject} of {state.id}: {', '.join(sorted(said))}"


def empty_offers(kind: Kind, tried: list[str]) -> list[str]:
    return [fault for state in objects(kind) for action in acts(kind) for fault in empty(state, kind, action, tried)]


WITH_ACTIONS: Final = [kind for kind in Kind if kind is not Kind.CASE and acts(kind)]


@pytest.mark.parametrize("kind", WITH_ACTIONS)
def test_every_offer_is_served_by_some_input(kind: Kind) -> None:
    tried: list[str] = []
    assert empty_offers(kind, tried) == []
    assert {action.name for action in acts(kind)} == set(tried), "an action that no state here is open to"


def offered_on(kind: Kind) -> set[str]:
    """Everything that somebody is answered about on an object of a kind."""
    state = next(iter(objects(kind)))
    facts = facts_of(PEOPLE[0], state, kind, 0)
    return {offer.action for offer in allowed_actions(state, kind, facts)}


def test_everything_that_may_be_done_is_offered_once() -> None:
    """On an object of its kind, or to oneself if it begins one: no mutation is left to be found in the schema alone."""
    on_objects = {name for kind in WITH_ACTIONS for name in offered_on(kind)}
    on_objects |= {action.name for action in acts(Kind.CASE)}
    to_oneself = {offer.action for offer in opening_actions(PEOPLE[0])}
    assert on_objects | to_oneself == {action.name for action in ACTIONS if action.public}
    assert not on_objects & to_oneself
