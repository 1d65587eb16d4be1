"""Opening of an agency's report: its period comes round, or the lead agency asks for it (Đ6.2)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date, start_of
from domain.kernel.event import Begins
from domain.kernel.fields import Ref, Spec, Whole, Words
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, RuleNotMet, invalid
from domain.kernel.roles import OFFICERS
from domain.kernel.term import TermSource
from domain.registry.certainty import Certainty
from domain.registry.regulation import in_force_since
from domain.report.obligations import LASTS, obligation
from domain.report.periods import parse_period
from domain.report.schedules import submits
from domain.report.state.report import Report, ReportRequest, ReportState, ReportTerm, ReportType
from domain.rules.command import OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

DUE_MOST = 120
REQUESTS_A_DAY = 200
"""Reports that one officer may ask for in a day: every agency of a province, and then some."""
REMIND_BEFORE: Final = (timedelta(days=7), timedelta(days=1))
"""Times before the deadline of a report at which its agency is reminded (INTERNAL)."""
COUNT, REMIND, LATE = "report-count", "report-remind", "report-overdue"
PASS_ON, FREEZE = "report-overdue-pass-on", "report-freeze"


class ReportOpened(Begins[Report], type="report.opened", state=ReportState.DUE):
    """An agency owes a report: its period came round, or the lead agency asked for it."""

    agency: str
    type: ReportType
    at: datetime
    start: datetime
    end: datetime
    term: ReportTerm
    period: str | None = None
    request: ReportRequest | None = None

    def jobs(self, report: Report) -> Iterator[Job]:
        term = self.term
        for ahead in REMIND_BEFORE:
            yield Job(job=REMIND, data={}, due=term.due_at - ahead)
        yield Job(job=COUNT, data={}, due=self.end)
        yield Job(job=LATE, data={}, due=term.due_at)
        yield Job(job=PASS_ON, data={}, due=term.final_at)
        yield Job(job=FREEZE, data={}, due=term.final_at)


class OpenReport(OpeningCommand, kind=Kind.REPORT, by={ActorKind.SYSTEM}):
    """Open an agency's report about a period (an act of the register itself)."""

    agency: Annotated[str, Ref(doc="Agency that has to report.", to=Kind.AGENCY)]
    period: Annotated[str, Spec(doc="Key of the period.")]

    def decide(self, state: None, facts: Facts) -> ReportOpened:
        """Raises Refused for what the agency does not owe, or not yet; PeriodFault for no period's key."""
        found = obligation(facts.registry, self.agency, parse_period(self.period), facts.now)
        if found is None:
            raise Refused(RuleNotMet(code="nothing-owed"))
        term = ReportTerm(
            due_at=found.due.due_at,
            days=found.due.days,
            source=found.due.source,
            basis=found.due.basis,
            certainty=found.due.certainty,
            final_at=found.committee.due_at,
        )
        return facts.record(
            ReportOpened,
            self,
            type=ReportType.PERIODIC,
            start=found.period.start,
            end=found.period.end,
            term=term,
            period=found.period.key,
        )


class RequestReport(OpeningCommand, kind=Kind.REPORT, scope=Scope.REPORT_COMPILE, posts=OFFICERS, daily=REQUESTS_A_DAY):
    """Request a report outside the periods (báo cáo đột xuất), as the lead agency (Đ6.2)."""

    agency: Annotated[str, Ref(doc="Agency that has to report.", to=Kind.AGENCY)]
    subject: Annotated[str, Words(doc="Subject of the report.", least=20, most=2_000)]
    since: Annotated[date, Spec(doc="First day of the period.")]
    until: Annotated[date, Spec(doc="Last day of the period.")]
    due_days: Annotated[int, Whole(doc="Working days to submit it.", least=1, most=DUE_MOST)]

    def decide(self, state: None, facts: Facts) -> ReportOpened:
        """Raises Refused for an agency that submits none, and for days that have not been."""
        if faults := [*self._agency_faults(facts), *self._day_faults(local_date(facts.now), facts)]:
            raise Refused(*faults)
        due_at = facts.registry.calendar.due(facts.now, self.due_days)
        term = ReportTerm(
            due_at=due_at,
            days=self.due_days,
            source=TermSource.INTERNAL,
            basis="Theo yêu cầu của cơ quan chủ trì",
            certainty=Certainty.CONFIRMED,
            final_at=due_at + LASTS,
        )
        request = facts.record(ReportRequest, self, agency=facts.actor.own)
        return facts.record(
            ReportOpened,
            self,
            type=ReportType.AD_HOC,
            start=start_of(self.since),
            end=start_of(self.until + timedelta(1)),
            term=term,
            request=request,
        )

    def _agency_faults(self, facts: Facts) -> list[InvalidInput]:
        if faults := agency_known("agency", self.agency, facts):
            return faults
        own = facts.acts_for(self.agency)
        if own or not submits(facts.registry.agencies[self.agency].kind):
            return [invalid("agency", "agency-submits-nothing")]
        return []

    def _day_faults(self, today: date, facts: Facts) -> list[InvalidInput]:
        earliest = in_force_since(facts.registry)
        faults = []
        if self.since < earliest:
            faults.append(invalid("since", "date-too-early", earliest=earliest.isoformat()))
        if self.until < self.since:
            faults.append(invalid("until", "ends-before-it-begins"))
        if self.until > today:
            faults.append(invalid("until", "in-the-future"))
        return faults
