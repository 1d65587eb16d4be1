"""How long texts are kept after their matter ended, as dated data; the day on which it ended picks the row.

Protected and groundless cases, complaints about them and requests about data are not here: the installation's setting
says how long those are kept, a year at most. Rows marked UNCONFIRMED apply like the others: a number that proves wrong
is a row to correct, no rule to rewrite: one of the registry that two persons confirmed goes before the rows of this
module (`domain/registry/legal_term.py`). A row never shortens what a complaint that runs still needs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from domain.case.state.case import Case, ClosureReason
from domain.kernel.span import Span
from domain.kernel.term import TermSource
from domain.registry.certainty import Certainty
from domain.registry.legal_term import LegalTerm, TermOf, legal_term_on
from domain.registry.registry import NO_REGISTRY, Registry
from domain.registry.regulation import FIRST


class Kept(StrEnum):
    """What is kept: a case by the reason of its closing or because a person asked for protection, a reporter's contact,
    a complaint."""

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
    """How many days something is kept after its end, for ends on the days of the span."""

    kept: Kept
    days: int
    span: Span
    source: TermSource
    basis: str
    certainty: Certainty = Certainty.UNCONFIRMED


YEAR: Final = 365
_ALWAYS: Final = FIRST.span
_FILES: Final = "Luật Lưu trữ 33/2024/QH15 (thời hạn lưu trữ hồ sơ công việc; số năm chưa đối chiếu)"
_DATA: Final = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (chỉ lưu trữ trong thời gian cần thiết; số ngày do tỉnh chọn)"

RETENTIONS: Final[tuple[Retention, ...]] = (
    *(
        Retention(kept=kept, days=10 * YEAR, span=_ALWAYS, source=TermSource.LAW, basis=_FILES)
        for kept in (Kept.COMPLETED, Kept.REMEDIED, Kept.POLICE_OUTCOME, Kept.COMPLAINT)
    ),
    *(
        Retention(kept=kept, days=YEAR, span=_ALWAYS, source=TermSource.INTERNAL, basis=_DATA)
        for kept in (Kept.WITHDRAWN, Kept.DUPLICATE)
    ),
    Retention(kept=Kept.PROTECTION, days=180, span=_ALWAYS, source=TermSource.INTERNAL, basis=_DATA),
    Retention(kept=Kept.CONTACT, days=90, span=_ALWAYS, source=TermSource.INTERNAL, basis=_DATA),
)
"""Entered from memory of the laws, not compared with their texts."""


OF_PROTECTION: Final = frozenset({ClosureReason.COMPLETED, ClosureReason.WITHDRAWN, ClosureReason.DUPLICATE})
"""Ends after which the request of a person to be protected goes, and the case with it; a file of the police stays."""


def kept_as(case: Case) -> Kept | None:
    """By which rows a closed case is kept; None for one that hides, whose time is the installation's setting."""
    if case.closure is None or case.hidden:
        return None
    if case.protections and case.closure.reason in OF_PROTECTION:
        return Kept.PROTECTION
    return Kept(case.closure.reason.value)


class NoRetention(LookupError):
    """No row holds for what ended on that day."""


def retentions(registry: Registry) -> Iterator[Retention]:
    """The rows as they count: those of this module, cut where a confirmed row of the registry begins or ends."""
    entered = registry.rows(LegalTerm).values()
    for usual in RETENTIONS:
        term = TermOf(f"KEPT_{usual.kept}")
        spans = [row.span for row in entered if row.term is term] + [usual.span]
        days = {day for span in spans for day in (span.since, span.until) if day and usual.span.covers(day)}
        cuts = [*sorted(days), usual.span.until]
        for since, until in pairwise(cuts):
            assert since is not None  # only the last one may be open
            row = legal_term_on(entered, term, since)
            span = Span(since=since, until=until)
            if row is None:
                yield replace(usual, span=span)
            else:
                sure = Certainty.CONFIRMED
                yield replace(usual, days=row.amount, span=span, source=row.basis, basis=row.source, certainty=sure)


def retention_on(kept: Kept, day: date, registry: Registry = NO_REGISTRY) -> Retention:
    """The row for what ended on the day, as it counts. Raises NoRetention."""
    for row in retentions(registry):
        if row.kept is kept and row.span.covers(day):
            return row
    raise NoRetention(f"{kept} on {day}")
