"""Machine A: who writes, submits, takes and returns a report, in which states, and what must be there (Đ6.2)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import local_date, start_of
from domain.kernel.event import EVENTS, folded
from domain.kernel.fields import check
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Kind, Post, kind_of
from domain.registry.entry import Certainty, Entry
from domain.registry.registry import Registry
from domain.report.deadlines import ConfirmSchedule, EndSchedule, ScheduleReports, submits
from domain.report.figures import changes
from domain.report.opening import RequestReport
from domain.report.periods import PeriodBasis, PeriodKind
from domain.report.reports import DraftReport, SubmitReport, WithdrawReport
from domain.report.state.report import ENDED, Counting, Report, ReportSection, ReportState, ReportType
from domain.report.state.schedule import Schedule, ScheduleEnding
from domain.report.statistics import COUNTED, counted
from domain.report.tables import Table
from store.record.canonical import from_bytes
from tests.domain.registry_rows import ENTRY, FIRST, SECOND
from tests.support.each import each
from tests.support.facts import HEALTH, NOW, PROVINCE, attempt, done, facts, faults, outcome, person, verdict
from tests.support.golden import OLD
from tests.support.reporting import DUE_AT, H1, a_report, scheduled
from tests.support.world import KINDS, LEAD

WORDS = "Đã ban hành kế hoạch thực hiện Quy chế."
DRAFT = DraftReport(direction=WORDS, solutions="Đề nghị mở lớp tập huấn.")
SUBMIT = SubmitReport(document_number="15/BC-SYT", signed_on=date(2026, 6, 15))
ASK = RequestReport(
    agency=HEALTH,
    subject="Báo cáo về tin đồn đóng cửa trạm y tế.",
    since=date(2026, 6, 1),
    until=date(2026, 6, 30),
    due_days=5,
)


def may(state: Report, command: Any, agency: str, post: Post, now: datetime = NOW) -> str:
    return outcome(state, command, person(agency, post), now=now)


class TestDrafting:
    def test_keeps_the_sections_that_are_not_given(self) -> None:
        first = done(a_report(words=()), DRAFT, person(HEALTH))
        second = done(first, DraftReport(solutions="Đề nghị khác.", cases="Đã xác minh 3 vụ việc."), person(HEALTH))
        assert second.written == {ReportSection.DIRECTION, ReportSection.SOLUTIONS, ReportSection.CASES}
        texts = {word.section: word.text for word in second.words}
        assert texts[ReportSection.DIRECTION] == first.words[0].text
        assert texts[ReportSection.SOLUTIONS] != first.words[1].text

    def test_needs_a_section(self) -> None:
        assert may(a_report(), DraftReport(), HEALTH, Post.HANDLER) == "section-needed"


class TestSubmitting:
    @pytest.mark.parametrize("counting", [None, Counting(at=H1.end, final=False, counts=())])
    def test_only_with_the_registers_final_numbers(self, counting: Counting | None) -> None:
        assert may(a_report(counting=counting), SUBMIT, HEALTH, Post.SIGNATORY) == "figures-not-counted"

    @pytest.mark.parametrize(
        ("signed_on", "said"),
        [
            (date(2026, 6, 14), "date-too-early"),
            (date(2026, 6, 15), "ok"),
            (local_date(NOW), "ok"),
            (local_date(NOW) + timedelta(1), "in-the-future"),
        ],
    )
    def test_signed_after_the_period_and_by_today(self, signed_on: date, said: str) -> None:
        assert may(a_report(), replace(SUBMIT, signed_on=signed_on), HEALTH, Post.SIGNATORY) == said

    @pytest.mark.parametrize(("now", "late"), [(DUE_AT - timedelta(milliseconds=1), False), (DUE_AT, True)])
    def test_late_from_the_moment_it_is_due_and_taken_all_the_same(self, now: datetime, late: bool) -> None:
        made = done(a_report(), SUBMIT, person(HEALTH, Post.SIGNATORY), now=now)
        assert (made.submissions[-1].late, made.state) == (late, ReportState.SUBMITTED)


class TestAsking:
    def test_opens_a_report_with_a_term(self) -> None:
        made: Report = done(None, ASK, person(LEAD))
        assert (made.type, made.state, made.agency, made.period) == (ReportType.AD_HOC, ReportState.DUE, HEALTH, None)
        assert (made.start, made.end) == (datetime(2026, 5, 31, 17, tzinfo=UTC), datetime(2026, 6, 30, 17, tzinfo=UTC))
        assert made.term.due_at == datetime(2026, 7, 8, 17, tzinfo=UTC)
        assert made.term.final_at == datetime(2026, 7, 13, 17, tzinfo=UTC)
        assert made.request is not None
        assert made.request.agency == LEAD

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"agency": "agency-nowhere"}, "input.agency agency-unknown"),
            ({"agency": LEAD}, "input.agency agency-submits-nothing"),
            ({"agency": "agency-ppc"}, "input.agency agency-submits-nothing"),
            ({"agency": "agency-inspection"}, "input.agency agency-submits-nothing"),
            ({"since": date(2021, 7, 3)}, "input.since date-too-early"),
            ({"until": date(2026, 5, 31)}, "input.until ends-before-it-begins"),
            ({"until": date(2026, 7, 2)}, "input.until in-the-future"),
        ],
    )
    def test_is_refused(self, changes: dict[str, Any], said: str) -> None:
        assert faults(None, replace(ASK, **changes), person(LEAD)) == [said]

    @each("agency", sorted(set(KINDS) - {LEAD, "agency-ppc", "agency-inspection", "agency-ministry"}))
    def test_whoever_submits_can_be_asked(self, agency: str) -> None:
        assert faults(None, replace(ASK, agency=agency), person(LEAD), registry=PROVINCE) == []


def test_a_number_that_differs_is_listed_and_a_table_that_the_earlier_report_lacks_is_not() -> None:
    received = {"id": "RECEIVED", "rows": [{"id": "a"}], "columns": [{"id": "POST"}], "cells": [[[2, 0, 2]]]}
    before = {"spans": {"this": ["x", "y"]}, "tables": [received]}
    recount = {(Table.RECEIVED, "a", "POST"): 3, (Table.RECEIVED, "b", "POST"): 1, (Table.MONTHS, "M01", "RECEIVED"): 4}
    found = changes(recount, before, "consolidated-1", [], more=False)
    assert found["numbers"] == [["RECEIVED", "a", "POST", 2, 3], ["RECEIVED", "b", "POST", 0, 1]]
    months = {**received, "id": "MONTHS", "rows": [{"id": "M01"}], "columns": [{"id": "RECEIVED"}]}
    again = changes(recount, {**before, "tables": [received, months]}, "consolidated-1", [], more=False)
    assert ["MONTHS", "M01", "RECEIVED", 2, 4] in again["numbers"]


OTHERWISE = {
    Kind.CASE: "closed as withdrawn: counted as closed",
    Kind.REDRESS: "in a line of its own: who complains may take it back",
    Kind.PUBLICATION: "by what came before the public, which cannot be taken back",
}
"""Kinds of which a withdrawn one counts, and how."""


def test_what_was_withdrawn_counts_for_nothing() -> None:
    found: dict[Kind, int] = {}
    for stream, (lines, _) in OLD.items():
        kind, state = kind_of(stream), None
        for type, data in lines:
            state = folded(state, from_bytes(EVENTS[type], data.encode()), stream)
            if kind in COUNTED and kind not in OTHERWISE and getattr(state, "state", None) == "WITHDRAWN":
                found[kind] = found.get(kind, 0) + len(list(counted(kind, state)))
    assert found == {Kind.ACTIVITY: 0, Kind.INSPECTION: 0}


BACK = WithdrawReport(reasons="Đã yêu cầu nhầm cơ quan, báo cáo này không cần nữa.")


def ended_on(registry: Registry, agency: str, day: date) -> Registry:
    """The registry in which an agency ended on a day, without an heir."""
    row = registry.agencies[agency]
    return replace(registry, agencies={**registry.agencies, agency: replace(row, span=replace(row.span, until=day))})


def asked_for(state: ReportState = ReportState.DUE) -> Report:
    """A report that no period brought."""
    return replace(a_report(state), type=ReportType.AD_HOC, period=None)


def test_it_keeps_who_took_it_back_and_why() -> None:
    made = done(asked_for(), BACK, person(LEAD))
    assert made.state is ReportState.WITHDRAWN
    assert made.state in ENDED
    assert made.withdrawn is not None
    assert (made.withdrawn.agency, made.withdrawn.note is not None) == (LEAD, True)


def test_what_the_registry_says_is_owed_stays_owed() -> None:
    owed = facts(person(LEAD), BACK, registry=scheduled())
    assert verdict(a_report(ReportState.DUE), BACK, owed) == "report-owed"
    ended = replace(owed, registry=ended_on(owed.registry, HEALTH, local_date(owed.now)))
    assert verdict(a_report(ReportState.DUE), BACK, ended) == "ok", "there is nobody to ask"
    corrected = facts(person(LEAD), BACK)
    assert verdict(a_report(ReportState.DUE), BACK, corrected) == "ok"


GIVEN = ScheduleReports(period=PeriodKind.FIRST_HALF, since=date(2026, 1, 1), source="Đ6.2 Quy chế")


def entered(**changes: Any) -> Schedule:
    made: Schedule = done(None, replace(GIVEN, **changes), OPERATOR)
    return made


def test_says_what_is_owed_from_a_day_on() -> None:
    row = entered(kinds=(AgencyKind.PRESS,), agency_days=3, committee_days=3, basis=PeriodBasis.CALENDAR)
    assert row == Schedule(
        id="schedule-1",
        period=PeriodKind.FIRST_HALF,
        basis=PeriodBasis.CALENDAR,
        span=Span(since=date(2026, 1, 1)),
        source="Đ6.2 Quy chế",
        kinds=(AgencyKind.PRESS,),
        agency_days=3,
        committee_days=3,
    )


def test_ends_on_a_day() -> None:
    ended = done(entered(), EndSchedule(until=date(2027, 1, 1), source="QĐ 2"), OPERATOR)
    assert (ended.span, ended.source) == (Span(since=date(2026, 1, 1), until=date(2027, 1, 1)), "QĐ 2")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"since": date(2021, 7, 3)}, "input.since date-too-early"),
        ({"until": date(2026, 1, 1)}, "input.until ends-before-it-begins"),
        ({"kinds": (AgencyKind.PRESS, AgencyKind.PPC)}, "input.kinds agency-submits-nothing"),
        ({"kinds": (AgencyKind.MINISTRY,)}, "input.kinds agency-submits-nothing"),
        ({"agency_days": 4, "committee_days": 3}, "input.committeeDays lead-before-agencies"),
        ({"agency_days": 7}, "input.committeeDays lead-before-agencies"),
        ({"committee_days": 1}, "input.committeeDays lead-before-agencies"),
    ],
)
def test_is_refused(changes: dict[str, Any], said: str) -> None:
    assert faults(None, replace(GIVEN, **changes), OPERATOR) == [said]


@pytest.mark.parametrize(("agencies", "lead"), [(6, None), (None, 2), (3, 3)])
def test_the_lead_has_as_long_as_the_agencies(agencies: int | None, lead: int | None) -> None:
    row = entered(agency_days=agencies, committee_days=lead)
    assert (row.agency_days, row.committee_days) == (agencies, lead)


def test_cannot_end_before_it_began() -> None:
    command = EndSchedule(until=date(2026, 1, 1), source="QĐ 2")
    assert faults(entered(), command, OPERATOR) == ["input.until ends-before-it-begins"]


@pytest.mark.parametrize("days", [0, 61])
def test_days_have_a_limit(days: int) -> None:
    given = check(replace(GIVEN, agency_days=days, committee_days=days))
    assert [item.code for item in given] == ["number-out-of-range"] * 2


def test_asks_for_no_report_about_a_period_that_was_over_when_it_was_confirmed() -> None:
    entry = Entry(by="officer-a", at=NOW, settled_by="officer-b", settled_at=start_of(date(2026, 12, 15)))
    sure, unsure = (replace(entered(), entry=entry, certainty=certainty) for certainty in Certainty)
    days = [date(2026, 12, 14), date(2026, 12, 15)]
    assert [[row.covers(day) for day in days] for row in (sure, unsure)] == [[False, True], [False, False]]


def test_an_end_takes_away_no_report_that_is_due() -> None:
    """Else two administrators of the agency that is late could end what it owes."""
    early = EndSchedule(until=date(2026, 6, 30), source="QĐ 2")
    assert faults(entered(), early, FIRST) == ["input.until date-too-early"]
    for first, last, until in ((30, None, 30), (9, None, 15), (9, 12, 12)):
        span = Span(since=date(2026, 1, 1), until=date(2026, 7, last) if last else None)
        ending = ScheduleEnding(until=date(2026, 7, first), source="QĐ 2", entry=ENTRY)
        confirm = ConfirmSchedule(source="QĐ 2", on=date(2026, 7, 1))
        later = facts(SECOND, confirm, now=start_of(date(2026, 7, 15)))
        ended = attempt(replace(entered(), span=span, ending=ending), confirm, later)
        assert ended.span.until == date(2026, 7, until)


def test_the_lead_agency_submits_what_its_kind_does() -> None:
    assert submits(AgencyKind.DEPARTMENT)
    assert not submits(AgencyKind.PPC_OFFICE)
