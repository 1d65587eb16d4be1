from typing import Any

from domain.book import BY_COMMAND
from domain.case.command import NOTIFY, NotifyAgency
from domain.case.intake import CaseReported, CaseScreened
from domain.case.state.case import CaseState
from domain.kernel.actor import SYSTEM
from domain.kernel.event import Job
from tests.support.facts import (
    HEALTH,
    LAND,
    a_case,
    attempt,
    codes,
    facts,
    person,
)
from tests.support.world import LEAD, a_report, a_screening


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

    def test_a_screening_is_told_to_the_agency_that_checks(self) -> None:
        event = event_of(person(LEAD), a_case(CaseState.RECEIVED), a_screening())
        assert isinstance(event, CaseScreened)
        assert list(event.jobs(a_case())) == [Job(job=NOTIFY, data={"agency": HEALTH, "about": "case.screened"})]


class TestNotify:
    def test_only_members_are_told(self) -> None:
        assert codes(a_case(), told("agency-paper"), facts(SYSTEM, told("agency-paper"))) == ["not-a-member"]
