"""Complaints: who may do what when, what an upheld one does to its case, and every guard missed once.

The time to complain: from receipt or knowledge, never from the decision's date, and the same wherever it is shown.

Beside each row the article that it comes from: LKN is the Law on Complaints, BLDS the Civil Code.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case.closing import REOPENABLE, CaseReopened
from domain.case.execution import CorrectService
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import Execution, Service, ServiceRecord
from domain.case.state.pathways import PublicationState, TakedownStatus
from domain.complaint.acts import TermStart, file_term, last_day, public_decision
from domain.complaint.appeal import AppealRedress
from domain.complaint.duties import EndRedress, NoteRedressOverdue
from domain.complaint.examination import AcceptRedress, DecideRedress, RejectRedress
from domain.complaint.filing import FileRedress
from domain.complaint.state import SECOND, Appeal, Redress, RedressOutcome, RedressState, RejectionGround
from domain.kernel.actor import PUBLIC, SYSTEM, Actor, holder_of
from domain.publication.publishable import complaint_open, result_of
from domain.publication.publishing import IssuePublication, PublicationIssued
from domain.registry.entry import Certainty
from domain.registry.registry import Registry
from domain.registry.working_days import Holidays
from tests.domain.handling import a_takedown
from tests.domain.notices import DESK, SPEAKER, a_notice, decided, known
from tests.domain.redress import (
    CODE,
    FILING,
    LONG,
    PPC,
    a_decided_case,
    a_decision,
    about,
    at,
    examiner,
    filed,
    knowing,
)
from tests.support.each import each
from tests.support.facts import NOW, PROVINCE, attempt, facts, linked, person, sealed, verdict
from tests.support.handling_commands import good
from tests.support.world import LEAD

ACCEPT = AcceptRedress()
REJECT = RejectRedress(ground=RejectionGround.NOT_AFFECTED, reasons=LONG)
RULE = DecideRedress(
    outcome=RedressOutcome.UPHELD, number="1/QĐ-KN", decided_on=date(2026, 7, 1), reasons=LONG, way_on=LONG
)
APPEAL = AppealRedress(text=LONG)


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
        after = filed(filed_late=True, known_on=NOW.date(), at=NOW + timedelta(days=200))
        assert said(after, late, examiner()) == "ok"

    @pytest.mark.parametrize(
        ("level", "complex_", "remote", "days"),
        [(1, False, False, 30), (1, True, False, 45), (1, True, True, 60), (2, False, False, 45), (2, True, True, 70)],
    )
    def test_the_term_for_deciding(self, level: int, complex_: bool, remote: bool, days: int) -> None:
        command = AcceptRedress(complex=complex_)
        state = filed(level=level, remote=remote)
        made = attempt(state, command, knowing(examiner(), command, contested=about()))
        assert made.decide_by.days == days

    @pytest.mark.parametrize(
        ("appealed", "days", "found"),
        [(0, 1, "in-the-future"), (0, 0, "ok"), (0, -1, "date-too-early"), (-3, -1, "ok"), (-3, -4, "date-too-early")],
    )
    def test_a_ruling_bears_a_day_from_its_complaint_to_today(self, appealed: int, days: int, found: str) -> None:
        appeals = (Appeal(at=NOW + timedelta(appealed), agency=LEAD, text=sealed("Xin xem lại.")),) * bool(appealed)
        state = replace(at(RedressState.EXAMINING), appeals=appeals)
        assert said(state, replace(RULE, decided_on=RULE.decided_on + timedelta(days)), examiner()) == found


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


DECIDED_ON = a_decision().decided_on
SERVED_ON = date(2026, 7, 10)
LAST = date(2026, 10, 8)
"""Ninety days after the day of service; a Thursday."""
KNOWN = date(2026, 11, 2)
"""A Monday, more than a hundred days after the decision."""
LATER = date(2027, 2, 1)
"""Ninety days after it is Sunday 31 January 2027: the next working day."""


def served(on: date = SERVED_ON, cycle: int = 1, service: Service = Service.DOCUMENT_DELIVERED) -> Case:
    record = ServiceRecord(service=service, note=sealed("n"), on=on)
    done = Execution(agency=LEAD, begun_at=NOW, served=record, cycle=cycle)
    return decided(state=CaseState.EXECUTING, executions=(done,))


BEGINNINGS = (
    (Service.DOCUMENT_DELIVERED, KNOWN, TermStart.RECEIPT, LAST, "LKN Đ9: received"),
    (Service.DOCUMENT_DELIVERED, DECIDED_ON, TermStart.RECEIPT, LAST, "LKN Đ9: received, though known before"),
    (Service.PUBLISHER_NOTIFIED, KNOWN, TermStart.KNOWLEDGE, LATER, "LKN Đ9: a site is not the person"),
    (Service.PUBLIC_NOTICE, KNOWN, TermStart.KNOWLEDGE, LATER, "LKN Đ9: came to know, BLDS Đ148.5: Sunday"),
    (Service.NOT_POSSIBLE, KNOWN, TermStart.KNOWLEDGE, LATER, "LKN Đ9: came to know, BLDS Đ148.5: Sunday"),
    (None, KNOWN, TermStart.KNOWLEDGE, LATER, "LKN Đ9: came to know of what nobody told"),
    (None, DECIDED_ON, TermStart.KNOWLEDGE, date(2026, 9, 28), "LKN Đ9: known on the day of the decision"),
)


@pytest.mark.parametrize(("service", "known_on", "start", "last", "article"), BEGINNINGS)
def test_begins_with(service: Service | None, known_on: date, start: TermStart, last: date, article: str) -> None:
    case = served(service=service) if service else decided()
    term = file_term(case, case.decisions[-1], PROVINCE, known_on)
    assert (term.start, last_day(term.due)) == (start, last), article


def test_every_service_has_a_row() -> None:
    assert {row[0] for row in BEGINNINGS} == {*Service, None}


@pytest.mark.parametrize(
    ("last_is_off", "last", "article"),
    [
        ((), LAST, "LKN Đ9"),
        ((LAST,), LAST + timedelta(1), "BLDS Đ148.5: a day off passes to the next working day"),
        ((LAST, LAST + timedelta(1)), LAST + timedelta(4), "BLDS Đ148.5: over the week-end"),
    ],
)
def test_passes_over_days_off(last_is_off: tuple[date, ...], last: date, article: str) -> None:
    closed = Holidays(id="holidays-2026", year=2026, days=last_is_off, source="s", certainty=Certainty.CONFIRMED)
    assert days_told(served(), replace(PROVINCE, holidays={"holidays-2026": closed})) == {last}, article


def days_told(case: Case, registry: Registry = PROVINCE) -> set[date | None]:
    """The last day as each of its uses has it, for somebody who asks long after."""
    told, shown = result_of(case, registry), public_decision(case, registry, KNOWN)
    assert told is not None
    assert shown is not None
    assert shown.complain_by is not None
    term = file_term(case, case.decisions[-1], registry, KNOWN)
    return {told.complain_by, last_day(shown.complain_by), last_day(term.due)}


def test_is_the_same_in_a_notice_in_an_answer_and_for_filing() -> None:
    assert days_told(served()) == {LAST}


@pytest.mark.parametrize(
    "case", [decided(), served(service=Service.NOT_POSSIBLE), served(service=Service.PUBLIC_NOTICE)]
)
def test_a_notice_names_no_day_while_nobody_was_handed_the_decision(case: Case) -> None:
    told, shown = result_of(case, PROVINCE), public_decision(case, PROVINCE, KNOWN)
    assert told is not None
    assert shown is not None
    assert shown.complain_by is not None
    assert told.complain_by is None
    assert complaint_open(told, facts(DESK))
    assert (last_day(shown.complain_by), shown.complain_from) == (LATER, TermStart.KNOWLEDGE)


CORRECTED_AT = datetime(2026, 8, 4, 5, tzinfo=UTC)
TOLD = {"not delivered": served(service=Service.PUBLIC_NOTICE), "delivered": served()}
AFTER = date(2026, 11, 2)
"""Ninety days after the day of the correction."""
CORRECTIONS = (
    ("delivered", Service.DOCUMENT_DELIVERED, SERVED_ON + timedelta(4), LAST + timedelta(4), "later: it ends later"),
    ("delivered", Service.DOCUMENT_DELIVERED, SERVED_ON - timedelta(3), LAST, "earlier: it ends no earlier"),
    ("delivered", Service.PUBLIC_NOTICE, SERVED_ON, None, "not delivered: it runs from when the person knows"),
    ("not delivered", Service.DOCUMENT_DELIVERED, SERVED_ON, AFTER, "delivered after all: from the correction"),
    ("not delivered", Service.NOT_POSSIBLE, SERVED_ON, None, "it still runs from when the person knows"),
)


@pytest.mark.parametrize(("before", "service", "on", "last", "why"), CORRECTIONS)
def test_a_correction_of_the_service_shortens_no_term(
    before: str, service: Service, on: date, last: date | None, why: str
) -> None:
    case = TOLD[before]
    command = good(CorrectService, service=service, served_on=on)
    made = attempt(case, command, knowing(person(LEAD), command, now=CORRECTED_AT))
    assert isinstance(made, Case)
    told = result_of(made, PROVINCE)
    assert told is not None
    assert told.complain_by == last, why
    for known_on in (DECIDED_ON, SERVED_ON, KNOWN):
        old, new = (last_day(file_term(it, it.decisions[-1], PROVINCE, known_on).due) for it in (case, made))
        assert new >= old or (before == "not delivered" and new >= AFTER), why


def test_who_was_late_by_a_wrong_day_only_is_not_rejected_for_it() -> None:
    redress = filed_on(LAST + timedelta(2), served())
    late = replace(REJECT, ground=RejectionGround.OUT_OF_TIME)
    assert redress.filed_late
    assert said(redress, late, examiner(), contested=replace(about(), case=served())) == "ok"
    mended = served(on=SERVED_ON + timedelta(4))
    assert said(redress, late, examiner(), contested=replace(about(), case=mended)) == "filed-in-time"


def test_a_service_of_another_cycle_moves_nothing() -> None:
    term = file_term(served(cycle=2), decided().decisions[0], PROVINCE, DECIDED_ON)
    assert last_day(term.due) == date(2026, 9, 28)


def filed_on(day: date, case: Case, command: FileRedress = FILING) -> Redress:
    now = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    made = attempt(None, command, knowing(PUBLIC, command, contested=replace(about(), case=case), now=now))
    assert isinstance(made, Redress)
    return made


@pytest.mark.parametrize(("day", "late"), [(LAST, False), (LAST + timedelta(1), True)])
def test_is_the_day_up_to_which_a_complaint_is_in_time(day: date, late: bool) -> None:
    made = filed_on(day, served())
    assert made.filed_late is late
    assert made.file_by is not None
    assert last_day(made.file_by) == LAST
    result = result_of(served(), PROVINCE)
    assert result is not None
    now = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    assert complaint_open(result, replace(facts(DESK), now=now)) is not late


@pytest.mark.parametrize(
    ("service", "known_on", "late", "article"),
    [
        (Service.NOT_POSSIBLE, None, False, "LKN Đ9: nobody was told, who finds it today is in time"),
        (Service.NOT_POSSIBLE, KNOWN - timedelta(30), False, "LKN Đ9: known for a month"),
        (Service.NOT_POSSIBLE, KNOWN - timedelta(100), True, "LKN Đ9: known for a hundred days"),
        (Service.PUBLIC_NOTICE, None, False, "LKN Đ9: a notice on a board is no receipt"),
        (Service.DOCUMENT_DELIVERED, None, True, "LKN Đ9: received in July"),
        (Service.DOCUMENT_DELIVERED, KNOWN, True, "LKN Đ9: a proven receipt goes before a later day"),
    ],
)
def test_found_by_its_address_after_a_hundred_days(
    service: Service, known_on: date | None, late: bool, article: str
) -> None:
    made = filed_on(KNOWN, served(service=service), FileRedress(decision=CODE, text=LONG, known_on=known_on))
    assert (made.filed_late, made.known_on) == (late, known_on), article


@pytest.mark.parametrize(
    ("known_on", "expected"),
    [
        (DECIDED_ON, "ok"),
        (DECIDED_ON - timedelta(1), "date-too-early"),
        (date(2026, 7, 1), "ok"),
        (date(2026, 7, 2), "in-the-future"),
    ],
)
def test_the_day_of_knowledge_lies_between_the_decision_and_today(known_on: date, expected: str) -> None:
    command = FileRedress(decision=CODE, text=LONG, known_on=known_on)
    assert verdict(None, command, knowing(PUBLIC, command, contested=about())) == expected


def test_that_moved_since_the_approval_is_told_as_it_is_at_the_issue() -> None:
    notice = a_notice(PublicationState.APPROVED)
    assert notice.result.complain_by is None
    event = IssuePublication().decide(notice, known(SPEAKER, IssuePublication(), served()))
    assert event.fold(notice).versions[-1].result.complain_by == LAST
    same = IssuePublication().decide(notice, known(SPEAKER, IssuePublication(), decided()))
    assert same == PublicationIssued(at=NOW), "what did not move is not written again"
