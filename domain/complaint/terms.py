"""Terms in calendar days, by the row of the day on which a term begins: for complaints (Luật Khiếu nại) and data
requests.

A last day on which agencies do not work passes to the next working day (Bộ luật Dân sự 2015, Đ148.5). An unconfirmed
row applies like the others, and each deadline that it sets says so.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.kernel.calendar import TermSource, local_date, start_of
from domain.registry.entry import Certainty
from domain.registry.law import TermCertainty, TermOf, term_on
from domain.registry.registry import Registry


class Stage(StrEnum):
    """Stage of a complaint or a data request that a term limits."""

    FILE = "FILE"
    ACCEPT = "ACCEPT"
    DECIDE = "DECIDE"
    DECIDE_COMPLEX = "DECIDE_COMPLEX"
    FILE_SECOND = "FILE_SECOND"
    DECIDE_SECOND = "DECIDE_SECOND"
    DECIDE_SECOND_COMPLEX = "DECIDE_SECOND_COMPLEX"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """First instant after a term, with the row that set it.

    `basis` says whether a law or the province set the number; None for an unconfirmed row.
    """

    due_at: datetime
    days: int
    source: str
    certainty: Certainty
    remote: bool = False
    basis: TermSource | None = None


def ends(term: Deadline, registry: Registry) -> datetime:
    """Return the first instant after a term, computed again with the days off known now; never earlier than the
    recorded end."""
    return registry.days.rolled(term.due_at)


@dataclass(frozen=True, kw_only=True)
class ShownDeadline(Deadline):
    """Recomputed term for display; `provisional` while the days off of its year are unconfirmed."""

    provisional: bool


def shown(term: Deadline, registry: Registry) -> ShownDeadline:
    end = ends(term, registry)
    return ShownDeadline(**vars(term) | {"due_at": end}, provisional=registry.days.provisional(None, end))


def deadline(stage: Stage, begins: date, registry: Registry, *, remote: bool = False) -> Deadline:
    """Return the end of a complaint term that begins on a day. Raises NoRow if no row of law sets its length."""
    return counted(TermOf(f"COMPLAINT_{stage}"), begins, registry, remote=remote)


def counted(term: TermOf, begins: date, registry: Registry, *, remote: bool = False) -> Deadline:
    """Return the end of a term in calendar days that begins on a day. Raises NoRow if no row of law sets its length."""
    row = term_on(term, begins, registry)
    confirmed = row.certainty is not TermCertainty.UNCONFIRMED
    days = row.amount_where(remote=remote)
    last = registry.calendar.add_working_days(begins + timedelta(days), 0)
    return Deadline(
        due_at=start_of(last + timedelta(1)),
        days=days,
        source=row.source,
        certainty=Certainty.CONFIRMED if confirmed else Certainty.UNCONFIRMED,
        remote=remote,
        basis=row.basis if confirmed else None,
    )


def deadline_from(stage: Stage, instant: datetime, registry: Registry, *, remote: bool = False) -> Deadline:
    """Return the end of a complaint term that begins at an instant. Raises NoRow if no row of law sets its length."""
    return deadline(stage, local_date(instant), registry, remote=remote)
