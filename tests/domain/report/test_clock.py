"""What the register does with reports in time: each once, not before its moment, and never about what is past.

Any life of a report: whatever anybody tries in any order and at any time, some things never come about.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.book import ACTIONS, BY_COMMAND
from domain.kernel.actor import SYSTEM, Actor
from domain.kernel.calendar import last_day
from domain.kernel.event import Event, Step, fold, folded
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.vocabulary import Kind, Post
from domain.registry.registry import Registry
from domain.registry.working_days import DaysCounted, Holidays
from domain.report.opening import COUNT, FREEZE, LATE, PASS_ON, REMIND, OpenReport, ReportOpened, opens_at
from domain.report.periods import PeriodFault
from domain.report.reports import (
    NEEDED,
    AcceptReport,
    CountReport,
    DraftReport,
    FreezeReport,
    NoteReportOverdue,
    PassOnOverdueReport,
    RemindReport,
    ReportAccepted,
    ReportDrafted,
    ReturnReport,
    SubmitReport,
)
from domain.report.state.report import (
    Counting,
    Report,
    ReportCount,
    ReportFigure,
    ReportState,
    ReportType,
    Submission,
)
from store.record.canonical import from_bytes, to_bytes
from tests.support.chance import examples
from tests.support.facts import HEALTH, LAND, PROVINCE, attempt, done, facts, person, sealed, verdict
from tests.support.reporting import DAY, DUE_AT, FINAL_AT, H1, HALF, a_report, by_itself, scheduled
from tests.support.world import LEAD, officer

MOMENT = timedelta(milliseconds=1)
SUBMIT = SubmitReport(document_number="15/BC", signed_on=H1.last_day + DAY)
OPEN = OpenReport(agency=HEALTH, period="2026-H1")
COUNTS = (ReportCount(figure=ReportFigure.CASES_REPORTED, this=2, previous=1, cumulative=3),)


def submitted(at: datetime) -> tuple[Submission, ...]:
    signatory = officer(HEALTH, Post.SIGNATORY)
    number = sealed("15/BC")
    return (
        Submission(
            agency=HEALTH, officer=signatory, at=at, document_number=number, signed_on=H1.last_day + DAY, late=False
        ),
    )


def off_days(day: date) -> Registry:
    """Return a registry in which a day off of 2026 became known six days before the report was due."""
    off = DaysCounted(days=(day,), since=DUE_AT - 6 * DAY)
    return replace(PROVINCE, holidays={"h": Holidays(id="h", year=2026, days=off.days, source="TB", counted=(off,))})


def orders(state: Any, event: Event) -> list[tuple[str, datetime | None]]:
    return [(job.job, job.due) for job in event.jobs(state)]


class TestOpening:
    @pytest.mark.parametrize(
        ("command", "now", "said"),
        [
            (OPEN, opens_at(H1), "ok"),
            (OPEN, opens_at(H1) - MOMENT, "nothing-owed"),
            (OPEN, H1.end + 400 * DAY, "ok"),
            (replace(OPEN, agency=LEAD), H1.end, "nothing-owed"),
            (replace(OPEN, agency="agency-nowhere"), H1.end, "nothing-owed"),
            (replace(OPEN, period="2025-H1"), H1.end, "nothing-owed"),
        ],
    )
    def test_and_of_nothing_else(self, command: OpenReport, now: datetime, said: str) -> None:
        assert verdict(None, command, by_itself(now, scheduled(HALF))) == said

    def test_a_period_that_is_none_is_a_fault_of_the_register(self) -> None:
        with pytest.raises(PeriodFault):
            verdict(None, replace(OPEN, period="2026-H3"), by_itself(H1.end, scheduled()))

    def test_orders_what_is_to_be_done_in_time(self) -> None:
        made = attempt(None, OPEN, by_itself(opens_at(H1), scheduled()))
        opened = ReportOpened(
            agency=HEALTH,
            type=made.type,
            at=made.at,
            start=made.start,
            end=made.end,
            term=made.term,
            period=made.period,
        )
        assert orders(made, opened) == [
            (REMIND, DUE_AT - 7 * DAY),
            (REMIND, DUE_AT - DAY),
            (COUNT, H1.end),
            (LATE, DUE_AT),
            (PASS_ON, FINAL_AT),
            (FREEZE, FINAL_AT),
        ]


class TestCounting:
    def test_is_final_once_the_period_is_over(self) -> None:
        command = CountReport(counts=COUNTS)
        early = attempt(a_report(counting=None), command, by_itself(H1.end - MOMENT))
        assert early.counting == Counting(at=H1.end - MOMENT, final=False, counts=COUNTS)
        made = attempt(early, command, by_itself(H1.end))
        assert made.counting.final
        assert verdict(made, command, by_itself(H1.end + DAY)) == "figures-final"

    def test_is_ordered_by_a_draft_before_the_end_only(self) -> None:
        it = a_report()
        early, late = (replace(it.words[0], at=at) for at in (H1.end - MOMENT, H1.end))
        assert orders(it, ReportDrafted(words=(early,))) == [(COUNT, None)]
        assert orders(it, ReportDrafted(words=(late,))) == []


class TestReminding:
    @pytest.mark.parametrize(
        ("reminded", "now", "said"),
        [
            ((), DUE_AT - 7 * DAY, "ok"),
            ((), DUE_AT - MOMENT, "ok"),
            ((), DUE_AT, "report-late"),
            ((DUE_AT - 7 * DAY,), DUE_AT - DAY, "ok"),
            ((DUE_AT - DAY,), DUE_AT - DAY + MOMENT, "reminded-already"),
        ],
    )
    def test_in_time_and_not_twice_a_day(self, reminded: tuple[datetime, ...], now: datetime, said: str) -> None:
        assert verdict(a_report(reminded_at=reminded), RemindReport(), by_itself(now)) == said


class TestLateness:
    @pytest.mark.parametrize(
        ("command", "due", "noted"),
        [(NoteReportOverdue(), DUE_AT, "overdue_at"), (PassOnOverdueReport(), FINAL_AT, "passed_on_at")],
    )
    def test_is_noted_once_and_not_before(self, command: Any, due: datetime, noted: str) -> None:
        assert verdict(a_report(), command, by_itself(due - MOMENT)) == "not-yet-due"
        made = attempt(a_report(), command, by_itself(due + 400 * DAY))
        assert getattr(made, noted) == due + 400 * DAY
        assert verdict(made, command, by_itself(due + 401 * DAY)) == "overdue-noted"

    @pytest.mark.parametrize(("command", "due"), [(NoteReportOverdue(), DUE_AT), (PassOnOverdueReport(), FINAL_AT)])
    def test_waits_for_a_day_off_within_the_working_days_of_a_request(self, command: Any, due: datetime) -> None:
        """The register computes each term again, and passes a delay on only after the report is late."""
        report = a_report(type=ReportType.AD_HOC, period=None, at=DUE_AT - 7 * DAY)
        known = by_itself(FINAL_AT, off_days(date(2026, 6, 12)))
        assert known.registry.days.end_of(DUE_AT, report.counted_from) == DUE_AT + DAY
        assert verdict(report, command, replace(known, now=due)) == "term-computed-again"
        made = done(report, SUBMIT, person(HEALTH, Post.SIGNATORY), now=DUE_AT, registry=known.registry)
        assert not made.submissions[-1].late

    def test_is_passed_on_only_after_a_last_day_off(self) -> None:
        known = by_itself(FINAL_AT, off_days(last_day(FINAL_AT)))
        assert verdict(a_report(), PassOnOverdueReport(), known) == "term-computed-again"


class TestFreezing:
    @pytest.mark.parametrize(
        ("state", "at", "now", "said"),
        [
            (ReportState.ACCEPTED, DUE_AT, FINAL_AT, "ok"),
            (ReportState.ACCEPTED, DUE_AT, FINAL_AT - MOMENT, "not-yet-due"),
            (ReportState.SUBMITTED, FINAL_AT - MOMENT, FINAL_AT, "ok"),
            (ReportState.SUBMITTED, FINAL_AT, FINAL_AT + DAY, "report-late"),
            (ReportState.ACCEPTED, FINAL_AT + DAY, FINAL_AT + 2 * DAY, "ok"),
        ],
    )
    def test_what_was_there_by_then(self, state: ReportState, at: datetime, now: datetime, said: str) -> None:
        assert verdict(a_report(state, submissions=submitted(at)), FreezeReport(), by_itself(now)) == said

    def test_what_is_frozen_stays_as_it_is(self) -> None:
        made = attempt(a_report(ReportState.ACCEPTED), FreezeReport(), by_itself(FINAL_AT))
        assert (made.state, made.frozen_at) == (ReportState.FROZEN, FINAL_AT)
        for row in (action for action in ACTIONS if action.stream is Kind.REPORT and not action.creates):
            assert row.states is not None
            assert ReportState.FROZEN not in row.states

    @pytest.mark.parametrize(("at", "ordered"), [(FINAL_AT - MOMENT, []), (FINAL_AT, [(FREEZE, None)])])
    def test_a_late_one_when_the_lead_takes_it(self, at: datetime, ordered: list[Any]) -> None:
        step = Step(agency=LEAD, officer=officer(LEAD, Post.HANDLER), at=at)
        assert orders(a_report(ReportState.ACCEPTED), ReportAccepted(step=step)) == ordered


REGISTRY = scheduled()
COUNTED = (ReportCount(figure=ReportFigure.CASES_REPORTED, this=1, previous=0, cumulative=1),)
SIGNED = SubmitReport(document_number="1/BC", signed_on=H1.last_day + DAY)
WRITTEN = DraftReport(direction="Nội dung của mục này.", solutions="Nội dung của mục này.")
BACK = ReturnReport(reasons="Mục 3 còn thiếu kết quả.")
RIGHT = (
    (person(HEALTH), WRITTEN),
    (person(HEALTH, Post.SIGNATORY), SIGNED),
    (person(LEAD), AcceptReport()),
    (person(LEAD, Post.SIGNATORY), BACK),
    *((SYSTEM, item) for item in (CountReport(counts=COUNTED), RemindReport(), NoteReportOverdue())),
    *((SYSTEM, item) for item in (PassOnOverdueReport(), FreezeReport())),
)
WRONG = (
    (person(HEALTH), SIGNED),
    (person(HEALTH), DraftReport(cases="Nội dung của mục này.")),
    (person(HEALTH), DraftReport()),
    (person(LAND), WRITTEN),
    (person(LAND, Post.SIGNATORY), SIGNED),
    (person(LEAD), WRITTEN),
    (person(HEALTH), AcceptReport()),
    (person(LAND), BACK),
)
LATER = (timedelta(0), timedelta(hours=7), timedelta(days=3), timedelta(days=12))
steps = st.lists(st.tuples(st.sampled_from(RIGHT * 3 + WRONG), st.sampled_from(LATER)), min_size=25, max_size=60)


def events_of(state: Report, actor: Actor, command: Any, now: datetime) -> tuple[Event, ...]:
    """What the command handler would write; nothing when it refuses."""
    known = facts(actor, command, registry=REGISTRY, now=now)
    try:
        attempt(state, command, known)
    except (Refused, NotAllowed):
        return ()
    return BY_COMMAND[type(command)].decide(state, command, known)


def faults_of(report: Report) -> Iterator[str]:
    """What no report may ever be."""
    gone = report.state in (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.FROZEN)
    if gone and not (report.submissions and report.counting and report.counting.final and report.written >= NEEDED):
        yield "submitted without what must be there"
    if any(submission.at < report.end for submission in report.submissions):
        yield "submitted before its period was over"
    if len(report.returns) > len(report.submissions):
        yield "given back more often than submitted"
    if (report.frozen_at is not None) is not (report.state is ReportState.FROZEN):
        yield "frozen and not final"
    if report.counting and report.counting.final is not (report.counting.at >= report.end):
        yield "final numbers of a period that was not over"
    if any(submission.late is not (submission.at >= report.term.due_at) for submission in report.submissions):
        yield "late and not said so, or the other way round"
    if any(at >= report.term.due_at for at in report.reminded_at):
        yield "reminded of what was past"


@settings(max_examples=examples(200))
@given(steps)
def test_keeps_to_the_rules(given_steps: list[tuple[tuple[Actor, Any], timedelta]]) -> None:
    now = H1.end - timedelta(days=20)
    opened = BY_COMMAND[OpenReport].decide(None, OPEN, by_itself(now, REGISTRY))
    log = list(opened)
    report: Report = fold("report-1", log)
    for (actor, command), later in given_steps:
        now += later
        for event in events_of(report, actor, command, now):
            assert report.state is not ReportState.FROZEN, "what is frozen stays as it is"
            log.append(event)
            report = folded(report, event, "report-1")
        assert list(faults_of(report)) == []
        assert from_bytes(Report, to_bytes(report)) == report
    assert fold("report-1", log) == report


COURSE: tuple[tuple[Actor, Any, timedelta, ReportState], ...] = (
    (person(HEALTH), WRITTEN, timedelta(0), ReportState.DRAFT),
    (SYSTEM, CountReport(counts=COUNTED), timedelta(days=21), ReportState.DRAFT),
    (person(HEALTH, Post.SIGNATORY), SIGNED, DAY, ReportState.SUBMITTED),
    (person(LEAD), ReturnReport(reasons="Mục 3 còn thiếu kết quả."), DAY, ReportState.RETURNED),
    (person(HEALTH), WRITTEN, DAY, ReportState.DRAFT),
    (person(HEALTH, Post.SIGNATORY), SIGNED, DAY, ReportState.SUBMITTED),
    (person(LEAD), AcceptReport(), DAY, ReportState.ACCEPTED),
    (SYSTEM, FreezeReport(), timedelta(days=9), ReportState.FROZEN),
)


def test_some_life_reaches_every_state() -> None:
    now = H1.end - timedelta(days=20)
    report = attempt(None, OPEN, by_itself(now, REGISTRY))
    seen = [report.state]
    for actor, command, later, state in COURSE:
        now += later
        report = done(report, command, actor, registry=REGISTRY, now=now)
        assert report.state is state
        seen.append(state)
    assert {*seen, ReportState.WITHDRAWN} == set(ReportState), "taking back is a rule of its own"
    assert list(faults_of(report)) == []
