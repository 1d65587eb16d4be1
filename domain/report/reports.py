"""What people do with a report: the agency writes and submits it, the lead agency takes it or gives it back (Đ6.2).

    DUE -> DRAFT -> SUBMITTED -> ACCEPTED -> FROZEN
              ^         |
              +-- RETURNED

It is signed on paper or in the agency's own system; number and day are entered here and never made up. What the
register itself does in time stands in `domain/report/clock.py`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from domain.case.dates import REGULATION_SINCE
from domain.kernel.calendar import local_date, start_of
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Whole, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, InvalidInput, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.kernel.term import TermSource
from domain.registry.certainty import Certainty
from domain.report.events import ReportAccepted, ReportDrafted, ReportOpened, ReportReturned, ReportSubmitted
from domain.report.obligations import LASTS
from domain.report.schedules import submits
from domain.report.state import (
    OWED,
    Report,
    ReportRequest,
    ReportSection,
    ReportState,
    ReportTerm,
    ReportType,
    SectionWords,
    Submission,
)
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, own_agency

SECTION_MOST, DUE_MOST, SUBMISSIONS_MOST = 10_000, 120, 20
REQUESTS_A_DAY = 200
"""Reports that one officer may ask for in a day: every agency of a province, and then some."""
NEEDED = frozenset({ReportSection.DIRECTION, ReportSection.SOLUTIONS})
"""What Đ6.2 asks for by name: how the Regulation was put into practice, and what is proposed."""


def _words(doc: str) -> Words:
    return Words(doc=f"{doc} Left as it is when not given.", most=SECTION_MOST)


@dataclass(frozen=True, kw_only=True)
class RequestReport:
    """Ask an agency for a report that no period brings (báo cáo đột xuất), as the lead agency (Đ6.2)."""

    agency: Annotated[str, Ref(doc="The agency.")]
    subject: Annotated[str, Words(doc="What the report is to be about.", least=20, most=2_000)]
    since: Annotated[date, Spec(doc="First day that it is about.")]
    until: Annotated[date, Spec(doc="Last day that it is about.")]
    due_days: Annotated[int, Whole(doc="Working days to submit it.", least=1, most=DUE_MOST)]


@dataclass(frozen=True, kw_only=True)
class DraftReport:
    """Write sections of one's report; a report that was given back is in work again (Đ6.2)."""

    direction: Annotated[str | None, _words("1: what was directed and which documents were issued.")] = None
    focal_officers: Annotated[str | None, _words("2: focal officers (Đ3.3).")] = None
    cases: Annotated[str | None, _words("3: what was received and verified, with which results (Đ6.1).")] = None
    true_issues: Annotated[str | None, _words("4: problems that were reported truly, and put right (Đ5.7.b).")] = None
    press: Annotated[str | None, _words("5: what was told to the press (Đ5.7.c, Đ5.7.đ).")] = None
    training: Annotated[str | None, _words("6: training, and spreading the law.")] = None
    redress: Annotated[str | None, _words("7: complaints, corrections, what was taken back.")] = None
    budget: Annotated[str | None, _words("8: money planned and spent (Đ8.2).")] = None
    merits_and_breaches: Annotated[str | None, _words("9: commendations, breaches of the Regulation (Đ7).")] = None
    difficulties: Annotated[str | None, _words("10: difficulties in applying the Regulation (Đ8.2).")] = None
    solutions: Annotated[str | None, _words("11: what is proposed for the time to come (Đ6.2).")] = None


@dataclass(frozen=True, kw_only=True)
class SubmitReport:
    """Submit one's signed report to the lead agency, in time or late (Đ6.2)."""

    document_number: Annotated[str, Words(doc="Number of the signed report.", most=60)]
    signed_on: Annotated[date, Spec(doc="Day on which it was signed: after its period, not after today.")]


@dataclass(frozen=True, kw_only=True)
class AcceptReport:
    """Take an agency's report for the consolidated one, as the lead agency (Đ6.3)."""


@dataclass(frozen=True, kw_only=True)
class ReturnReport:
    """Give an agency's report back to be completed, with reasons, as the lead agency (Đ6.3)."""

    reasons: Annotated[str, Words(doc="What is missing or wrong.", least=20, most=5_000)]


def request(state: None, command: RequestReport, facts: Facts) -> tuple[Event, ...]:
    """Ask for it. Raises Refused for an agency that submits none, and for days that have not been."""
    if faults := [*_asked_faults(command, facts), *_day_faults(command, local_date(facts.now))]:
        raise Refused(*faults)
    due_at = facts.registry.calendar.due(facts.now, command.due_days)
    term = ReportTerm(
        due_at=due_at,
        days=command.due_days,
        source=TermSource.INTERNAL,
        basis="Theo yêu cầu của cơ quan chủ trì",
        certainty=Certainty.CONFIRMED,
        final_at=due_at + LASTS,
    )
    return (
        ReportOpened(
            agency=command.agency,
            type=ReportType.AD_HOC,
            at=facts.now,
            start=start_of(command.since),
            end=start_of(command.until + timedelta(1)),
            term=term,
            request=ReportRequest(
                agency=facts.actor.own, officer=facts.actor.subject, subject=facts.reference("subject")
            ),
        ),
    )


def _asked_faults(command: RequestReport, facts: Facts) -> list[InvalidInput]:
    if faults := agency_known("agency", command.agency, facts):
        return faults
    own = facts.acts_for(command.agency)
    if own or not submits(facts.registry.agencies[command.agency].kind):
        return [invalid("agency", "agency-submits-nothing")]
    return []


def _day_faults(command: RequestReport, today: date) -> list[InvalidInput]:
    earliest = local_date(REGULATION_SINCE)
    faults = []
    if command.since < earliest:
        faults.append(invalid("since", "date-too-early", earliest=earliest.isoformat()))
    if command.until < command.since:
        faults.append(invalid("until", "ends-before-it-begins"))
    if command.until > today:
        faults.append(invalid("until", "in-the-future"))
    return faults


def own(state: Report, facts: Facts) -> Problem | None:
    """The agency that owes it, or who took that over."""
    return own_agency(state, facts)


def others(state: Report, facts: Facts) -> Problem | None:
    """Nobody takes their own report: an agency may have become the lead since (G5)."""
    return unguarded(Guard.G5_TWO_PERSONS, "own-report") if facts.acts_for(state.agency) else None


def draft(state: Report, command: DraftReport, facts: Facts) -> tuple[Event, ...]:
    """Write it. Raises Refused when no section is given."""
    sections = (each for each in ReportSection if each.value.lower() in facts.sealed)
    words = tuple(
        SectionWords(section=each, officer=facts.actor.subject, at=facts.now, text=facts.reference(each.value.lower()))
        for each in sections
    )
    if not words:
        raise Refused(RuleNotMet(code="section-needed"))
    return (ReportDrafted(words=words),)


def may_submit(state: Report, facts: Facts) -> Problem | None:
    """One's own, once its period is over, the register has counted, and what Đ6.2 asks for is written."""
    if problem := own(state, facts):
        return problem
    if facts.now < state.end:
        return RuleNotMet(code="period-not-over")
    if state.counting is None or not state.counting.final:
        return RuleNotMet(code="figures-not-counted")
    if not state.written >= NEEDED:
        return RuleNotMet(code="sections-missing")
    return RuleNotMet(code="submitted-too-often") if len(state.submissions) >= SUBMISSIONS_MOST else None


def submit(state: Report, command: SubmitReport, facts: Facts) -> tuple[Event, ...]:
    """Submit it. Raises Refused for a day of signing within the period or to come."""
    earliest = local_date(state.end)
    if command.signed_on < earliest:
        raise Refused(invalid("signed_on", "date-too-early", earliest=earliest.isoformat()))
    if command.signed_on > local_date(facts.now):
        raise Refused(invalid("signed_on", "in-the-future"))
    made = Submission(
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        document_number=facts.reference("document_number"),
        signed_on=command.signed_on,
        late=facts.now >= state.term.due_at,
    )
    return (ReportSubmitted(submission=made),)


def accept(state: Report, command: AcceptReport, facts: Facts) -> tuple[Event, ...]:
    """Take it."""
    return (ReportAccepted(step=facts.step()),)


def give_back(state: Report, command: ReturnReport, facts: Facts) -> tuple[Event, ...]:
    """Give it back."""
    return (ReportReturned(step=facts.step(note="reasons")),)


BOTH = frozenset({Post.HANDLER, Post.SIGNATORY})
ACTIONS = (
    Action(
        command=RequestReport,
        stream=Kind.REPORT,
        creates=True,
        decide=request,
        daily=REQUESTS_A_DAY,
        scope=Scope.REPORT_COMPILE,
        posts=BOTH,
    ),
    Action(
        command=DraftReport,
        stream=Kind.REPORT,
        decide=draft,
        scope=Scope.REPORT_SUBMIT,
        posts=frozenset({Post.HANDLER}),
        states=OWED,
        may=own,
    ),
    Action(
        command=SubmitReport,
        stream=Kind.REPORT,
        decide=submit,
        scope=Scope.REPORT_SUBMIT,
        posts=frozenset({Post.SIGNATORY}),
        states=frozenset({ReportState.DRAFT}),
        may=may_submit,
    ),
    Action(
        command=AcceptReport,
        stream=Kind.REPORT,
        decide=accept,
        scope=Scope.REPORT_COMPILE,
        posts=BOTH,
        states=frozenset({ReportState.SUBMITTED}),
        may=others,
    ),
    Action(
        command=ReturnReport,
        stream=Kind.REPORT,
        decide=give_back,
        scope=Scope.REPORT_COMPILE,
        posts=BOTH,
        states=frozenset({ReportState.SUBMITTED}),
        may=others,
    ),
)
