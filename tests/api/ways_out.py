"""Whether an honest way leads from a case to an honest end, by people who exist: the first that is found."""

from collections import deque
from collections.abc import Iterator

from domain.case.guards import open_round
from scripts.workbench.case_life.graph import kind_of, later, next_deeds
from scripts.workbench.case_life.honest import Truth, ended_well, honest
from scripts.workbench.case_life.lives import Moment, World, facts_of

LOOKED_AT_MOST = 400
"""Moments that one search looks at."""


def truths_that_end(world: World, moment: Moment) -> Iterator[Truth]:
    """The truths in which the case can still come to an end that says so."""
    for truth in Truth:
        if _leads_out(world, moment, truth):
            yield truth


def _leads_out(world: World, first: Moment, truth: Truth) -> bool:
    waiting, seen = deque([first]), {kind_of(world, first)}
    while waiting and len(seen) < LOOKED_AT_MOST:
        moment = waiting.popleft()
        if ended_well(truth, moment.case):
            return True
        for then in _next(world, moment, truth):
            if (kind := kind_of(world, then)) not in seen:
                seen.add(kind)
                waiting.append(then)
    return False


def _next(world: World, moment: Moment, truth: Truth) -> Iterator[Moment]:
    if open_round(moment.case):
        yield later(moment)
    for deed in next_deeds(world, moment, set()):
        if honest(deed.command, truth, moment.case, facts_of(world, moment, deed.actor)):
            yield deed.then
