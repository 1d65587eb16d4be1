"""Part of a ruling that may be told to the press: the outcome, and the decision complained against."""

from domain.case.state.case import Case
from domain.case.state.findings import Finding
from domain.complaint.filing_term import last_day
from domain.complaint.state import Redress, RedressState
from domain.publication.state import CaseResult

HOLDING = frozenset({RedressState.UPHELD, RedressState.PARTLY, RedressState.DISMISSED, RedressState.FINAL})
"""States in which the last ruling holds; at the second level it waits for another one."""


def ruling_of(case: Case, redress: Redress) -> CaseResult | None:
    """The result of a complaint about the case that may be told; None while no ruling holds."""
    if redress.case != case.id or redress.state not in HOLDING or not redress.rulings:
        return None
    finding = _found_in(case, redress.cycle)
    made = next((decision for decision in case.decisions if decision.public_code == redress.decision), None)
    if finding is None or made is None:
        return None
    last = redress.rulings[-1]
    return CaseResult(
        cycle=redress.cycle,
        finding=finding,
        agency=last.agency,
        on=last.decided_on,
        measure=made.measure,
        public_code=made.public_code,
        complain_by=last_day(redress.appeal_by) if redress.appeal_by else None,
        redress=redress.id,
        outcome=last.outcome,
        level=last.level,
    )


def _found_in(case: Case, cycle: int) -> Finding | None:
    """Return the result of the case in a cycle; of a past one, as its reopening says."""
    if cycle == case.cycle:
        return case.appraisal.finding if case.appraisal else None
    return case.reopenings[cycle - 1].finding
