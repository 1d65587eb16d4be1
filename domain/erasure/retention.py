"""Retention periods of texts after the end of their matter: dated rows. The day of that end selects the row.

Protected and groundless cases, complaints about them, and data requests are not listed here. A setting of the
installation sets their period, a year at most. An unconfirmed row applies like a confirmed one
(`domain/registry/law.py`). A row never shortens the retention that a running complaint needs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from domain.case.state.case import Case, ClosureReason
from domain.kernel.calendar import TermSource
from domain.kernel.span import Span
from domain.registry.entry import LawStatus
from domain.registry.law import TERMS, LegalTerm, TermCertainty, TermOf, term_on
from domain.registry.registry import NO_REGISTRY, Registry


class Kept(StrEnum):
    """Object with a retention period: a case by its closing reason or its request for protection, a reporter's contact,
    or a complaint."""

    COMPLETED = "COMPLETED"
    REMEDIED = "REMEDIED"
    POLICE_OUTCOME = "POLICE_OUTCOME"
    WITHDRAWN = "WITHDRAWN"
    DUPLICATE = "DUPLICATE"
    PROTECTION = "PROTECTION"
    COMPLAINT = "COMPLAINT"
    CONTACT = "CONTACT"


@dataclass(frozen=True, kw_only=True)
class Retention:
    """Days of retention, for matters that end within the span."""

    kept: Kept
    days: int
    span: Span
    source: TermSource
    basis: str
    certainty: TermCertainty


OF_PROTECTION: Final = frozenset({ClosureReason.COMPLETED, ClosureReason.WITHDRAWN, ClosureReason.DUPLICATE})
"""Closing reasons for which a person's request for protection sets the retention period. A file sent to the police has
its own period."""


def kept_as(case: Case) -> Kept | None:
    """Return the kind of retention row of a closed case. None for a hidden case, whose period is a setting."""
    if case.closure is None or case.hidden:
        return None
    if case.protections and case.closure.reason in OF_PROTECTION:
        return Kept.PROTECTION
    return Kept(case.closure.reason.value)


def retentions(registry: Registry) -> Iterator[Retention]:
    """Yield the rows that apply. A confirmed row replaces the register's own row."""
    entered = registry.rows(LegalTerm).values()
    for kept in Kept:
        term = TermOf(f"KEPT_{kept}")
        own = [row.span for row in TERMS if row.term is term]
        spans = [row.span for row in entered if row.term is term and row.status is LawStatus.ACTIVE] + own
        days = {day for span in spans for day in (span.since, span.until) if day and day >= own[0].since}
        for since, until in pairwise([*sorted(days), own[-1].until]):
            assert since is not None  # only the last one may be open
            yield _retention(kept, term_on(term, since, registry), Span(since=since, until=until))


def _retention(kept: Kept, row: LegalTerm, span: Span) -> Retention:
    return Retention(kept=kept, days=row.amount, span=span, source=row.basis, basis=row.source, certainty=row.certainty)


def retention_on(kept: Kept, day: date, registry: Registry = NO_REGISTRY) -> Retention:
    """Return the row for a matter that ended on the day. Raises NoRow if no row applies."""
    row = term_on(TermOf(f"KEPT_{kept}"), day, registry)
    return _retention(kept, row, row.span)
