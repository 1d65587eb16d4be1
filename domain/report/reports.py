"""Acts of the agency and of the lead agency on a report, and acts of the register itself at deadlines.

DUE -> DRAFT -> SUBMITTED -> ACCEPTED -> FROZEN
              ^         |
              +-- RETURNED

The report is signed on paper or in the agency's own system. An officer enters its number and day; the register never
invents them. `opening.py` describes how a report begins.

A scheduled job orders the register's own acts. An act is refused if its reason no longer exists. So a
worker that was stopped for a year sends no reminder of a past deadline and records nothing twice.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Follows, Job, Step
from domain.kernel.fields import Items, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import Post
from domain.kernel.wording import Exempt
from domain.report.command import RecipientCommand, ReportCommand
from domain.report.opening import COUNT, FREEZE, REMIND_BEFORE, obligation
from domain.report.periods import parse_period
from domain.report.state.report import (
    OWED,
    Counting,
    Report,
    ReportCount,
    ReportFigure,
    ReportSection,
    ReportState,
    SectionWords,
    Submission,
)
from domain.rules.facts import Facts
from domain.rules.guards import not_yet_due, own_agency, refuse_for, still_runs

SECTION_MOST, SUBMISSIONS_MOST = 10_000, 20
NEEDED = frozenset({ReportSection.DIRECTION, ReportSection.SOLUTIONS})
"""Sections that Đ6.2 requires: the implementation of the Regulation, and the agency's proposals."""


def _words(doc: str, exempt: Exempt | None = None) -> Words:
    return Words(doc=f"Section {doc} Null leaves the section unchanged.", most=SECTION_MOST, exempt=exempt)


class ReportDrafted(Follows[Report], type="report.drafted"):
    words: tuple[SectionWords, ...]

    def fold(self, report: Report) -> Report:
        fresh = {words.section for words in self.words}
        kept = tuple(words for words in report.words if words.section not in fresh)
        return replace(report, state=ReportState.DRAFT, words=(*kept, *self.words))

    def jobs(self, report: Report) -> Iterator[Job]:
        """Order the current figures for the writer if the period is not over. Final figures are counted later."""
        if self.words[0].at < report.end:
            yield Job(job=COUNT, data={})


class DraftReport(ReportCommand, scope=Scope.REPORT_SUBMIT, posts={Post.HANDLER}, states=OWED, requires=(own_agency,)):
    """Write at least one section of your agency's report. A returned report becomes a draft again (Đ6.2)."""

    direction: Annotated[str | None, _words("1: directions given and documents issued.")] = None
    focal_officers: Annotated[str | None, _words("2: focal officers (Đ3.3).", Exempt.OFFICE)] = None
    cases: Annotated[str | None, _words("3: reports received and verified, with the results (Đ6.1).")] = None
    true_issues: Annotated[str | None, _words("4: problems that turned out to be true and were remedied (Đ5.7.b).")] = (
        None
    )
    press: Annotated[str | None, _words("5: information given to the press (Đ5.7.c, Đ5.7.đ).")] = None
    training: Annotated[str | None, _words("6: training, and spreading the law.")] = None
    redress: Annotated[str | None, _words("7: complaints, corrections and retractions.")] = None
    budget: Annotated[str | None, _words("8: money planned and spent (Đ8.2).")] = None
    merits_and_breaches: Annotated[str | None, _words("9: commendations, breaches of the Regulation (Đ7).")] = None
    difficulties: Annotated[str | None, _words("10: difficulties in applying the Regulation (Đ8.2).")] = None
    solutions: Annotated[str | None, _words("11: proposals for the future (Đ6.2).")] = None

    def decide(self, report: Report, facts: Facts) -> ReportDrafted:
        """Record the sections. Raises Refused without any section."""
        words = tuple(
            facts.record(SectionWords, self, section=section, text=facts.reference(name))
            for section in ReportSection
            if (name := section.value.lower()) in facts.sealed
        )
        if not words:
            raise Refused(RuleNotMet(code="section-needed"))
        return ReportDrafted(words=words)


class ReportSubmitted(Follows[Report], type="report.submitted"):
    submission: Submission

    def fold(self, report: Report) -> Report:
        submissions = (*report.submissions, self.submission)
        return replace(report, state=ReportState.SUBMITTED, submissions=submissions)


def period_over(report: Report, facts: Facts) -> Problem | None:
    """The period of the report is over."""
    return RuleNotMet(code="period-not-over") if facts.now < report.end else None


def counted(report: Report, facts: Facts) -> Problem | None:
    """The register has counted its final figures for the report."""
    final = report.counting is not None and report.counting.final
    return None if final else RuleNotMet(code="figures-not-counted")


def sections_written(report: Report, facts: Facts) -> Problem | None:
    """Every section that Đ6.2 requires has a text."""
    return None if report.written >= NEEDED else RuleNotMet(code="sections-missing")


def submissions_left(report: Report, facts: Facts) -> Problem | None:
    """The report was submitted fewer times than the limit allows."""
    return RuleNotMet(code="submitted-too-often") if len(report.submissions) >= SUBMISSIONS_MOST else None


class SubmitReport(
    ReportCommand,
    scope=Scope.REPORT_SUBMIT,
    posts={Post.SIGNATORY},
    states={ReportState.DRAFT},
    requires=(own_agency, period_over, counted, sections_written, submissions_left),
    signed=True,
):
    """Submit your agency's signed report to the lead agency, before or after the deadline (Đ6.2)."""

    document_number: Annotated[str, Words(doc="Number of the signed report.", most=60)]
    signed_on: Annotated[date, Spec(doc="Date of the signature, after the report's period and not after today.")]

    def decide(self, report: Report, facts: Facts) -> ReportSubmitted:
        """Submit the report. Raises Refused for a date of signature within the period or in the future."""
        earliest = local_date(report.end)
        if self.signed_on < earliest:
            raise Refused(invalid("signed_on", "date-too-early", earliest=earliest.isoformat()))
        if self.signed_on > local_date(facts.now):
            raise Refused(invalid("signed_on", "in-the-future"))
        late = facts.now >= facts.registry.days.end_of(report.term.due_at, report.counted_from)
        return ReportSubmitted(submission=facts.record(Submission, self, late=late))


class ReportAccepted(Follows[Report], type="report.accepted", state=ReportState.ACCEPTED, sets={"accepted": "step"}):
    step: Step

    def jobs(self, report: Report) -> Iterator[Job]:
        """Order an immediate freeze if the day on which reports become final has passed."""
        if self.step.at >= report.term.final_at:
            yield Job(job=FREEZE, data={})


class AcceptReport(RecipientCommand, states={ReportState.SUBMITTED}, writes=ReportAccepted):
    """Accept an agency's report into the consolidated report, as the lead agency (Đ6.3)."""


class ReportReturned(Follows[Report], type="report.returned", state=ReportState.RETURNED, appends="returns"):
    step: Step


class ReturnReport(RecipientCommand, states={ReportState.SUBMITTED}, writes=ReportReturned):
    """Return an agency's report for completion, with reasons, as the lead agency (Đ6.3)."""

    reasons: Annotated[str, Words(doc="Missing or wrong content of the report.", least=20, most=5_000)]


class ReportWithdrawn(
    Follows[Report], type="report.withdrawn", state=ReportState.WITHDRAWN, sets={"withdrawn": "step"}
):
    """The lead agency withdrew the report, so the agency no longer owes the report."""

    step: Step


def not_owed(report: Report, facts: Facts) -> Problem | None:
    """The agency of a periodic report does not owe it according to the registry, or no longer exists."""
    if report.period is None:
        return None
    owed = obligation(facts.registry, report.agency, parse_period(report.period), facts.now)
    return RuleNotMet(code="report-owed") if owed and _exists(report, facts) else None


class WithdrawReport(
    RecipientCommand, states=OWED | {ReportState.SUBMITTED}, writes=ReportWithdrawn, requires=(not_owed,)
):
    """Withdraw, as the lead agency, a report that you requested or that the agency does not owe (Đ6.2)."""

    reasons: Annotated[str, Words(doc="Reasons why the agency does not owe the report.", least=20, most=5_000)]


def _exists(report: Report, facts: Facts) -> bool:
    """Return whether the report's agency or its successor exists today. An agency may end before it submits its
    report."""
    return facts.registry.agencies[facts.heir(report.agency)].active(local_date(facts.now))


class ClockCommand(ReportCommand, states=OWED, additive=True, by={ActorKind.SYSTEM}):
    """Command of the register itself on a report that is still owed."""


class ReportCounted(Follows[Report], type="report.counted", read_by=frozenset({"submitReport"})):
    counting: Counting


class CountReport(ClockCommand):
    """Record the register's counts for a report (an act of the register itself)."""

    counts: Annotated[
        tuple[ReportCount, ...], Items(doc="Counts of the register for each figure.", most=len(ReportFigure))
    ]

    def decide(self, report: Report, facts: Facts) -> ReportCounted:
        if report.counting is not None and report.counting.final:
            raise Refused(RuleNotMet(code="figures-final"))
        final = facts.now >= report.end
        return ReportCounted(counting=facts.record(Counting, self, final=final))


class ReportReminded(Follows[Report], type="report.reminded", bookkeeping=True):
    at: datetime

    def fold(self, report: Report) -> Report:
        return replace(report, reminded_at=(*report.reminded_at, self.at))


class RemindReport(ClockCommand):
    """Remind an agency of a report that is due soon (an act of the register itself)."""

    def decide(self, report: Report, facts: Facts) -> ReportReminded:
        """Remind the agency. Raises Refused if the report is late already, or if the last reminder is less than a day
        old."""
        if facts.now >= report.term.due_at:
            raise Refused(RuleNotMet(code="report-late"))
        if report.reminded_at and facts.now - report.reminded_at[-1] < REMIND_BEFORE[-1]:
            raise Refused(RuleNotMet(code="reminded-already"))
        return facts.record(ReportReminded, self)


def not_to_note(noted_at: datetime | None, due_at: datetime, report: Report, facts: Facts) -> Problem | None:
    """Return a refusal if the delay is already recorded or the term runs; None otherwise."""
    return RuleNotMet(code="overdue-noted") if noted_at else still_runs(due_at, facts, report.counted_from)


class ReportOverdue(Follows[Report], type="report.overdue", bookkeeping=True, sets={"overdue_at": "at"}):
    """The deadline passed without a submitted report. The lead agency is notified."""

    at: datetime


class NoteReportOverdue(ClockCommand):
    """Record that a report is late (an act of the register itself)."""

    def decide(self, report: Report, facts: Facts) -> ReportOverdue:
        refuse_for(not_to_note(report.overdue_at, report.term.due_at, report, facts))
        return facts.record(ReportOverdue, self)


class OverduePassedOn(Follows[Report], type="report.overdue-passed-on", bookkeeping=True, sets={"passed_on_at": "at"}):
    """The report was missing at the deadline of the lead agency's own report. The office of the People's Committee is
    notified."""

    at: datetime


class PassOnOverdueReport(ClockCommand):
    """Record that a report is missing from the consolidated report (an act of the register itself)."""

    def decide(self, report: Report, facts: Facts) -> OverduePassedOn:
        refuse_for(not_to_note(report.passed_on_at, report.term.final_at, report, facts))
        return facts.record(OverduePassedOn, self)


class ReportFrozen(Follows[Report], type="report.frozen", state=ReportState.FROZEN, sets={"frozen_at": "at"}):
    """The report is final and can no longer change."""

    at: datetime


class FreezeReport(ClockCommand, states={ReportState.SUBMITTED, ReportState.ACCEPTED}):
    """Freeze a report in its submitted form (an act of the register itself)."""

    def decide(self, report: Report, facts: Facts) -> ReportFrozen:
        """Freeze a report that was accepted, or submitted in time. A late report is not frozen until the lead agency
        accepts it."""
        refuse_for(not_yet_due(report.term.final_at, facts))
        if report.state is ReportState.SUBMITTED and report.submissions[-1].at >= report.term.final_at:
            raise Refused(RuleNotMet(code="report-late"))
        return facts.record(ReportFrozen, self)
