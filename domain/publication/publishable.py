"""Cases with a result that may be told to the press, and the agency whose result it is (Đ4.5, G6)."""

from typing import Final

from domain.case.guards import harms_person, this_cycle
from domain.case.state.case import TOLD_CLOSURES, Case, CaseState, PublicationChoice
from domain.case.state.findings import Finding
from domain.case.state.reopening import ReopeningGround
from domain.complaint.filing_term import file_term, last_day, received_on
from domain.complaint.state import Redress
from domain.kernel.calendar import local_date
from domain.kernel.refusals import Guard, Problem, RuleNotMet, unguarded
from domain.publication.ruling import ruling_of
from domain.publication.state import CaseResult
from domain.registry.registry import Registry
from domain.rules.facts import Facts

RESULT_STATES: Final = frozenset({CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED})


def result_of(case: Case, registry: Registry) -> CaseResult | None:
    """The result of this cycle that may be told: a decision, or a true problem put right; else None.

    The last day to complain is known once the decision was delivered to the person concerned: without that the term
    runs from when they come to know of it, and the notice names no day.

    A case under investigation, one without grounds and speech found protected have none, whatever was written.
    """
    if case.state not in RESULT_STATES or case.appraisal is None:
        return None
    if case.closure and case.closure.reason not in TOLD_CLOSURES:
        return None
    if decisions := this_cycle(case.decisions, case):
        made = decisions[-1]
        received = received_on(case, made)
        return CaseResult(
            cycle=case.cycle,
            finding=case.appraisal.finding,
            agency=made.agency,
            on=made.decided_on,
            measure=made.measure,
            public_code=made.public_code,
            complain_by=last_day(file_term(case, made, registry, received).due) if received else None,
        )
    if case.appraisal.finding is Finding.TRUE_ISSUE and (results := this_cycle(case.results, case)):
        done = results[-1]
        return CaseResult(cycle=case.cycle, finding=case.appraisal.finding, agency=done.agency, on=done.done_on)
    return None


def publishable_result(case: Case, redress: Redress | None, registry: Registry) -> CaseResult | None:
    """Return the result that may be published now: the ruling that is the ground, else the case's own result."""
    return ruling_of(case, redress) if redress else result_of(case, registry)


def complaint_open(result: CaseResult, facts: Facts) -> bool:
    """Return whether a complaint against the decision, or the way to the second level, is still open."""
    if result.complain_by is not None:
        return local_date(facts.now) <= result.complain_by
    return result.public_code is not None and result.redress is None


def publishers(case: Case, result: CaseResult, redress: Redress | None) -> frozenset[str]:
    """The agencies whose result it is: the lead agency, the one that decided or put it right, and who ruled on it."""
    return frozenset({case.lead, result.agency, redress.agency if redress else case.lead})


def publishing_agencies(case: Case) -> list[str]:
    """The agencies that might tell the press of a case: it has a result that may be told, or a complaint undid one.

    What is looked for; whether one may is for `publishable`.
    """
    if harms_person(case):
        return []
    told = case.state in RESULT_STATES and not (case.closure and case.closure.reason not in TOLD_CLOSURES)
    if not told and not any(reopening.ground is ReopeningGround.REDRESS for reopening in case.reopenings):
        return []
    return sorted({case.lead, *(made.agency for made in case.decisions), *(done.agency for done in case.results)})


def publishable(case: Case, agency: str, facts: Facts, redress: Redress | None = None) -> Problem | None:
    """The agency may tell the press of this case now.

    That the case's own result is not published says nothing of a ruling on a complaint.
    """
    if redress is None and case.closure and case.closure.publication is PublicationChoice.NOT_PUBLISH:
        return unguarded(Guard.G6_PUBLICATION, "publication-declined")
    if (result := publishable_result(case, redress, facts.registry)) is None:
        return unguarded(Guard.G6_PUBLICATION, "no-result-to-publish")
    if result.finding is Finding.HARMS_PERSON:  # a notice would show the person again
        return unguarded(Guard.G6_PUBLICATION, "harm-not-told")
    if facts.touches(agency, case.concerns):
        return unguarded(Guard.G5_TWO_PERSONS, "agency-concerned")
    own = facts.heir(agency) in facts.heirs(publishers(case, result, redress))
    return None if own else RuleNotMet(code="not-own-result")
