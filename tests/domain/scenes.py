"""Cases that are handled, and who handles them."""

from typing import Any

from domain.case.own_measures import OwnMeasureTaken
from domain.case.rounds import RoundOpened
from domain.case.state.case import CaseState
from domain.case.state.round import Opinion, Position
from domain.kernel.vocabulary import Post
from domain.registry.registry import Registry
from tests.support.facts import HEALTH, LAND, NOW, person
from tests.support.handling_facts import REGISTRY, a_registry, an_officer
from tests.support.handling_past import PLAIN, Cast, a_round, an_own_measure, case_at, case_of, until
from tests.support.world import LEAD

HANDLER, SIGNATORY = person(LEAD), person(LEAD, Post.SIGNATORY)
CHECKED, ASKED = case_at(CaseState.CHECKING), case_at(CaseState.COORDINATING)
APPRAISED, PROPOSED = case_at(CaseState.APPRAISED), case_at(CaseState.PROPOSED)
MEASURE = OwnMeasureTaken(measure=an_own_measure(LAND))
MEASURED = case_at(CaseState.CHECKING, Cast(), PLAIN, MEASURE)


def also_serving(id: str, agency: str) -> Registry:
    """The register in which the person behind an appointment also holds a post elsewhere."""
    more = an_officer("officer-elsewhere", agency, Post.HANDLER)
    officers = {**REGISTRY.officers, more.id: more}
    return a_registry(officers=officers, subjects={"one account": (id, more.id)})


def opened(**changes: Any) -> Any:
    """A case with a round of its own."""
    return case_of(*until(CaseState.CHECKING), RoundOpened(round=a_round(Cast(), **changes)))


def agreed() -> tuple[Opinion, ...]:
    """Agreement of those asked."""
    return tuple(
        Opinion(agency=agency, position=Position.AGREE, at=NOW, officer="officer-x") for agency in (HEALTH, LAND)
    )
