"""What waits for whom, and what whoever reported is told of the next step."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from api.pages.report.next_step import report_step
from api.pages.report.page_request import TEXTS
from domain.case.duties import STEPS, awaited, duties
from domain.case.hearing import OpenHearing
from domain.case.state.case import CaseState, ExpressionConclusion
from domain.case.state.measures import (
    Execution,
    Finding,
    Measure,
    OwnMeasure,
    OwnMeasureKind,
    Proposal,
    Remedy,
    Service,
    ServiceRecord,
    VerificationResult,
)
from domain.case.state.pathways import Reopening, ReopeningGround, TakedownStatus, TransferStatus
from domain.case.state.round import Opinion, Position, Round, RoundMethod
from domain.kernel.calendar import local_date
from domain.messages import Language
from domain.messages.dates import local_day
from domain.registry.working_days import WorkingDays
from domain.rules.duty import RULES, Duty, DutyKind
from tests.domain.handling import (
    a_decision,
    a_referral,
    a_request,
    a_review,
    a_step,
    a_takedown,
    a_transfer,
    a_verification,
    an_appraisal,
)
from tests.domain.worlds import lived
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, POLICE, a_case, person, sealed, stated
from tests.support.handling_commands import good
from tests.support.handling_facts import PPC, left
from tests.support.handling_past import Cast, Past, case_at
from tests.support.world import LEAD

SOON = NOW + timedelta(days=2)
PROPOSAL = stated(
    Proposal, measure=Measure.CORRECTION_REQUEST, alternatives=(), provisions=(), drafted_by="officer-drafter", cycle=1
)


def owed(state: CaseState, **changes: Any) -> list[Duty]:
    case = replace(a_case(state), lead=LEAD, members=(LEAD, HEALTH, LAND), assigned=None, **changes)
    return list(duties(case))


def kinds(state: CaseState, **changes: Any) -> list[tuple[DutyKind, str]]:
    return [(item.kind, item.agency) for item in owed(state, **changes)]


def test_screening_and_closing_wait_for_the_lead() -> None:
    assert kinds(CaseState.RECEIVED) == [(DutyKind.SCREEN, LEAD)]
    assert kinds(CaseState.RESULT_REPORTED) == [(DutyKind.CLOSE, LEAD)]


def test_a_check_waits_for_the_assigned_agency_and_its_officer() -> None:
    case = replace(a_case(CaseState.CHECKING), assigned=HEALTH, focal="officer-1")
    [duty] = duties(case)
    assert (duty.kind, duty.agency, duty.officer) == (DutyKind.CHECK, HEALTH, "officer-1")


def test_what_is_verified_waits_for_the_review_and_then_for_the_appraisal() -> None:
    verified, reviewed = a_verification(VerificationResult.FALSE), a_review(at=NOW + timedelta(hours=1))
    assert kinds(CaseState.CHECKING, verifications=(verified,)) == [(DutyKind.REVIEW_EXPRESSION, LEAD)]
    both = {"verifications": (verified,), "expression_reviews": (reviewed,)}
    assert kinds(CaseState.COORDINATING, **both) == [(DutyKind.APPRAISE, LEAD)]
    stale = {"verifications": (verified,), "expression_reviews": (replace(reviewed, at=NOW - timedelta(hours=1)),)}
    assert kinds(CaseState.CHECKING, **stale) == [(DutyKind.REVIEW_EXPRESSION, LEAD)]
    asked = kinds(CaseState.COORDINATING, rounds=(a_round(),), **both)
    assert {kind for kind, _ in asked} == {DutyKind.GIVE_OPINION}, "who is asked is heard first"


def test_a_check_has_a_term_from_who_was_named_or_the_reopening() -> None:
    case = replace(a_case(CaseState.CHECKING), assigned=HEALTH)
    again = Reopening(ground=ReopeningGround.REDRESS, officer="o", at=SOON, from_state="CLOSED")
    named, reopened = {"assigned_at": NOW + timedelta(days=1)}, {"reopenings": (again,)}
    for changes, since in (({}, case.receipt.received_at), (named, named["assigned_at"]), (named | reopened, SOON)):
        assert [duty.since for duty in duties(replace(case, **changes))] == [since]


def test_a_finding_waits_until_the_person_concerned_could_answer() -> None:
    asked = replace(case_at(CaseState.APPRAISED), hearings=())
    asked = left(asked, good(OpenHearing), person(LEAD))
    [duty] = [duty for duty in duties(asked) if duty.kind is DutyKind.ACT_ON_FINDING]
    assert duty.since == asked.hearings[-1].answer_by


def test_no_open_case_waits_for_nobody() -> None:
    """In every step of a whole life."""
    cases = (world.state for worlds in lived().values() for world in worlds)
    assert [case for case in cases if case.state is not CaseState.CLOSED and not list(duties(case))] == []


def test_a_finding_waits_to_be_acted_on() -> None:
    assert kinds(CaseState.APPRAISED, appraisal=an_appraisal()) == [(DutyKind.ACT_ON_FINDING, LEAD)]


@each(("finding", "kind"), [("OPINION", DutyKind.CLOSE), ("TRUE_ISSUE", DutyKind.ACT_ON_FINDING)])
def test_what_is_protected_and_no_true_problem_waits_to_be_closed(finding: str, kind: DutyKind) -> None:
    past = Past(finding=Finding(finding), expression=ExpressionConclusion.PROTECTED)
    found = duties(case_at(CaseState.APPRAISED, Cast(), past))
    assert [(duty.kind, duty.agency) for duty in found] == [(kind, LEAD)]


def test_a_decision_waits_for_every_member_it_is_not_about() -> None:
    found = owed(CaseState.PROPOSED, concerns=(LAND,), proposal=PROPOSAL)
    assert [(item.kind, item.agency) for item in found] == [
        (DutyKind.SIGN_DECISION, LEAD),
        (DutyKind.SIGN_DECISION, HEALTH),
    ]
    assert {item.barred for item in found} == {(PROPOSAL.drafted_by,)}


def test_what_was_decided_waits_until_the_person_is_told() -> None:
    decision = a_decision(Measure.CORRECTION_REQUEST)
    [duty] = owed(CaseState.DECIDED, decisions=(decision,))
    assert (duty.kind, duty.agency, duty.since) == (DutyKind.SERVE_DECISION, LEAD, decision.at)


def test_a_removal_that_was_decided_waits_to_be_proposed_until_a_proposal_stands() -> None:
    decided = {"decisions": (a_decision(),)}
    for state in (CaseState.DECIDED, CaseState.EXECUTING):
        for drafts, owes in (
            ((), True),
            ((a_takedown(TakedownStatus.WITHDRAWN),), True),
            ((a_takedown(TakedownStatus.WITHDRAWN), a_takedown()), False),
            ((a_takedown(TakedownStatus.PPC_REFUSED),), False),
        ):
            found = kinds(state, takedowns=drafts, **decided)
            assert ((DutyKind.DRAFT_TAKEDOWN, LEAD) in found) is owes, (state, drafts)
    assert DutyKind.DRAFT_TAKEDOWN not in {kind for kind, _ in kinds(CaseState.RESULT_REPORTED, **decided)}


def a_round(**changes: Any) -> Round:
    return stated(
        Round,
        changes,
        id="round-1",
        cycle=1,
        method=RoundMethod.WRITTEN_OPINION,
        invited=(HEALTH, LAND),
        opened_by="officer-x",
        due_at=SOON,
    )


def said(agency: str, *, by: str | None) -> Opinion:
    return Opinion(agency=agency, position=Position.AGREE if by else Position.NO_REPLY, at=NOW, officer=by)


def test_an_opinion_waits_until_it_is_given() -> None:
    both = owed(CaseState.COORDINATING, rounds=(a_round(),))
    assert [(item.agency, item.due_at, item.lapsed) for item in both] == [(HEALTH, SOON, False), (LAND, SOON, False)]
    one = kinds(CaseState.COORDINATING, rounds=(a_round(opinions=(said(HEALTH, by="officer-1"),)),))
    assert one == [(DutyKind.GIVE_OPINION, LAND)]


def test_silence_that_was_written_down_still_waits_as_lapsed() -> None:
    silent = a_round(opinions=(said(HEALTH, by=None), said(LAND, by=None)), lapsed_at=SOON)
    found = owed(CaseState.COORDINATING, rounds=(silent,))
    assert [item.lapsed for item in found if item.kind is DutyKind.GIVE_OPINION] == [True, True]
    late = replace(silent, opinions=(*silent.opinions, said(HEALTH, by="officer-1")))
    found = owed(CaseState.COORDINATING, rounds=(late,))
    assert [item.agency for item in found if item.kind is DutyKind.GIVE_OPINION] == [LAND]


def test_a_round_in_which_all_spoke_or_kept_silent_waits_to_be_concluded() -> None:
    over = a_round(opinions=(said(HEALTH, by="officer-1"), said(LAND, by=None)), lapsed_at=SOON)
    assert (DutyKind.CONCLUDE_ROUND, LEAD) in kinds(CaseState.COORDINATING, rounds=(over,))
    waits = a_round(opinions=(said(HEALTH, by="officer-1"),))
    assert (DutyKind.CONCLUDE_ROUND, LEAD) not in kinds(CaseState.COORDINATING, rounds=(waits,))


def test_nothing_waits_in_a_round_that_ended() -> None:
    assert owed(CaseState.COORDINATING, rounds=(a_round(concluded_at=NOW),)) == []


REMOVED = a_takedown(TakedownStatus.OUTCOME_RECORDED, review_due_at=SOON)
SERVED = ServiceRecord(service=Service.PUBLISHER_NOTIFIED, note=sealed("note"), on=NOW.date())
EXECUTION = Execution(agency=HEALTH, begun_at=NOW, served=SERVED, cycle=1)
REMEDY = Remedy(agency=LAND, problem=sealed("hole"), due_at=SOON, begun_at=NOW, cycle=1)
REQUEST, REFERRAL = a_request(due_at=SOON), a_referral()
MEASURE = stated(
    OwnMeasure,
    id="measure-1",
    kind=OwnMeasureKind.OWN_PAGE_CORRECTED,
    agency=HEALTH,
    officer="officer-1",
    due_at=SOON,
    cycle=1,
)


@each(
    ("changes", "kind", "agency"),
    [
        ({"executions": (EXECUTION,)}, DutyKind.REPORT_RESULT, HEALTH),
        ({"remedies": (REMEDY,)}, DutyKind.REMEDY, LAND),
        ({"requests": (REQUEST,)}, DutyKind.ANSWER_REQUEST, POLICE),
        ({"referrals": (REFERRAL,)}, DutyKind.ANSWER_REFERRAL, "agency-journalists"),
        ({"own_measures": (MEASURE,)}, DutyKind.JUSTIFY_MEASURE, HEALTH),
        ({"takedowns": (a_takedown(),)}, DutyKind.APPROVE_TAKEDOWN, LEAD),
        ({"takedowns": (a_takedown(TakedownStatus.LEAD_APPROVED),)}, DutyKind.SUBMIT_TAKEDOWN, LEAD),
        ({"takedowns": (a_takedown(TakedownStatus.SUBMITTED_PPC),)}, DutyKind.SIGN_TAKEDOWN, PPC),
        ({"takedowns": (a_takedown(TakedownStatus.PPC_SIGNED),)}, DutyKind.SEND_TAKEDOWN, PPC),
        ({"takedowns": (a_takedown(TakedownStatus.MINISTRY_REFUSED),)}, DutyKind.FIND_OUTCOME, LEAD),
        ({"takedowns": (a_takedown(TakedownStatus.NO_REPLY),)}, DutyKind.FIND_OUTCOME, LEAD),
        ({"takedowns": (REMOVED,)}, DutyKind.REVIEW_REMOVAL, LEAD),
        ({"transfers": (a_transfer(),)}, DutyKind.SIGN_TRANSFER, LEAD),
        ({"transfers": (a_transfer(TransferStatus.SIGNED),)}, DutyKind.HAND_OVER_TRANSFER, LEAD),
        ({"transfers": (a_transfer(TransferStatus.OUTCOME_NOTED, outcome=a_step()),)}, DutyKind.CLOSE, LEAD),
        ({"transfers": (a_transfer(TransferStatus.HANDED_OVER),)}, DutyKind.RECEIVE_TRANSFER, POLICE),
        ({"transfers": (a_transfer(TransferStatus.RECEIVED, received=a_step()),)}, DutyKind.ANSWER_TRANSFER, POLICE),
    ],
)
def test_each_pathway_waits_for_its_agency(changes: dict[str, Any], kind: DutyKind, agency: str) -> None:
    assert kinds(CaseState.EXECUTING, **changes) == [(kind, agency)]


@each(
    "changes",
    [
        {"executions": (replace(EXECUTION, cycle=2),)},
        {"remedies": (replace(REMEDY, cycle=2),)},
        {"requests": (replace(REQUEST, answered=a_step()),)},
        {"referrals": (replace(REFERRAL, answered=a_step()),)},
        {"own_measures": (replace(MEASURE, justified_by="officer-2"),)},
        {"own_measures": (replace(MEASURE, ended_at=NOW, lapsed=True),)},
        {"takedowns": (a_takedown(TakedownStatus.SENT_MINISTRY),)},
        {"takedowns": (a_takedown(TakedownStatus.REVIEWED),)},
        {"takedowns": (replace(REMOVED, review_due_at=None),)},
        {"takedowns": (a_takedown(cycle=2),)},
    ],
)
def test_and_no_longer_once_it_is_met_or_the_case_went_on(changes: dict[str, Any]) -> None:
    assert owed(CaseState.EXECUTING, **changes) == []


def test_a_request_noted_as_late_is_lapsed() -> None:
    [duty] = owed(CaseState.EXECUTING, requests=(replace(REQUEST, overdue_at=SOON),))
    assert (duty.lapsed, duty.due_at) == (True, SOON)


def test_nothing_waits_in_a_closed_case_but_the_review_of_a_removal() -> None:
    assert owed(CaseState.CLOSED, requests=(REQUEST,), takedowns=(a_takedown(),)) == []
    [duty] = owed(CaseState.CLOSED, requests=(REQUEST,), takedowns=(replace(REMOVED, review_noted_at=SOON),))
    assert (duty.kind, duty.due_at, duty.lapsed) == (DutyKind.REVIEW_REMOVAL, SOON, True)


DAYS = WorkingDays(())
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


@each(
    ("state", "step", "days"),
    [
        ("RECEIVED", "SCREEN", 2),
        ("SCREENED", "CHECK", 10),
        ("CHECKING", "APPRAISE", 3),
        ("COORDINATING", "GIVE_OPINION", None),
        ("APPRAISED", "ACT_ON_FINDING", 5),
        ("PROPOSED", "SIGN_DECISION", 5),
        ("DECIDED", "SERVE_DECISION", 3),
        ("EXECUTING", "REPORT_RESULT", 15),
        ("RESULT_REPORTED", "CLOSE", 5),
        ("TRANSFERRED", None, None),
        ("CLOSED", None, None),
    ],
)
def test_each_state_tells_its_step_and_its_day(state: str, step: str | None, days: int | None) -> None:
    case = case_at(CaseState(state))
    found = awaited(case, DAYS)
    assert (found and found.step, found and found.days) == (step, days)
    for language in LANGUAGES:
        now = found.due_at - timedelta(milliseconds=1) if found else case.receipt.received_at
        words = TEXTS[language]["steps"]
        said = report_step(case, found, now, language)
        assert "{" not in said
        if found is None:
            assert said == words["report"][state]
            continue
        last = local_date(now)
        assert (local_day(last, language) in said, words["late"] in said) == (True, False)
        assert (days is None) is (words["working_days"] not in said)
        assert words["late"] in report_step(case, found, found.due_at, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_sentence_for_each_step_that_is_told(language: Language) -> None:
    assert set(TEXTS[language]["steps"]["awaited"]) == set(STEPS) <= set(RULES)
