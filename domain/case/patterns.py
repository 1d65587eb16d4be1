"""Patterns in acts of agencies that deserve a check. Each pattern is a list of acts that a reader can open.

Patterns are about acts of agencies and of officers in office, never about authors, reporters or complainants (X2, X4).
No pattern is a score, because a quick decision can be right. The thresholds are constants of this module, so that they
can be debated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.kernel.actor import ActorKind

QUICK: Final = timedelta(minutes=10)
"""Time from appraisal to decision in which a person can hardly read the file."""
ALONE_LEAST: Final = 3
"""Least number of decisions of an agency, all signed by one person, that count as a pattern."""
APPRAISED, DECIDED, REOPENED = "case.appraised", "case.decided", "case.reopened"
RECUSAL_MOVED: Final = "case.recusal-moved"
SILENT: Final = ("case.round-lapsed", "case.request-overdue", "case.ministry-silent")
"""Events that note a missing answer."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Event of a case or a registry row, with the fields that its reader may see."""

    stream: str
    version: int
    type: str
    at: datetime
    agency: str | None
    officer: str | None
    actor: ActorKind | None = None
    """Kind of actor, if requested."""


@dataclass(frozen=True, kw_only=True)
class Quick:
    """Decision made within `QUICK` after the appraisal of its case."""

    decided: Deed
    after: timedelta


@dataclass(frozen=True, kw_only=True)
class Alone:
    """Agency whose decisions were all signed by one person."""

    agency: str
    officer: str
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, kw_only=True)
class Noted:
    """Act in a case, or an expired term of the case, with the event's type, time and agency."""

    stream: str
    code: str
    type: str
    at: datetime
    agency: str | None


@dataclass(frozen=True, kw_only=True)
class Silent:
    """Agency that did not answer in time, and the time of the note. `agency` is None for a ministry."""

    agency: str | None
    times: tuple[Noted, ...]


def silent_agencies(found: Iterable[Noted]) -> tuple[Silent, ...]:
    """Return the agencies that did not answer in time, ordered by id and not by frequency."""
    by_agency: dict[str | None, list[Noted]] = {}
    for one in found:
        if one.type in SILENT:
            by_agency.setdefault(one.agency, []).append(one)
    ordered = sorted(by_agency.items(), key=lambda pair: pair[0] or "")
    return tuple(Silent(agency=agency, times=tuple(times)) for agency, times in ordered)


def quick_decisions(deeds: Iterable[Deed]) -> tuple[Quick, ...]:
    """Return the decisions made within `QUICK` after the last appraisal of the same case, quickest first."""
    found = []
    appraised: dict[str, Deed] = {}
    for deed in sorted(deeds, key=lambda deed: (deed.stream, deed.version)):
        if deed.type == APPRAISED:
            appraised[deed.stream] = deed
        elif deed.type == DECIDED and (before := appraised.get(deed.stream)) and deed.at - before.at < QUICK:
            found.append(Quick(decided=deed, after=deed.at - before.at))
    return tuple(sorted(found, key=lambda quick: (quick.after, quick.decided.stream)))


def one_signatory(deeds: Iterable[Deed]) -> tuple[Alone, ...]:
    """Return the agencies with at least `ALONE_LEAST` decisions, all signed by one person.

    Hidden officers are left out.
    """
    by_agency: dict[str, list[Deed]] = {}
    for deed in deeds:
        if deed.type == DECIDED and deed.agency:
            by_agency.setdefault(deed.agency, []).append(deed)
    found = []
    for agency, signed in sorted(by_agency.items()):
        officers = {deed.officer for deed in signed}
        if len(signed) >= ALONE_LEAST and len(officers) == 1 and (officer := next(iter(officers))):
            found.append(Alone(agency=agency, officer=officer, deeds=tuple(signed)))
    return tuple(found)


def by_month(deeds: Sequence[Deed | Noted], months: Sequence[tuple[datetime, datetime]]) -> list[int]:
    """Return the number of acts in each month. Each month is a pair: its first instant, and the first instant of the
    next month."""
    return [sum(1 for deed in deeds if begins <= deed.at < ends) for begins, ends in months]
