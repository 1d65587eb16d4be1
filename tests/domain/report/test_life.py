"""Any life of a report: whatever anybody tries in any order and at any time, some things never come about."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.book import BY_COMMAND
from domain.kernel.actor import SYSTEM, Actor
from domain.kernel.event import Event, fold, folded
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.vocabulary import Post
from domain.report.opening import OpenReport
from domain.report.reports import (
    NEEDED,
    AcceptReport,
    CountReport,
    DraftReport,
    FreezeReport,
    NoteReportOverdue,
    PassOnOverdueReport,
    RemindReport,
    ReturnReport,
    SubmitReport,
)
from domain.report.state.report import Report, ReportCount, ReportFigure, ReportState
from store.record.canonical import from_bytes, to_bytes
from tests.support.chance import examples
from tests.support.facts import HEALTH, LAND, attempt, done, facts, person
from tests.support.reporting import DAY, H1, by_itself, scheduled
from tests.support.world import LEAD

REGISTRY = scheduled()
OPEN = OpenReport(agency=HEALTH, period=H1.key)
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
