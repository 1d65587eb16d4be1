"""What a notice rests on in this transaction: the case, and the complaint whose ruling it tells (Đ4.5, G6)."""

from typing import Any

from domain.case.state.case import Case
from domain.complaint.state import Redress
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.publication.publishable import publishable_result, unpublishable
from domain.publication.state import CaseResult, Publication
from domain.rules.facts import Facts
from domain.rules.guards import actor_among


def case_of(id: str, facts: Facts) -> Case:
    """The case of a notice."""
    found: Any = facts.linked[id]
    assert isinstance(found, Case)
    return found


def redress_of(id: str | None, case: str, facts: Facts) -> Redress | None:
    """The complaint that is the ground. Raises Refused for one that is not about the case."""
    if id is None:
        return None
    found = facts.linked[id]
    if not isinstance(found, Redress) or found.case != case:
        raise Refused(invalid("redress", "redress-unknown"))
    return found


def recused(case: Case, facts: Facts) -> Problem | None:
    """Who may do nothing in the case may not tell of it either (G5)."""
    stays_out = actor_among(case.recused, facts)
    return unguarded(Guard.G5_TWO_PERSONS, "recused") if stays_out else None


def untellable(case: Case, redress: Redress | None, agency: str, facts: Facts) -> Problem | None:
    """There is a result to tell today, and agency and person may tell it."""
    return unpublishable(case, agency, facts, redress) or recused(case, facts)


def result_to_tell(case: Case, redress: Redress | None, agency: str, facts: Facts) -> CaseResult:
    """The result to tell today. Raises Refused when there is none, or the agency or the person may not tell it."""
    if problem := untellable(case, redress, agency, facts):
        raise Refused(problem)
    found = publishable_result(case, redress, facts.registry)
    assert found is not None  # else it is unpublishable
    return found


def own_result(notice: Publication, facts: Facts) -> CaseResult | None:
    """The result that the ground of a notice has now, whoever may tell it; None when there is none to tell."""
    case, redress = case_of(notice.case, facts), redress_of(notice.ground, notice.case, facts)
    return publishable_result(case, redress, facts.registry)


def own_ground(notice: Publication, facts: Facts) -> Problem | None:
    """The ground of a notice has a result today, which agency and person may tell."""
    case, redress = case_of(notice.case, facts), redress_of(notice.ground, notice.case, facts)
    return untellable(case, redress, notice.agency, facts)


def told_now(notice: Publication, facts: Facts) -> CaseResult:
    """The result that is told; guards have seen that there is one."""
    found = own_result(notice, facts)
    assert found is not None  # `own_ground`
    return found


def fit_to_print(notice: Publication, facts: Facts) -> Problem | None:
    """Every finding is answered for, and what is told is the very result that the ground has now (G6)."""
    if not notice.open_wording.masked:
        return unguarded(Guard.G6_PUBLICATION, "masking-open")
    if problem := own_ground(notice, facts):
        return problem
    if notice.correction is None and not notice.result.same(own_result(notice, facts)):
        return unguarded(Guard.G6_PUBLICATION, "result-changed")
    return None
