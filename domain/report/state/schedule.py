"""State of the schedules of agencies' periodic reports (Đ6.2, Đ6.3, Đ8.1)."""

from dataclasses import dataclass
from datetime import date

from domain.kernel.calendar import local_date
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind
from domain.registry.entry import Certainty, Entry, GivesNothing
from domain.report.periods import PeriodBasis, PeriodKind


@dataclass(frozen=True, kw_only=True)
class ScheduleEnding:
    """Proposed end of a schedule: `until` is the first day on which the schedule is no longer valid."""

    until: date
    source: str
    entry: Entry


@dataclass(frozen=True, kw_only=True)
class Schedule(GivesNothing):
    """Periodic report that agencies owe, with its period and deadline (Đ6.2, Đ6.3, Đ8.1).

    `kinds` are the kinds of agency that owe the report; empty means every kind that submits reports. Days count from
    the last day of the period. None means the default, until the province enters its own days
    (`domain/report/deadlines.py`).
    """

    id: str
    period: PeriodKind
    basis: PeriodBasis
    span: Span
    source: str
    kinds: tuple[AgencyKind, ...] = ()
    agency_days: int | None = None
    committee_days: int | None = None
    certainty: Certainty = Certainty.CONFIRMED
    entry: Entry | None = None
    ending: ScheduleEnding | None = None
    """End of the schedule that waits for a second person."""

    @property
    def changing(self) -> Entry | None:
        """Return the author of the proposed end; None without a proposed end."""
        return self.ending.entry if self.ending else None

    def covers(self, last_day: date) -> bool:
        """Return whether the schedule requires a report about a period with this last day.

        The day must lie within the schedule's days. The schedule must have been confirmed by then, because otherwise
        the report would be late at once.
        """
        settled_at = self.entry.settled_at if self.entry else None
        begun = settled_at is None or local_date(settled_at) <= last_day
        return self.certainty is Certainty.CONFIRMED and begun and self.span.covers(last_day)
