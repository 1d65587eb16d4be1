"""From every moment that a case can come to, an honest way leads to an honest end; and no offer is empty."""

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from domain.case.guards import harms_person
from domain.case.state.case import CaseState, ExpressionConclusion
from scripts.workbench import ROOT
from tests.domain.every_life.graph import Graph, explore, harmful_life, plain_life, plain_world
from tests.domain.every_life.honest import CLAIMED, Truth
from tests.domain.every_life.moments import Moment
from tests.domain.every_life.page import PAGE, page
from tests.domain.every_life.province import LEAD
from tests.domain.every_life.troubles import TROUBLES, Trouble

pytestmark = pytest.mark.slow


def lost(
    graph: Graph, waits: Callable[[Moment], bool] = lambda _: False, truths: Iterable[Truth] = CLAIMED
) -> dict[str, Counter[str]]:
    """The moments without an honest way on, by how the claim is and by state, unless they wait for another agency."""
    found = {
        truth.value: Counter(moment.case.state.value for moment in graph.lost(truth) if not waits(moment))
        for truth in truths
    }
    return {truth: states for truth, states in found.items() if states}


def protected_by_the_lead(moment: Moment) -> bool:
    """Whether the lead agency found the content protected: only another agency may find otherwise (G3)."""
    newest = moment.case.expression_reviews[-1:]
    protected = newest and newest[0].conclusion is ExpressionConclusion.PROTECTED
    return bool(protected) and newest[0].agency == LEAD


def after(trouble: Trouble) -> Graph:
    """All that may become of every case to which it happens."""
    before, world = plain_world(), trouble.world(frozenset(plain_life().leading))
    happening = before if trouble.silent else world
    moments = [trouble.happens(happening, moment) for moment in plain_life().moments.values()]
    first = [moment for moment in moments if moment]
    assert len(first) > len(moments) // 2
    return explore(world, *first)


class TestHonestWays:
    def test_lead_on_from_every_moment(self) -> None:
        assert {moment.case.state for moment in plain_life().moments.values()} == set(CaseState)
        assert lost(plain_life()) == {}

    def test_lead_on_where_somebody_asks_to_be_protected(self) -> None:
        """Whether it harms, or is criticism that somebody wants to be rid of: an honest way leads to an honest end."""
        reached = {moment.case.state for moment in harmful_life().moments.values()}
        assert reached == set(CaseState) - {CaseState.TRANSFERRED}
        assert lost(harmful_life(), truths=Truth) == {}
        assert harmful_life().empty == set()
        found = [moment.case for moment in harmful_life().moments.values() if harms_person(moment.case)]
        assert {case.state for case in found} >= {CaseState.APPRAISED, CaseState.DECIDED, CaseState.CLOSED}

    @pytest.mark.parametrize("name", TROUBLES)
    def test_lead_on_after(self, name: str) -> None:
        trouble = TROUBLES[name]
        found = after(trouble)
        assert lost(found, protected_by_the_lead if trouble.silent else lambda _: False) == {}
        assert lost(found).keys() == ({Truth.FALSE} if trouble.silent else set()), "what is protected stays so"


class TestOffers:
    def test_are_served_by_some_input_everywhere_in_the_graph(self) -> None:
        assert plain_life().empty == set()


def test_the_page_says_so() -> None:
    assert (ROOT / PAGE).read_text("utf-8") == page(), "run: python -m tests.domain.every_life.page"
