"""Acts of people on a report: the agency writes and submits it, the lead agency takes it or gives it back (Đ6.2).

    DUE -> DRAFT -> SUBMITTED -> ACCEPTED -> FROZEN
              ^         |
              +-- RETURNED

It is signed on paper or in the agency's own system; number and day are entered here and never made up. How a report
begins is in `opening.py`, what the register itself does in time in `clock.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.kernel.calendar import local_date
from domain.kernel.event import Follows
from domain.kernel.fields import Spec, Words
from domain.kernel.impersonal import Exempt
from domain.kernel.job import Job
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.kernel.step import Step
from domain.report.command import RecipientCommand, ReportCommand
from domain.report.opening import COUNT, FREEZE
from domain.report.state.report import OWED, Report, ReportSection, ReportState, SectionWords, Submission
from domain.rules.facts import Facts
from domain.rules.guards import own_agency

SECTION_MOST, SUBMISSIONS_MOST = 10_000, 20
NEEDED = frozenset({ReportSection.DIRECTION, ReportSection.SOLUTIONS})
"""Sections that Đ6.2 asks for by name: how the Regulation was put into practice, and what is proposed."""


def _words(doc: str, exempt: Exempt | None = None) -> Words:
    return Words(doc=f"Section {doc} Null leaves it as it is.", most=SECTION_MOST, exempt=exempt)


class ReportDrafted(Follows[Report], type="report.drafted"):
    words: tuple[SectionWords, ...]

    def fold(self, report: Report) -> Report:
        fresh = {words.section for words in self.words}
        kept = tuple(words for words in report.words if words.section not in fresh)
        return replace(report, state=ReportState.DRAFT, words=(*kept, *self.words))

    def jobs(self, report: Report) -> Iterator[Job]:
        """Before the period is over, a writer reads the numbers of now; later ones are final."""
        if self.words[0].at < report.end:
            yield Job(job=COUNT, data={})


class DraftReport(ReportCommand, scope=Scope.REPORT_SUBMIT, posts={Post.HANDLER}, states=OWED, requires=(own_agency,)):
    """Write sections of your agency's report. A returned report becomes a draft again (Đ6.2)."""

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
        """Raises Refused when no section is given."""
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
    """The register has counted its figures for good."""
    final = report.counting is not None and report.counting.final
    return None if final else RuleNotMet(code="figures-not-counted")


def sections_written(report: Report, facts: Facts) -> Problem | None:
    """All sections that Đ6.2 asks for are written."""
    return None if report.written >= NEEDED else RuleNotMet(code="sections-missing")


def submissions_left(report: Report, facts: Facts) -> Problem | None:
    """It was submitted fewer times than it may be."""
    return RuleNotMet(code="submitted-too-often") if len(report.submissions) >= SUBMISSIONS_MOST else None


class SubmitReport(
    ReportCommand,
    scope=Scope.REPORT_SUBMIT,
    posts={Post.SIGNATORY},
    states={ReportState.DRAFT},
    requires=(own_agency, period_over, counted, sections_written, submissions_left),
    signed=True,
):
    """Submit your agency's signed report to the lead agency, in time or late (Đ6.2)."""

    document_number: Annotated[str, Words(doc="Number of the signed report.", most=60)]
    signed_on: Annotated[date, Spec(doc="Date on which it was signed, after its period and not after today.")]

    def decide(self, report: Report, facts: Facts) -> ReportSubmitted:
        """Raises Refused for a day of signing within the period or to come."""
        earliest = local_date(report.end)
        if self.signed_on < earliest:
            raise Refused(invalid("signed_on", "date-too-early", earliest=earliest.isoformat()))
        if self.signed_on > local_date(facts.now):
            raise Refused(invalid("signed_on", "in-the-future"))
        return ReportSubmitted(submission=facts.record(Submission, self, late=facts.now >= report.term.due_at))


class ReportAccepted(Follows[Report], type="report.accepted", state=ReportState.ACCEPTED, sets={"accepted": "step"}):
    step: Step

    def jobs(self, report: Report) -> Iterator[Job]:
        """Freeze at once what is taken after the day on which reports become final."""
        if self.step.at >= report.term.final_at:
            yield Job(job=FREEZE, data={})


class AcceptReport(RecipientCommand, states={ReportState.SUBMITTED}, writes=ReportAccepted):
    """Accept an agency's report for the consolidated report, as the lead agency (Đ6.3)."""


class ReportReturned(Follows[Report], type="report.returned", state=ReportState.RETURNED, appends="returns"):
    step: Step


class ReturnReport(RecipientCommand, states={ReportState.SUBMITTED}, writes=ReportReturned):
    """Return an agency's report to be completed, with reasons, as the lead agency (Đ6.3)."""

    reasons: Annotated[str, Words(doc="What is missing or wrong.", least=20, most=5_000)]
