"""Which periodic reports agencies owe (Đ6.2, Đ6.3, Đ8.1)."""

from dataclasses import dataclass

from domain.kernel.roles import AgencyKind
from domain.kernel.span import Span
from domain.report.periods import PeriodBasis, PeriodKind


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Which periodic reports agencies owe, about which periods, and by which day (Đ6.2, Đ6.3, Đ8.1).

    `kinds` are the kinds of agency that owe them, every kind that submits reports when empty. Days count from the
    last day of the period; None leaves them to what holds until the province's own are entered
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
