"""Terms in days of the calendar, counted by the row of the day on which a term begins: of the Law on Complaints (Luật
Khiếu nại), and for what is done about personal data.

Days are days of the calendar; a last day on which agencies do not work passes to the next working day (Bộ luật Dân
sự 2015, Đ148.5). A row that nobody confirmed applies like the others, and everything that is due by it says so.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.kernel.calendar import TermSource, local_date, start_of
from domain.registry.entry import Certainty
from domain.registry.law import TermCertainty, TermOf, term_on
from domain.registry.registry import Registry


class Stage(StrEnum):
    """What a term is for."""

    FILE = "FILE"
    ACCEPT = "ACCEPT"
    DECIDE = "DECIDE"
    DECIDE_COMPLEX = "DECIDE_COMPLEX"
    FILE_SECOND = "FILE_SECOND"
    DECIDE_SECOND = "DECIDE_SECOND"
    DECIDE_SECOND_COMPLEX = "DECIDE_SECOND_COMPLEX"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """Time at which something is due: the first instant after the term, with the row it was counted by.

    `basis` says whether a law or the province set the number; None for a row that nobody confirmed.
    """

    due_at: datetime
    days: int
    source: str
    certainty: Certainty
    remote: bool = False
    basis: TermSource | None = None


def ends(term: Deadline, registry: Registry) -> datetime:
    """The first moment after a term, computed again by the days off that are known now; never before what was told."""
    return registry.days.rolled(term.due_at)


@dataclass(frozen=True, kw_only=True)
class ShownDeadline(Deadline):
    """A term as people see it: computed again, and whether the days off of its year are not confirmed yet."""

    provisional: bool


def shown(term: Deadline, registry: Registry) -> ShownDeadline:
    end = ends(term, registry)
    return ShownDeadline(**vars(term) | {"due_at": end}, provisional=registry.days.provisional(None, end))


def deadline(stage: Stage, begins: date, registry: Registry, *, remote: bool = False) -> Deadline:
    """Return when a term that begins on the day is over. Raises NoRow."""
    return counted(TermOf(f"COMPLAINT_{stage}"), begins, registry, remote=remote)


def counted(term: TermOf, begins: date, registry: Registry, *, remote: bool = False) -> Deadline:
    """Return when a term in days of the calendar that begins on the day is over. Raises NoRow."""
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
    """Return when a term that begins at an instant is over. Raises NoRow."""
    return deadline(stage, local_date(instant), registry, remote=remote)
