"""Carrying out, putting right, reporting and closing: who may, what each needs, and what it leaves (Đ5.7.b, Đ6.1)."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from domain.case.closing import CloseCase
from domain.case.execution import CorrectService, OpenRemedy, ReportResult, ServiceCorrected, StartExecution
from domain.case.state.case import Case, CaseState, ClosureReason, PublicationChoice
from domain.case.state.measures import Finding, Service
from domain.case.state.protection import Withdrawal
from domain.kernel.event import Event, Step
from domain.kernel.vocabulary import Post
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import COMMUNE, DISTRICT, TODAY, attempt, knowing, said
from tests.support.handling_past import (
    POLICE_OUTCOME,
    REMEDY,
    Cast,
    Past,
    a_conclusion,
    a_reopening,
    an_execution,
    case_at,
    case_of,
    until,
)
from tests.support.world import LEAD

BEFORE_A_MEASURE = {
    CaseState.RECEIVED,
    CaseState.SCREENED,
    CaseState.CHECKING,
    CaseState.COORDINATING,
    CaseState.APPRAISED,
}
CLOSABLE = BEFORE_A_MEASURE | {CaseState.RESULT_REPORTED, CaseState.TRANSFERRED}
PUBLISHED = {"publication": PublicationChoice.PUBLISH}


def to_close(state: CaseState, cast: Cast, _: str) -> Case:
    then: dict[CaseState, tuple[Event, ...]] = {
        CaseState.TRANSFERRED: POLICE_OUTCOME,
        CaseState.COORDINATING: (a_conclusion(cast),),
    }
    return case_at(state, cast, Past(), *then.get(state, ()))


def led(case: Case, command: Any) -> str:
    return said(case, command, knowing(person(LEAD), command))


class TestStarting:
    CASE = case_at(CaseState.DECIDED)

    @pytest.mark.parametrize("service", Service)
    def test_what_it_leaves(self, service: Service) -> None:
        command = good(StartExecution, agency=COMMUNE, service=service)
        made = attempt(self.CASE, command, knowing(person(LEAD), command))
        (it,) = made.executions
        assert (made.state, it.agency, it.cycle) == (CaseState.EXECUTING, COMMUNE, 1)
        assert (it.served.service, it.served.on, it.served.note) == (service, TODAY, sealed(command.service_note))
        assert COMMUNE in made.members


class TestCorrectingTheService:
    """A slip in how or when the person was told is mended without reopening the case."""

    TYPED = good(CorrectService, service=Service.DOCUMENT_DELIVERED, served_on=TODAY)

    def started(self) -> Case:
        command = good(StartExecution, agency=COMMUNE)
        made: Case = attempt(case_at(CaseState.DECIDED), command, knowing(person(LEAD), command))
        return made

    def test_by_another_person_than_recorded_it(self) -> None:
        case = self.started()
        assert led(case, self.TYPED) == "G5 second-person-needed"
        head = knowing(person(LEAD, Post.SIGNATORY), self.TYPED)
        made = attempt(case, self.TYPED, head)
        (it,) = made.executions
        assert (made.state, it.agency, it.begun_at) == (case.state, COMMUNE, case.executions[0].begun_at)
        assert (it.served.service, it.served.note) == (Service.DOCUMENT_DELIVERED, sealed(self.TYPED.service_note))
        assert (it.corrected.officer, it.corrected.note) == (head.actor.subject, sealed(self.TYPED.reasons))
        again = good(CorrectService, service=Service.NOT_POSSIBLE)
        assert said(made, again, knowing(person(LEAD, Post.SIGNATORY), again)) == "G5 second-person-needed"
        assert led(made, again) == "ok"

    def test_also_after_the_case_was_closed_and_never_of_a_decision_undone(self) -> None:
        closed = case_at(CaseState.CLOSED)
        assert led(closed, self.TYPED) == "ok"
        assert led(replace(closed, cycle=2), self.TYPED) == "RuleNotMet no-service-recorded"

    def test_tells_those_who_may_have_published_the_last_day(self) -> None:
        step = Step(agency=LEAD, officer="o", at=NOW)
        event = ServiceCorrected(served=self.started().executions[0].served, step=step)
        assert [job.data["agency"] for job in event.jobs(self.started())] == [LEAD, COMMUNE]


class TestRemedy:
    @pytest.mark.parametrize("finding", Finding)
    def test_only_of_a_true_problem(self, finding: Finding) -> None:
        case = case_at(CaseState.APPRAISED, Cast(), Past(finding=finding))
        expected = "ok" if finding is Finding.TRUE_ISSUE else "G2 no-true-issue"
        assert led(case, good(OpenRemedy)) == expected

    def test_what_it_leaves(self) -> None:
        command = good(OpenRemedy, agency=DISTRICT, due_days=1)
        known = knowing(person(LEAD), command)
        made = attempt(case_at(CaseState.APPRAISED, Cast(), REMEDY), command, known)
        (it,) = made.remedies
        assert (made.state, it.agency, it.cycle, it.begun_at) == (CaseState.EXECUTING, DISTRICT, 1, NOW)
        assert it.due_at == known.registry.calendar.due(NOW, 1)
        assert DISTRICT in made.members
        assert made.decisions == ()


class TestReporting:
    @pytest.mark.parametrize("past", [Past(), REMEDY], ids=["measure", "remedy"])
    def test_the_agency_that_does_it_reports(self, past: Past) -> None:
        case, command = case_at(CaseState.EXECUTING, Cast(executing=DISTRICT), past), good(ReportResult)
        made = attempt(case, command, knowing(person(DISTRICT), command))
        (it,) = made.results
        assert (made.state, it.agency, it.done_on, it.cycle) == (CaseState.RESULT_REPORTED, DISTRICT, TODAY, 1)
        for other in (LEAD, HEALTH, LAND):
            assert said(case, command, knowing(person(other), command)) == "G1 executing-agency-only"

    def test_who_carried_out_an_earlier_cycle_has_nothing_to_report(self) -> None:
        cast, command = Cast(), good(ReportResult)
        again = case_of(*until(CaseState.EXECUTING, cast), a_reopening(), an_execution(cast, Past()))
        assert again.cycle == 2
        assert said(again, command, knowing(person(HEALTH), command)) == "G1 executing-agency-only"
        anew = case_of(*until(CaseState.EXECUTING, cast), a_reopening(), an_execution(cast, Past(cycle=2)))
        assert said(anew, command, knowing(person(HEALTH), command)) == "ok"


WITHOUT_MEASURE = {
    ClosureReason.NO_GROUNDS,
    ClosureReason.PROTECTED,
    ClosureReason.WITHDRAWN,
    ClosureReason.DUPLICATE,
}
LINKED = "case-0"
BACK = (Withdrawal(id="withdrawal-1", cycle=1, at=NOW),)
"""The earlier case to which each of these is linked, so that it could be closed as a duplicate."""
PATHS: dict[ClosureReason, tuple[CaseState, Past]] = {
    ClosureReason.COMPLETED: (CaseState.RESULT_REPORTED, Past()),
    ClosureReason.REMEDIED: (CaseState.RESULT_REPORTED, REMEDY),
    ClosureReason.POLICE_OUTCOME: (CaseState.TRANSFERRED, Past()),
}


class TestClosing:
    @each(("reason", "state"), list(product(ClosureReason, sorted(CLOSABLE))))
    def test_every_reason_has_its_path(self, reason: ClosureReason, state: CaseState) -> None:
        case = replace(to_close(state, Cast(), ""), duplicate_of=LINKED, withdrawals=BACK)
        fits = reason in WITHOUT_MEASURE if state in BEFORE_A_MEASURE else PATHS.get(reason) == (state, Past())
        command = good(CloseCase, ground=reason, **PUBLISHED)
        assert led(case, command) == ("ok" if fits else "input.ground closure-needs-its-path")

    @pytest.mark.parametrize("reason", ClosureReason)
    def test_a_true_problem_ends_remedied_and_no_other_way(self, reason: ClosureReason) -> None:
        command = good(CloseCase, ground=reason, **PUBLISHED)
        appraised = case_at(CaseState.APPRAISED, Cast(), REMEDY)
        remedied = case_at(CaseState.RESULT_REPORTED, Cast(), REMEDY)
        assert led(appraised, command) == "G2 true-issue-needs-remedy"
        done = reason is ClosureReason.REMEDIED
        assert led(remedied, command) == ("ok" if done else "input.ground closure-needs-its-path")
