"""Complaints: who may do what when, what an upheld one does to its case, and every guard missed once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.case.closing import REOPENABLE, CaseReopened
from domain.case.state.case import CaseState
from domain.case.state.pathways import TakedownStatus
from domain.complaint.appeal import AppealRedress
from domain.complaint.duties import EndRedress, NoteRedressOverdue
from domain.complaint.examination import AcceptRedress, BeginExamination, DecideRedress, RejectRedress
from domain.complaint.filing import WithdrawRedress
from domain.complaint.state import SECOND, Redress, RedressOutcome, RedressState, RejectionGround
from domain.erasure.contact import contact_problem
from domain.kernel.actor import PUBLIC, SYSTEM, Actor, holder_of
from tests.domain.handling import a_takedown
from tests.domain.redress import (
    FILING,
    LONG,
    PPC,
    a_decided_case,
    about,
    at,
    examiner,
    filed,
    knowing,
)
from tests.support.each import each
from tests.support.facts import HEALTH, NOW, attempt, facts, linked, person, verdict
from tests.support.world import LEAD

ACCEPT = AcceptRedress()
REJECT = RejectRedress(ground=RejectionGround.NOT_AFFECTED, reasons=LONG)
BEGIN = BeginExamination(plan=LONG)
RULE = DecideRedress(
    outcome=RedressOutcome.UPHELD, number="1/QĐ-KN", decided_on=date(2026, 7, 1), reasons=LONG, way_on=LONG
)
APPEAL = AppealRedress(text=LONG)
EXAMINING = (ACCEPT, REJECT, BEGIN, RULE)


def said(state: Redress | None, command: Any, actor: Actor, **known: Any) -> str:
    given = {"contested": about()} | known
    return verdict(state, command, knowing(actor, command, **given))


class TestFiling:
    def test_by_anybody_and_nothing_of_them_is_kept(self) -> None:
        made = filed()
        assert made.state is RedressState.FILED
        assert (made.agency, made.examining, made.level, made.contact) == (LEAD, LEAD, 1, "c1")
        assert made.accept_by.days == 10

    def test_against_a_decision_that_there_is(self) -> None:
        assert said(None, FILING, PUBLIC, contested=None) == "decision-unknown"


class TestExamining:
    def test_out_of_time_is_a_ground_only_for_what_was_late(self) -> None:
        late = replace(REJECT, ground=RejectionGround.OUT_OF_TIME)
        assert said(filed(), late, examiner()) == "filed-in-time"
        assert said(filed(filed_late=True), late, examiner()) == "ok"

    @pytest.mark.parametrize(
        ("level", "complex_", "remote", "days"),
        [(1, False, False, 30), (1, True, False, 45), (1, True, True, 60), (2, False, False, 45), (2, True, True, 70)],
    )
    def test_the_term_for_deciding(self, level: int, complex_: bool, remote: bool, days: int) -> None:
        command = AcceptRedress(complex=complex_)
        state = filed(level=level, remote=remote)
        made = attempt(state, command, knowing(examiner(), command, contested=about()))
        assert made.decide_by.days == days

    def test_a_ruling_of_tomorrow_is_refused(self) -> None:
        assert (
            said(at(RedressState.EXAMINING), replace(RULE, decided_on=date(2026, 7, 2)), examiner()) == "in-the-future"
        )


class TestUndoing:
    @each("outcome", RedressOutcome)
    @each("state", CaseState)
    def test_opens_the_case_again_from_any_decided_state(self, state: CaseState, outcome: RedressOutcome) -> None:
        command = replace(RULE, outcome=outcome)
        known = knowing(examiner(), command, contested=about(a_decided_case(state)))
        found = linked(at(RedressState.EXAMINING), command, known)
        assert bool(found) is (state in REOPENABLE and outcome is not RedressOutcome.DISMISSED)

    def test_stops_execution_and_withdraws_open_removals(self) -> None:
        case = a_decided_case(CaseState.EXECUTING, takedowns=(a_takedown(TakedownStatus.SENT_MINISTRY),))
        [following] = linked(at(RedressState.EXAMINING), RULE, knowing(examiner(), RULE, contested=about(case)))
        assert following.stream == case.id
        assert isinstance(following.event, CaseReopened)
        after = following.event.fold(case)
        assert (after.state, after.cycle) == (CaseState.CHECKING, 2)
        assert [takedown.status for takedown in after.takedowns] == [TakedownStatus.WITHDRAWN]
        assert after.decisions == case.decisions
        assert after.reopenings[-1].redress == at(RedressState.EXAMINING).id


class TestSecondLevel:
    def test_when_the_first_level_is_late(self) -> None:
        late = NOW + timedelta(20)
        assert said(filed(), APPEAL, holder_of("redress-1"), now=late) == "ok"
        assert said(filed(level=SECOND), APPEAL, holder_of("redress-1"), now=late) == "no-appeal-now"

    def test_not_after_its_term(self) -> None:
        rejected = attempt(filed(), REJECT, knowing(examiner(), REJECT, contested=about()))
        assert rejected.appeal_by.days == 30
        assert said(rejected, APPEAL, holder_of("redress-1"), now=NOW + timedelta(40)) == "appeal-too-late"

    def test_goes_to_the_committee_with_terms_of_its_own(self) -> None:
        made = attempt(at(RedressState.DISMISSED), APPEAL, knowing(holder_of("redress-1"), APPEAL, contested=about()))
        assert (made.state, made.level, made.examining) == (RedressState.SECOND_LEVEL, SECOND, PPC)
        assert made.readers == (LEAD, PPC)
        assert said(made, ACCEPT, examiner()) == "examining-agency-only"
        assert said(made, ACCEPT, examiner(PPC)) == "ok"


class TestClocks:
    def test_a_passed_term_is_noted_once(self) -> None:
        note, later = NoteRedressOverdue(), NOW + timedelta(20)
        assert said(filed(), note, SYSTEM) == "not-yet-due"
        made = attempt(filed(), note, knowing(SYSTEM, note, now=later))
        assert made.overdue == (made.accept_by.due_at,)
        assert said(made, note, SYSTEM, now=later) == "overdue-noted"

    def test_an_answer_becomes_final_after_the_term(self) -> None:
        end = EndRedress()
        dismissed = replace(RULE, outcome=RedressOutcome.DISMISSED)
        made = attempt(at(RedressState.EXAMINING), dismissed, knowing(examiner(), dismissed, contested=about()))
        assert said(made, end, SYSTEM) == "not-yet-due"
        over = attempt(made, end, knowing(SYSTEM, end, now=NOW + timedelta(40)))
        assert (over.state, over.outcome) == (RedressState.FINAL, RedressOutcome.DISMISSED)

    def test_taken_back_ends_it(self) -> None:
        back = WithdrawRedress()
        assert attempt(filed(), back, facts(holder_of("redress-1"), back)).over
        assert said(at(RedressState.FINAL), back, holder_of("redress-1")) == "transition-not-allowed"


class TestContact:
    def test_is_closed_to_the_agency_complained_about(self) -> None:
        assert contact_problem(filed(), knowing(examiner(), contested=about())) is not None
        second, own = filed(level=SECOND, examining=PPC), about(a_decided_case(concerns=(PPC,)))
        assert contact_problem(second, knowing(person(PPC), contested=about())) is None
        assert contact_problem(second, knowing(person(PPC), contested=own)) is not None

    def test_of_a_reporter_is_for_a_lead_that_the_claim_is_not_about(self) -> None:
        assert contact_problem(a_decided_case(), knowing(person(LEAD))) is None
        assert contact_problem(a_decided_case(concerns=(LEAD,)), knowing(person(LEAD))) is not None
        assert contact_problem(a_decided_case(), knowing(person(HEALTH))) is not None
