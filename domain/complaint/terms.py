"""The terms of the Law on Complaints (Luật Khiếu nại) as dated data; the day a term begins picks the row.

A row of the registry that two persons confirmed goes before the rows of this module (`domain/registry/legal_term.py`).

Days are days of the calendar; a last day on which agencies do not work passes to the next working day (Bộ luật Dân
sự 2015, Đ148.5). Rows marked UNCONFIRMED apply like the others, and everything that is due by them says so: a
number that proves wrong is a row to correct, no rule to rewrite.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.kernel.calendar import local_date, start_of
from domain.kernel.span import Span
from domain.kernel.term import TermSource
from domain.registry.certainty import Certainty
from domain.registry.legal_term import LegalTerm, TermOf, legal_term_on
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
class Term:
    """How many days a stage has, and how many where travel is hard (vùng sâu, vùng xa)."""

    stage: Stage
    days: int
    remote_days: int
    span: Span
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When something is due: the first instant after the term, with the row it was counted by.

    `basis` says whether a law or the province set the number; None for a row that nobody confirmed.
    """

    due_at: datetime
    days: int
    source: str
    certainty: Certainty
    remote: bool = False
    basis: TermSource | None = None


_OLD = Span(since=date(2012, 7, 1), until=date(2026, 7, 1))
_NEW = Span(since=date(2026, 7, 1))
_LAW = "Luật Khiếu nại 02/2011/QH13"
_AMENDED = f"{_LAW}, sửa đổi theo Luật 136/2025/QH15"

_DAYS = (
    (Stage.FILE, 90, 90, "Điều 9"),
    (Stage.ACCEPT, 10, 10, "Điều 27"),
    (Stage.DECIDE, 30, 45, "Điều 28"),
    (Stage.DECIDE_COMPLEX, 45, 60, "Điều 28"),
    (Stage.FILE_SECOND, 30, 45, "Điều 33"),
    (Stage.DECIDE_SECOND, 45, 60, "Điều 37"),
    (Stage.DECIDE_SECOND_COMPLEX, 60, 70, "Điều 37"),
)

TERMS: tuple[Term, ...] = tuple(
    Term(
        stage=stage,
        days=days,
        remote_days=remote,
        span=span,
        source=f"{law}, {article}",
        certainty=Certainty.UNCONFIRMED,
    )
    for span, law in ((_OLD, _LAW), (_NEW, _AMENDED))
    for stage, days, remote, article in _DAYS
)
"""Entered from memory of the law, not compared with its text; after the amendment with the days from before it."""


class NoTerm(LookupError):
    """No row holds for the stage on that day."""


def term_on(stage: Stage, day: date) -> Term:
    """The row that holds for a term beginning on the day. Raises NoTerm."""
    for term in TERMS:
        if term.stage is stage and term.span.covers(day):
            return term
    raise NoTerm(f"{stage} on {day}")


def deadline(stage: Stage, begins: date, registry: Registry, *, remote: bool = False) -> Deadline:
    """When a term that begins on the day is over: by the confirmed row, else by that of this module. Raises NoTerm."""
    row = legal_term_on(registry.rows(LegalTerm).values(), TermOf(f"COMPLAINT_{stage}"), begins)
    if row is not None:
        days, source, certainty, basis = row.amount_where(remote=remote), row.source, Certainty.CONFIRMED, row.basis
    else:
        term = term_on(stage, begins)
        days = term.remote_days if remote else term.days
        source, certainty, basis = term.source, term.certainty, None
    last = registry.calendar.add_working_days(begins + timedelta(days), 0)
    return Deadline(
        due_at=start_of(last + timedelta(1)), days=days, source=source, certainty=certainty, remote=remote, basis=basis
    )


def deadline_from(stage: Stage, instant: datetime, registry: Registry, *, remote: bool = False) -> Deadline:
    """When a term that begins at an instant is over. Raises NoTerm."""
    return deadline(stage, local_date(instant), registry, remote=remote)
