"""Cases with a result that may be published (Đ4.5): owner of the result, the ruling, and obstacles to publication."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from domain.case.guards import harms_person, this_cycle
from domain.case.state.case import TOLD_CLOSURES, Case, CaseState, PublicationChoice
from domain.case.state.measures import Finding
from domain.case.state.pathways import IN_HAND, PublicationState, ReopeningGround
from domain.complaint.acts import file_term, last_day, received_on
from domain.complaint.state import Redress, RedressState
from domain.kernel.calendar import local_date, start_of
from domain.kernel.refusals import Guard, Problem, RuleNotMet, unguarded
from domain.publication.state import CaseResult, Publication
from domain.registry.registry import Registry
from domain.rules.facts import Facts

HOLDING = frozenset({RedressState.UPHELD, RedressState.PARTLY, RedressState.DISMISSED, RedressState.FINAL})
"""States of a complaint in which its last ruling is valid. At the second level another ruling is pending."""


def ruling_of(case: Case, redress: Redress) -> CaseResult | None:
    """Return the publishable result of a complaint about the case; None without a valid ruling."""
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
    """Return the finding of a cycle. For a past cycle, return the finding that the reopening copied."""
    if cycle == case.cycle:
        return case.appraisal.finding if case.appraisal else None
    return case.reopenings[cycle - 1].finding


RESULT_STATES: Final = frozenset({CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED})


def result_of(case: Case, registry: Registry) -> CaseResult | None:
    """Return this cycle's publishable result: a decision, or a true problem that was remedied; else None.

    The last day to complain is known after the decision was delivered to the person concerned. Without a delivery, the
    term begins when that person learns of the decision, and the notice contains no last day.

    A case under investigation, a case without grounds and protected speech have no publishable result.
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
    """Return the result that may be published now. Return the result of the complaint if the ground is a complaint, or
    else that of the case."""
    return ruling_of(case, redress) if redress else result_of(case, registry)


def awaits_service(case: Case, result: CaseResult) -> bool:
    """Return whether the person concerned is not yet informed of the decision behind a result or a ruling."""
    return case.state is CaseState.DECIDED and result.cycle == case.cycle


def complaint_open(result: CaseResult, facts: Facts) -> bool:
    """Return whether a complaint against the decision, or against the first ruling, is still possible."""
    if result.complain_by is not None:
        return local_date(facts.now) <= result.complain_by
    return result.public_code is not None and result.redress is None


def publishers(case: Case, result: CaseResult, redress: Redress | None) -> frozenset[str]:
    """Return the agencies that own the result: the lead agency, the deciding or remedying agency, and the agency that
    ruled on the complaint."""
    return frozenset({case.lead, result.agency, redress.agency if redress else case.lead})


def publishing_agencies(case: Case) -> list[str]:
    """Return the agencies that might publish about a case with a result, or with a result that a complaint undid.

    Only a search uses this set. The rule itself is `publishable`.
    """
    if harms_person(case):
        return []
    told = case.state in RESULT_STATES and not (case.closure and case.closure.reason not in TOLD_CLOSURES)
    if not told and not any(reopening.ground is ReopeningGround.REDRESS for reopening in case.reopenings):
        return []
    return sorted({case.lead, *(made.agency for made in case.decisions), *(done.agency for done in case.results)})


def publishable(case: Case, agency: str, facts: Facts, redress: Redress | None = None) -> Problem | None:
    """Refuse unless the agency may publish about this case now.

    A ruling on a complaint can be published even if the result of the case cannot be published.
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


class Obstacle(StrEnum):
    """Obstacle to publishing a result."""

    NO_NOTICE = "NO_NOTICE"
    PUBLICATION_UNDECIDED = "PUBLICATION_UNDECIDED"
    NOT_PUBLISHABLE = "NOT_PUBLISHABLE"
    MASKING_OPEN = "MASKING_OPEN"
    CHECK_NEEDED = "CHECK_NEEDED"
    APPROVAL_NEEDED = "APPROVAL_NEEDED"
    COMPLAINT_WINDOW = "COMPLAINT_WINDOW"
    EMBARGO = "EMBARGO"
    UNDER_REVIEW = "UNDER_REVIEW"


STOPPING = frozenset(Obstacle) - {Obstacle.PUBLICATION_UNDECIDED, Obstacle.COMPLAINT_WINDOW}
"""Obstacles that prevent publication. The other obstacles only inform: the case is not closed yet, or a complaint is
still possible. An open case prevents publication until the person concerned was informed of the decision."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One obstacle to publication, and its end if known."""

    obstacle: Obstacle
    stops: bool
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Result with its notices and the obstacles to publishing it."""

    case: Mapping[str, Any]
    notices: tuple[Mapping[str, Any], ...]
    readiness: tuple[Standing, ...]
    overturned: bool = False
    """True if a complaint undid the result, so that its ruling should be published."""
    redress: str | None = None
    """Complaint that undid the result; present for readers who may see the complaint or publish its ruling."""

    @property
    def ready(self) -> bool:
        """Return whether a notice is public already, or no obstacle prevents its publication."""
        return not any(standing.stops for standing in self.readiness)

    @property
    def draftable(self) -> bool:
        """Return whether a notice may be drafted. The result must be publishable, and no notice may be public or in
        preparation."""
        stops = {standing.obstacle for standing in self.readiness if standing.stops}
        return stops - {Obstacle.PUBLICATION_UNDECIDED} == {Obstacle.NO_NOTICE}


def overturned_by(case: Case) -> str | None:
    """Return the complaint that reopened the case; None if no complaint did, or if the case has a new result since
    then."""
    undone = case.reopenings and case.reopenings[-1].ground is ReopeningGround.REDRESS
    told = case.state in RESULT_STATES and not (case.closure and case.closure.reason not in TOLD_CLOSURES)
    return case.reopenings[-1].redress if undone and not told else None


def readiness(
    case: Case, notices: Iterable[Publication], facts: Facts, redress: Redress | None = None
) -> Iterator[Standing]:
    """Yield the obstacles to publication, in the order in which they arise."""
    result = publishable_result(case, redress, facts.registry)
    untold = result is not None and awaits_service(case, result)
    if publishable(case, facts.actor.own, facts, redress):
        yield _standing(Obstacle.NOT_PUBLISHABLE)
    elif untold or (redress is None and case.state is not CaseState.CLOSED):
        yield Standing(obstacle=Obstacle.PUBLICATION_UNDECIDED, stops=untold)
    if result and complaint_open(result, facts):
        until = start_of(_after(result.complain_by)) if result.complain_by else None
        yield _standing(Obstacle.COMPLAINT_WINDOW, until)
    live = [notice for notice in notices if notice.id in {link.publication for link in case.live_notices}]
    if not live:
        yield _standing(Obstacle.NO_NOTICE)
    for notice in live:
        yield from _of_notice(notice)


def _of_notice(notice: Publication) -> Iterator[Standing]:
    if not notice.open_wording.masked:
        yield _standing(Obstacle.MASKING_OPEN)
    if notice.review_since:
        yield _standing(Obstacle.UNDER_REVIEW)
    if notice.state not in IN_HAND:
        return
    if notice.state is PublicationState.DRAFT:
        yield _standing(Obstacle.CHECK_NEEDED)
    elif notice.state is PublicationState.CHECKED:
        yield _standing(Obstacle.APPROVAL_NEEDED)
    elif notice.state is PublicationState.EMBARGOED:
        yield _standing(Obstacle.EMBARGO, notice.release_at)


def _standing(obstacle: Obstacle, until: datetime | None = None) -> Standing:
    return Standing(obstacle=obstacle, stops=obstacle in STOPPING, until=until)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
