"""The whole graph, searched once in a process: the plain life, and that of a case in which somebody asks for help."""

from functools import cache
from typing import Final

from domain.kernel.actor import holder_of
from scripts.workbench.case_life.graph import Edge, Graph, explore
from scripts.workbench.case_life.lives import CASE, ON_CASES, Moment, World
from scripts.workbench.case_life.province import NOW, asked_for, people, protecting, province, reported

OF_PERSONS: Final = frozenset(
    {
        *("nameConcerned", "recuseOfficer", "moveRecusal", "answerRecusal", "decideRecusal", "undoRecusal"),
        *("withdrawOwnReport", "recordWithdrawal", "recordProtectionWithdrawal"),
        *("confirmWithdrawal", "refuseWithdrawal"),
    }
)
"""Acts that may come at any time about who takes part, or papers of who reported or asked: the search knows troubles,
one at a time."""
OF_HARM: Final = frozenset(
    {
        "recordProtectionRequest",
        "confirmProtection",
        "withdrawProtection",
        "reviewHarm",
        "findHarm",
        "passOnProtection",
    }
)
"""Acts about content that harms a person: searched by themselves, from a case in which somebody asks."""
BESIDE_HARM: Final = frozenset(
    {
        *("correctReport", "handOverTransfer", "openHearing", "proposeTransfer", "receiveTransfer"),
        *("recordMeeting", "recordPoliceOutcome", "recordTransferReturn", "refuseTransfer", "signTransfer"),
    }
)
"""Acts that are left out of that search: the plain life has them, and they lead on as they do there."""


def plain_world() -> World:
    """The small province, where nothing is said of those who take part."""
    registry = province()
    actions = tuple(action for action in ON_CASES if action.name not in OF_PERSONS | OF_HARM)
    return World(registry=registry, people=people(registry), actions=actions)


def protecting_world() -> World:
    """Return the small province with a ground that protects persons. Only acts that lead on are tried, and who asked
    for protection may take that back by the code."""
    registry, leading = protecting(), plain_life().leading
    actions = tuple(action for action in ON_CASES if action.name in leading - BESIDE_HARM | OF_HARM)
    return World(registry=registry, people=(*people(registry), holder_of(CASE)), actions=actions)


@cache
def harmful_life() -> Graph:
    """All that may become of a case in which somebody asks to be protected, whatever the content is."""
    return explore(protecting_world(), Moment(case=asked_for(), now=NOW))


@cache
def plain_life() -> Graph:
    """All that may become of a case."""
    return explore(plain_world(), Moment(case=reported(), now=NOW))


def edges() -> set[Edge]:
    """Return the edges to another state in the plain life, and where somebody asks to be protected."""
    found = plain_life().edges | {edge for edge in harmful_life().edges if edge.action in OF_HARM}
    return {edge for edge in found if edge.then is not edge.state}
