"""Terms in calendar days for complaints (Luật Khiếu nại) and data requests. The row of the day on which a term begins
sets its length.

If agencies do not work on the last day, the term ends on the next working day (Bộ luật Dân sự 2015, Đ148.5). An
unconfirmed row applies like a confirmed one, and each deadline from it is marked as unconfirmed.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.kernel.calendar import TermSource, local_date, start_of
from domain.registry.entry import Certainty
from domain.registry.law import TermCertainty, TermOf, term_on
from domain.registry.registry import Registry


class Stage(StrEnum):
    """Stage of a complaint or data request for which a term is set."""

    FILE = "FILE"
    ACCEPT = "ACCEPT"
    DECIDE = "DECIDE"
    DECIDE_COMPLEX = "DECIDE_COMPLEX"
    FILE_SECOND = "FILE_SECOND"
    DECIDE_SECOND = "DECIDE_SECOND"
    DECIDE_SECOND_COMPLEX = "DECIDE_SECOND_COMPLEX"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """First instant after a term, with the row that set the term.

    `basis` states whether a law or the province set the number; None for an unconfirmed row.
    """

    due_at: datetime
    days: int
    source: str
    certainty: Certainty
    remote: bool = False
    basis: TermSource | None = None


def ends(term: Deadline, registry: Registry) -> datetime:
    """Return the first instant after a term, recomputed with the days off known now. It is never earlier than the
    recorded end."""
    return registry.days.rolled(term.due_at)


@dataclass(frozen=True, kw_only=True)
class ShownDeadline(Deadline):
    """Recomputed term for display. It is `provisional` until the days off of its year are confirmed."""

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
