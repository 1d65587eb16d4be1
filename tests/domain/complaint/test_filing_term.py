"""The last day to complain: counted once, from the moment the person was told, and the same wherever it is shown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.case.state.case import Case, CaseState
from domain.case.state.measures import Execution, Service, ServiceRecord
from domain.case.state.publication_link import PublicationState
from domain.complaint import filing_term as complaint_term
from domain.complaint.filing_term import file_term, last_day
from domain.complaint.public_decisions import public_decision
from domain.complaint.state import Redress
from domain.kernel.actor import PUBLIC
from domain.kernel.calendar import local_date
from domain.publication.publishable import complaint_open, result_of
from domain.publication.publishing import IssuePublication, PublicationIssued
from domain.registry.certainty import Certainty
from domain.registry.holidays import Holidays
from domain.registry.registry import Registry
from tests.support.facts import NOW, PROVINCE, attempt, facts, sealed
from tests.support.notices import DESK, SPEAKER, a_notice, decided, known
from tests.support.redress import FILING, about, knowing
from tests.support.world import LEAD

SERVED_ON = date(2026, 7, 10)
LAST = date(2026, 10, 8)
"""Ninety days after the day of service; a Thursday."""


def served(on: date = SERVED_ON, cycle: int = 1) -> Case:
    record = ServiceRecord(service=Service.DOCUMENT_DELIVERED, note=sealed("n"), on=on)
    done = Execution(agency=LEAD, begun_at=NOW, served=record, cycle=cycle)
    return decided(state=CaseState.EXECUTING, executions=(done,))


def days_told(case: Case, registry: Registry = PROVINCE) -> set[date | None]:
    """The last day as each of its uses has it."""
    told, shown = result_of(case, registry), public_decision(case, registry)
    assert told is not None
    assert shown is not None
    return {told.complain_by, last_day(shown.complain_by), last_day(file_term(case, case.decisions[-1], registry))}


def test_is_the_same_in_a_notice_in_an_answer_and_for_filing() -> None:
    assert days_told(served()) == {LAST}


def test_passes_to_the_next_working_day_everywhere() -> None:
    closed = Holidays(id="holidays-2026", year=2026, days=(LAST,), source="s", certainty=Certainty.CONFIRMED)
    assert days_told(served(), replace(PROVINCE, holidays={"holidays-2026": closed})) == {LAST + timedelta(1)}


def test_counts_from_the_decision_where_nobody_was_told_and_a_notice_says_no_day() -> None:
    case = decided()
    told, shown = result_of(case, PROVINCE), public_decision(case, PROVINCE)
    assert told is not None
    assert shown is not None
    assert told.complain_by is None
    assert complaint_open(told, facts(DESK))
    assert last_day(shown.complain_by) == date(2026, 9, 28)


def test_of_an_earlier_cycle_moves_nothing() -> None:
    assert last_day(file_term(served(cycle=2), decided().decisions[0], PROVINCE)) == date(2026, 9, 28)


@pytest.mark.parametrize(("day", "late"), [(LAST, False), (LAST + timedelta(1), True)])
def test_is_the_day_up_to_which_a_complaint_is_in_time(day: date, late: bool) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    made = attempt(None, FILING, knowing(PUBLIC, FILING, contested=replace(about(), case=served()), now=now))
    assert isinstance(made, Redress)
    assert made.filed_late is late
    result = result_of(served(), PROVINCE)
    assert result is not None
    assert complaint_open(result, replace(facts(DESK), now=now)) is not late


def test_that_moved_since_the_approval_is_told_as_it_is_at_the_issue() -> None:
    notice = a_notice(PublicationState.APPROVED)
    assert notice.result.complain_by is None
    event = IssuePublication().decide(notice, known(SPEAKER, IssuePublication(), served()))
    assert event.fold(notice).versions[-1].result.complain_by == LAST
    same = IssuePublication().decide(notice, known(SPEAKER, IssuePublication(), decided()))
    assert same == PublicationIssued(at=NOW), "what did not move is not written again"


def test_is_counted_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complaint_term, "told_on", lambda *_: date(2026, 8, 10))
    assert local_date(file_term(decided(), decided().decisions[-1], PROVINCE).due_at) == date(2026, 11, 10)
    shown = public_decision(decided(), PROVINCE)
    assert shown is not None
    assert last_day(shown.complain_by) == date(2026, 11, 9)
