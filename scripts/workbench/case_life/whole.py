"""The whole graph, searched once in a process: the plain life, and what may be said of those who take part."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from domain.case.state.case import CaseState
from scripts.workbench.case_life.graph import Graph, Way, explore, next_deeds
from scripts.workbench.case_life.lives import ON_CASES, Moment, World
from scripts.workbench.case_life.province import NOW, asked_for, people, protecting, province, reported

OF_PERSONS: Final = frozenset({"nameConcerned", "recuseOfficer"})
"""Acts that may come at any time about who takes part: the search knows them as troubles, one at a time."""
OF_HARM: Final = frozenset(
    {
        "recordProtectionRequest",
        "recordProtectionWithdrawal",
        "withdrawProtection",
        "reviewHarm",
        "findHarm",
        "passOnProtection",
    }
)
"""Acts about content that harms a person: searched by themselves, from a case in which somebody asks."""
BESIDE_HARM: Final = frozenset(
    {
        *("correctReport", "handOverTransfer", "openHearing", "proposeTransfer", "reassignCase", "receiveTransfer"),
        *("recordMeeting", "recordPoliceOutcome", "recordTransferReturn", "refuseTransfer", "signTransfer"),
    }
)
"""Acts that are left out of that search: the plain life has them, and they lead on as they do there."""
SAMPLES: Final = 12
"""Moments of a state from which such an act is tried for the page."""


def plain_world() -> World:
    """The small province, where nothing is said of those who take part."""
    registry = province()
    actions = tuple(action for action in ON_CASES if action.name not in OF_PERSONS | OF_HARM)
    return World(registry=registry, people=people(registry), actions=actions)


def protecting_world() -> World:
    """The small province with a ground that protects persons, in which only acts that lead on are tried."""
    registry, leading = protecting(), plain_life().leading
    actions = tuple(action for action in ON_CASES if action.name in leading - BESIDE_HARM | OF_HARM)
    return World(registry=registry, people=people(registry), actions=actions)


@cache
def harmful_life() -> Graph:
    """All that may become of a case in which somebody asks to be protected, whatever the content is."""
    return explore(protecting_world(), Moment(case=asked_for(), now=NOW))


@cache
def plain_life() -> Graph:
    """All that may become of a case."""
    return explore(plain_world(), Moment(case=reported(), now=NOW))


@cache
def whole_life() -> Graph:
    """The plain life, with the edges of what may be said of those who take part, and of asking to be protected."""
    world, plain = plain_world(), plain_life()
    apart = World(
        registry=world.registry,
        people=world.people,
        actions=tuple(action for action in ON_CASES if action.name in OF_PERSONS),
    )
    whole = Graph(moments=plain.moments, edges={*plain.edges}, steps=plain.steps, leading={*plain.leading})
    whole.edges |= {edge for edge in harmful_life().edges if edge.action in OF_HARM}
    for moment in _samples(plain):
        for deed in next_deeds(apart, moment, whole.empty):
            whole.add(None, moment, Way(deed=deed, then=deed.then, truths=frozenset()), None)
    return whole


def _samples(graph: Graph) -> Iterator[Moment]:
    """Some moments of each state, the last ones found: more has happened in them."""
    for state in CaseState:
        yield from [moment for moment in graph.moments.values() if moment.case.state is state][-SAMPLES:]
