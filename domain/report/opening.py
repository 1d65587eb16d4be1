"""Commands that open an agency's report, by its period or on the lead agency's request (Đ6.2), and the rules of
obligations.

An agency owes a report about a period if it existed on any day of the period. Its full successor takes over the
obligation. An agency that ended without a successor owes nothing. The lead agency of the period's last day owes no
report of its own. It compiles the reports of the other agencies (Đ6.3), and of the agencies that it succeeded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import TermSource, local_date, start_of
from domain.kernel.event import Begins, Job
from domain.kernel.fields import Ref, Spec, Whole, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.registry.agency import Agency
from domain.registry.entry import Certainty
from domain.registry.registry import Registry
from domain.registry.regulation import in_force_since
from domain.report.deadlines import ReportDue, ReportLevel, report_due, submits
from domain.report.periods import Period, PeriodFault, parse_period, period_holding
from domain.report.state.report import Report, ReportRequest, ReportState, ReportTerm, ReportType
from domain.report.state.schedule import Schedule
from domain.rules.command import OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, refuse_for

LASTS: Final = timedelta(days=5)
"""Time after the deadline during which a requested report can still be submitted, until it is final (INTERNAL)."""
OPENS_BEFORE: Final = timedelta(days=30)
"""Time before the end of a period at which its reports can first be begun (INTERNAL)."""


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """Report that an agency owes about a period. `committee` is the deadline of the lead agency's own report."""

    agency: str
    period: Period
    schedule: str
    due: ReportDue
    committee: ReportDue

    @property
    def opens_at(self) -> datetime:
        """Return the earliest time at which the report can be begun."""
        return opens_at(self.period)

    @property
    def key(self) -> str:
        """Return the key of the obligation: period and agency. Later changes of the registry do not change the key."""
        return f"{self.period.key}/{self.agency}"


def opens_at(period: Period) -> datetime:
    return period.end - OPENS_BEFORE


def owing(registry: Registry, schedule: Schedule, period: Period) -> tuple[str, ...]:
    """Return the agencies that owe a report about a period."""
    return tuple(sorted(row.id for row in registry.agencies.values() if _owes(registry, schedule, period, row)))


def _owes(registry: Registry, schedule: Schedule, period: Period, row: Agency) -> bool:
    if not submits(row.kind) or (schedule.kinds and row.kind not in schedule.kinds):
        return False
    return _existed(row, period) and _carried(registry, row.id, period.last_day)


def _existed(row: Agency, period: Period) -> bool:
    """Return whether the agency existed on any day of the period. An agency with a full successor has ended."""
    ends = [succession.on for succession in row.successions if succession.takes_over(period.last_day)]
    ends += [row.span.until] if row.span.until else []
    begun = row.certainty is Certainty.CONFIRMED and row.span.since <= period.last_day
    return begun and local_date(period.start) < min(ends, default=date.max)


def _carried(registry: Registry, agency: str, day: date) -> bool:
    """Return whether the agency or its successor is active and can submit reports, and is not the lead agency."""
    heir = registry.heir(agency, day)
    row = registry.agencies.get(heir)
    return row is not None and row.active(day) and submits(row.kind) and registry.lead_on(day) != heir


def periods_of(schedule: Schedule, until: datetime) -> Iterator[Period]:
    """Yield the periods of a schedule whose reports can be begun by an instant, oldest first."""
    period = period_holding(start_of(schedule.span.since), schedule.period, schedule.basis)
    while opens_at(period) <= until:
        if period.kind is schedule.period and schedule.covers(period.last_day):
            yield period
        try:
            period = period.following()
        except PeriodFault:
            return


def of_period(registry: Registry, schedule: Schedule, period: Period) -> Iterator[Obligation]:
    due, committee = _dues(registry, schedule, period)
    for agency in owing(registry, schedule, period):
        yield Obligation(agency=agency, period=period, schedule=schedule.id, due=due, committee=committee)


def _dues(registry: Registry, schedule: Schedule, period: Period) -> tuple[ReportDue, ReportDue]:
    """Return two deadlines of a period: of the agencies' reports, and of the lead agency's report."""
    agencies, lead = (report_due(level, period, registry.calendar, schedule) for level in ReportLevel)
    return agencies, lead


def obligations(registry: Registry, until: datetime) -> Iterator[Obligation]:
    """Yield each report that can be begun by an instant once, sorted by the end of its period."""
    pairs = [(period, row) for row in _rows(registry) for period in periods_of(row, until)]
    seen: set[str] = set()
    for period, row in sorted(pairs, key=lambda pair: pair[0].end):
        yield from _fresh(of_period(registry, row, period), seen)


def _fresh(found: Iterable[Obligation], seen: set[str]) -> Iterator[Obligation]:
    """Yield the obligations not yet in `seen`, and add their keys to `seen`."""
    for owed in found:
        if owed.key not in seen:
            seen.add(owed.key)
            yield owed


def obligation(registry: Registry, agency: str, period: Period, now: datetime) -> Obligation | None:
    """Return the agency's obligation about a period. None if the agency owes no report, or cannot begin it yet."""
    found = registry.agencies.get(agency)
    if found is None or opens_at(period) > now:
        return None
    for row in _rows(registry):
        asked = row.period is period.kind and row.basis is period.basis and row.covers(period.last_day)
        if asked and _owes(registry, row, period, found):
            due, committee = _dues(registry, row, period)
            return Obligation(agency=agency, period=period, schedule=row.id, due=due, committee=committee)
    return None


def upcoming(registry: Registry, now: datetime) -> Iterator[Obligation]:
    """Yield, for every schedule, the obligations of the next period whose reports cannot be begun yet."""
    seen: set[str] = set()
    for row in _rows(registry):
        period = period_holding(now, row.period, row.basis)
        while period.kind is not row.period or opens_at(period) <= now:
            period = period.following()
        if row.covers(period.last_day):
            yield from _fresh(of_period(registry, row, period), seen)


def _rows(registry: Registry) -> list[Schedule]:
    """Return the schedules, newest first. Of two schedules for the same report the newest counts."""
    return sorted(registry.rows(Schedule).values(), key=lambda row: (-row.span.since.toordinal(), row.id))


def before(registry: Registry, schedule: Schedule) -> Schedule | None:
    """Return the earlier schedule that a schedule replaces for the same reports; None without an earlier one."""
    asked, since = (schedule.period, schedule.basis), schedule.span.since
    rows = (row for row in _rows(registry) if row.id != schedule.id and (row.period, row.basis) == asked)
    return next((row for row in rows if row.covers(since)), None)


DUE_MOST = 120
REQUESTS_A_DAY = 200
"""Most reports that one officer may request in a day. The limit exceeds the number of agencies in a province."""
REMIND_BEFORE: Final = (timedelta(days=7), timedelta(days=1))
"""Times before a report's deadline at which its agency is reminded (INTERNAL)."""
COUNT, REMIND, LATE = "report-count", "report-remind", "report-overdue"
PASS_ON, FREEZE = "report-overdue-pass-on", "report-freeze"


class ReportOpened(Begins[Report], type="report.opened", state=ReportState.DUE):
    """An agency owes a report, because of a period or because the lead agency requested the report."""

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

    agency: Annotated[str, Ref(doc="Agency that must submit the report.", to=Kind.AGENCY)]
    period: Annotated[str, Spec(doc="Key of the report's period.")]

    def decide(self, state: None, facts: Facts) -> ReportOpened:
        """Open the report.

        Raises Refused if the agency owes no report or cannot begin it yet, and PeriodFault for a malformed key.
        """
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
    """Request a report outside the regular periods (báo cáo đột xuất), as the lead agency (Đ6.2)."""

    agency: Annotated[str, Ref(doc="Agency that must submit the report.", to=Kind.AGENCY)]
    subject: Annotated[str, Words(doc="Subject of the report.", least=20, most=2_000)]
    since: Annotated[date, Spec(doc="First day that the report covers.")]
    until: Annotated[date, Spec(doc="Last day that the report covers.")]
    due_days: Annotated[int, Whole(doc="Number of working days for submitting the report.", least=1, most=DUE_MOST)]

    def decide(self, state: None, facts: Facts) -> ReportOpened:
        """Request the report. Raises Refused for an agency that submits no reports, and for days in the future."""
        refuse_for(*self._agency_faults(facts), *self._day_faults(local_date(facts.now), facts))
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
