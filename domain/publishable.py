"""Which cases have a result that may be told to the press, and whose result it is (Đ4.5, G6)."""

from datetime import date, timedelta
from typing import Final

from domain.calendar import local_date
from domain.case import Case, CaseState, ClosureReason, PublicationChoice
from domain.facts import Facts
from domain.findings import Finding
from domain.guards import this_cycle
from domain.publication import CaseResult
from domain.refusals import Guard, Problem, RuleNotMet, unguarded

COMPLAINT_DAYS: Final = 90
"""Days to complain against a decision (Luật Khiếu nại 02/2011/QH13, Điều 9)."""
RESULT_STATES: Final = frozenset({CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED})
TOLD_CLOSURES: Final = frozenset({ClosureReason.COMPLETED, ClosureReason.REMEDIED})


def result_of(case: Case) -> CaseResult | None:
    """The result of this cycle that may be told: a decision, or a true problem put right; else None.

    A case under investigation, one without grounds and speech found protected have none, whatever was written.
    """
    if case.state not in RESULT_STATES or case.appraisal is None:
        return None
    if case.closure and case.closure.reason not in TOLD_CLOSURES:
        return None
    if decisions := this_cycle(case.decisions, case):
        made = decisions[-1]
        return CaseResult(
            cycle=case.cycle,
            finding=case.appraisal.finding,
            agency=made.agency,
            on=made.decided_on,
            measure=made.measure,
            public_code=made.public_code,
            complain_by=complain_by(made.decided_on),
        )
    if case.appraisal.finding is Finding.TRUE_ISSUE and (results := this_cycle(case.results, case)):
        done = results[-1]
        return CaseResult(cycle=case.cycle, finding=case.appraisal.finding, agency=done.agency, on=done.done_on)
    return None


def complain_by(decided_on: date) -> date:
    """The last day to complain against a decision."""
    return decided_on + timedelta(COMPLAINT_DAYS)


def complaint_open(result: CaseResult, facts: Facts) -> bool:
    """Whether a complaint may still come."""
    return result.complain_by is not None and local_date(facts.now) <= result.complain_by


def publishers(case: Case) -> frozenset[str]:
    """The agencies whose result it is: the lead agency, and the one that decided or put it right."""
    result = result_of(case)
    return frozenset({case.lead, result.agency}) if result else frozenset()


def unpublishable(case: Case, agency: str, facts: Facts) -> Problem | None:
    """Why the agency may not tell the press of this case now, or None."""
    if case.closure and case.closure.publication is PublicationChoice.NOT_PUBLISH:
        return unguarded(Guard.G6_PUBLICATION, "publication-declined")
    if result_of(case) is None:
        return unguarded(Guard.G6_PUBLICATION, "no-result-to-publish")
    if facts.touches(agency, case.concerns):
        return unguarded(Guard.G5_TWO_PERSONS, "agency-concerned")
    return None if facts.heir(agency) in facts.heirs(publishers(case)) else RuleNotMet(code="not-own-result")
