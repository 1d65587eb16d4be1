"""To whom a complaint goes next: the levels of the Law on Complaints as dated data, and the court beside them.

First to who decided. Then to the level above, or to a court (Luật Khiếu nại, Điều 7.1). Against the provincial People's
Committee the level above is the minister in charge of the field (Điều 7.3): outside this register, as the courts are.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.complaint.state import ANSWERED, SECOND, Redress, RedressState
from domain.kernel.calendar import local_date
from domain.kernel.roles import AgencyKind
from domain.kernel.span import Span
from domain.registry.certainty import Certainty
from domain.rules.facts import Facts


class WayOn(StrEnum):
    """Where somebody can go with a decision or an answer."""

    AGENCY = "AGENCY"
    COMMITTEE = "COMMITTEE"
    MINISTER = "MINISTER"
    COURT = "COURT"


@dataclass(frozen=True, kw_only=True)
class Level:
    """The second level for decisions of some agency; `committee` is whether the provincial Committee decided."""

    committee: bool
    second: WayOn
    span: Span
    source: str
    certainty: Certainty = Certainty.UNCONFIRMED


_LAW = "Luật Khiếu nại 02/2011/QH13"
_ALWAYS = Span(since=date(2012, 7, 1))
LEVELS = (
    Level(committee=False, second=WayOn.COMMITTEE, span=_ALWAYS, source=f"{_LAW}, Điều 7.1, Điều 21.2"),
    Level(committee=True, second=WayOn.MINISTER, span=_ALWAYS, source=f"{_LAW}, Điều 7.3, Điều 23.2"),
)
"""Entered from memory of the law, not compared with its text."""


def committee_on(facts: Facts) -> str | None:
    """The provincial People's Committee of today."""
    today, rows = local_date(facts.now), facts.registry.agencies.values()
    return next((row.id for row in rows if row.kind is AgencyKind.PPC and row.active(today)), None)


def level_above(redress: Redress, facts: Facts) -> WayOn:
    """Who hears the second complaint, by the row of the day. What the Committee took over counts as its own."""
    committee = committee_on(facts)
    by_committee = committee is not None and facts.heir(committee) == facts.heir(redress.agency)
    today = local_date(facts.now)
    return next(row.second for row in LEVELS if row.committee is by_committee and row.span.covers(today))


def second_level(redress: Redress, facts: Facts) -> str | None:
    """The agency of the register that hears the second complaint; None when that is a minister."""
    return committee_on(facts) if level_above(redress, facts) is WayOn.COMMITTEE else None


def late(redress: Redress, facts: Facts) -> bool:
    """Whether the level that has the complaint let a term of its own pass."""
    terms = {
        RedressState.FILED: redress.accept_by,
        RedressState.SECOND_LEVEL: redress.accept_by,
        RedressState.ACCEPTED: redress.decide_by,
        RedressState.EXAMINING: redress.decide_by,
    }
    due = terms.get(redress.state)
    return due is not None and facts.now >= due.due_at


def ways_on(redress: Redress, facts: Facts) -> tuple[WayOn, ...]:
    """Where the person can go now: after an answer and while its term runs, or when the answer is late."""
    if redress.state is RedressState.WITHDRAWN:
        return ()
    if redress.level == SECOND:
        return (WayOn.COURT,) if redress.over or late(redress, facts) else ()
    if redress.state is RedressState.FINAL or not (redress.state in ANSWERED or late(redress, facts)):
        return ()
    in_time = redress.state not in ANSWERED or redress.appeal_by is None or facts.now < redress.appeal_by.due_at
    return (level_above(redress, facts), WayOn.COURT) if in_time else ()
