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


def result_to_tell(case: Case, redress: Redress | None, agency: str, facts: Facts) -> CaseResult:
    """The result to tell today. Raises Refused when there is none, or the agency or the person may not tell it."""
    if problem := unpublishable(case, agency, facts, redress) or recused(case, facts):
        raise Refused(problem)
    if (found := publishable_result(case, redress, facts.registry)) is None:
        raise Refused(unguarded(Guard.G6_PUBLICATION, "no-result-to-publish"))
    return found


def own_result(notice: Publication, facts: Facts) -> CaseResult:
    """The result that the ground of a notice has now. Raises Refused as `result_to_tell` does."""
    case, redress = case_of(notice.case, facts), redress_of(notice.ground, notice.case, facts)
    return result_to_tell(case, redress, notice.agency, facts)


def fit_to_print(notice: Publication, facts: Facts) -> CaseResult:
    """The result as it is told. Raises Refused unless every finding is answered for and it is the very one (G6)."""
    if not notice.open_wording.masked:
        raise Refused(unguarded(Guard.G6_PUBLICATION, "masking-open"))
    result = own_result(notice, facts)
    if notice.correction is None and not notice.result.same(result):
        raise Refused(unguarded(Guard.G6_PUBLICATION, "result-changed"))
    return result
