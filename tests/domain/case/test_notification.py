from dataclasses import replace
from typing import Any

from domain.book import BY_COMMAND
from domain.case.intake import CaseReported, CaseScreened
from domain.case.notification import NOTICES_MOST, NOTIFY, NotifyAgency
from domain.case.state.case import CaseState
from domain.kernel.actor import OPERATOR, SYSTEM
from domain.kernel.job import Job
from tests.support.each import each
from tests.support.facts import (
    HEALTH,
    LAND,
    NOW,
    a_case,
    attempt,
    codes,
    facts,
    machine,
    person,
    verdict,
)
from tests.support.world import KINDS, LEAD, a_check, a_report, a_screening


def told(agency: str) -> NotifyAgency:
    return NotifyAgency(agency=agency, about=CaseReported.TYPE)


def event_of(actor: Any, state: Any, command: Any) -> Any:
    [event] = BY_COMMAND[type(command)].decide(state, command, facts(actor, command))
    return event


class TestJobs:
    def test_a_report_is_told_to_the_lead(self) -> None:
        event = event_of(person(LAND), None, a_report())
        case = attempt(None, a_report(), facts(person(LAND), a_report()))
        assert list(event.jobs(case)) == [Job(job=NOTIFY, data={"agency": LEAD, "about": "case.reported"})]

    def test_the_lead_is_not_told_of_its_own_report(self) -> None:
        event = event_of(person(LEAD), None, a_report())
        case = attempt(None, a_report(), facts(person(LEAD), a_report()))
        assert isinstance(event, CaseReported)
        assert list(event.jobs(case)) == []

    def test_a_screening_is_told_to_the_agency_that_checks(self) -> None:
        event = event_of(person(LEAD), a_case(CaseState.RECEIVED), a_screening())
        assert isinstance(event, CaseScreened)
        assert list(event.jobs(a_case())) == [Job(job=NOTIFY, data={"agency": HEALTH, "about": "case.screened"})]

    def test_other_events_order_nothing(self) -> None:
        for actor, command in ((person(HEALTH), a_check()), (SYSTEM, told(HEALTH))):
            assert list(event_of(actor, a_case(), command).jobs(a_case())) == []


class TestNotify:
    @each("state", CaseState)
    def test_the_register_itself_does_it_in_every_state(self, state: CaseState) -> None:
        before = a_case(state)
        case = attempt(before, told(HEALTH), facts(SYSTEM, told(HEALTH)))
        [notice] = case.notices
        assert (notice.agency, notice.about, notice.at) == (HEALTH, "case.reported", NOW)
        assert replace(case, notices=()) == before

    @each("agency", KINDS)
    def test_nobody_else_does(self, agency: str) -> None:
        for actor in (person(agency), machine(agency, greedy=True), OPERATOR):
            assert verdict(a_case(), told(HEALTH), facts(actor, told(HEALTH))) == "actor-not-admitted"

    def test_without_that_rule_they_would(self) -> None:
        row = replace(BY_COMMAND[NotifyAgency], by=frozenset({person(LAND).kind}))
        assert verdict(a_case(), told(HEALTH), facts(person(LAND), told(HEALTH)), row) == "ok"

    def test_only_members_are_told(self) -> None:
        assert codes(a_case(), told("agency-paper"), facts(SYSTEM, told("agency-paper"))) == ["not-a-member"]

    def test_the_state_keeps_the_newest(self) -> None:
        case = attempt(a_case(), told(LEAD), facts(SYSTEM, told(LEAD)))
        case = replace(case, notices=case.notices * NOTICES_MOST)
        after = attempt(case, told(HEALTH), facts(SYSTEM, told(HEALTH)))
        assert len(after.notices) == NOTICES_MOST
        assert after.notices[-1].agency == HEALTH
