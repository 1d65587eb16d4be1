"""Law that the register applies on a day, row by row: content, days, certainty and source.

Confirmed rows come first and unconfirmed rows last, so that a reader can distinguish them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from domain.kernel.span import Span
from domain.registry.entry import Certainty, Entry, LawStatus
from domain.registry.law import (
    DecidedBy,
    LegalRow,
    NoRow,
    TermCertainty,
    TermOf,
    TermUnit,
    WayOn,
    level_on,
    organic_law_on,
    term_on,
    unit_of,
)
from domain.registry.provision import Provision
from domain.registry.registry import Registry
from domain.registry.regulation import cited_on

LABOUR_CODE: Final = "Bộ luật Lao động 45/2019/QH14, Điều 111 khoản 3 và Điều 112"


@dataclass(frozen=True, kw_only=True)
class LawRow:
    """Row of law on a day. `says` and `unit` are keys of the message catalogue, or a number.

    A second person, of the agency `compared_in`, compared the row with its source at `compared_at`.
    """

    about: str
    says: str = ""
    unit: TermUnit | None = None
    remote: int | None = None
    source: str
    span: Span
    sure: bool
    compared_at: datetime | None = None
    compared_in: str | None = None
    read_in: str | None = None
    read_on: date | None = None


def compared_in(officer: str | None, registry: Registry) -> str | None:
    """Return the agency of the officer who compared a row with its source, never the officer. None for a row without
    comparison."""
    row = registry.officers.get(officer or "")
    return row.agency if row else None


def _of(row: LegalRow, registry: Registry, **said: Any) -> LawRow:
    return LawRow(
        **said,
        source=row.source,
        span=row.span,
        sure=row.certainty is not TermCertainty.UNCONFIRMED,
        compared_at=row.activated_at,
        compared_in=compared_in(row.activated_by, registry),
        read_in=row.read_in,
        read_on=row.read_on,
    )


def days_off(year: int, registry: Registry) -> LawRow:
    """Return the row that is the source of a year's days off: the confirmed row, otherwise the Labour Code."""
    span = Span(since=date(year, 1, 1), until=date(year + 1, 1, 1))
    rows = (row for row in registry.holidays.values() if row.year == year and row.certainty is Certainty.CONFIRMED)
    if not (row := next(reversed([*rows]), None)):
        return LawRow(about="", source=LABOUR_CODE, span=span, sure=False)
    entry = row.entry or Entry()
    return LawRow(
        about="",
        source=row.source,
        span=span,
        sure=True,
        compared_at=entry.settled_at,
        compared_in=compared_in(entry.settled_by, registry),
        read_in=row.read_in,
        read_on=row.read_on,
    )


def terms(day: date, registry: Registry) -> Iterator[LawRow]:
    """Yield the terms and levels of complaint on a day. Yield no row for a day before the law began."""
    for term in TermOf:
        try:
            row = term_on(term, day, registry)
        except NoRow:
            continue
        said = {"about": term, "says": str(row.amount), "unit": unit_of(term), "remote": row.remote_amount}
        yield _of(row, registry, **said)


def levels(day: date, registry: Registry) -> Iterator[LawRow]:
    for decided_by in DecidedBy:
        try:
            row = level_on(decided_by, day, registry)
        except NoRow:
            continue
        yield _of(row, registry, about=decided_by, says=WayOn(row.second))


def competence(day: date, registry: Registry) -> Iterator[LawRow]:
    """Yield the rows on competence: the organic law of local government, and the Regulation."""
    if law := organic_law_on(day):
        yield LawRow(about="", says=law.cited, source=law.number, span=law.span, sure=False)
    regulation = cited_on(registry, day)
    yield LawRow(
        about="", says=regulation.title, source=regulation.source, span=regulation.span, sure=bool(regulation.id)
    )


def provisions(day: date, registry: Registry) -> list[Provision]:
    """Return the provisions in force on a day, confirmed ones first. The texts of provisions are sealed."""
    held = (row for row in registry.provisions.values() if row.span.covers(day))
    return sorted(held, key=lambda row: (row.status is not LawStatus.ACTIVE, row.kind, row.id))


def surest_first(rows: Iterable[LawRow]) -> list[LawRow]:
    """Return the confirmed rows, then the unconfirmed ones."""
    return sorted(rows, key=lambda row: not row.sure)
