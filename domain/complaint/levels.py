"""To whom a complaint goes next: the level above by the row of the day, and the court beside it.

First to who decided. Then to the level above, or to a court (Luật Khiếu nại, Điều 7.1). Against the provincial People's
Committee the level above is the minister in charge of the field (Điều 7.3): outside this register, as the courts are.
"""

from domain.complaint.state import ANSWERED, SECOND, Redress, RedressState
from domain.complaint.terms import ends
from domain.kernel.calendar import local_date
from domain.kernel.roles import AgencyKind
from domain.registry.complaint_level import ComplaintLevel, DecidedBy, WayOn
from domain.registry.unconfirmed_law import level_on
from domain.rules.facts import Facts


def committee_on(facts: Facts) -> str | None:
    today, rows = local_date(facts.now), facts.registry.agencies.values()
    return next((row.id for row in rows if row.kind is AgencyKind.PPC and row.active(today)), None)


def level_above(redress: Redress, facts: Facts) -> ComplaintLevel:
    """Return who hears the second complaint, by the row of the day. What the Committee took over counts as its own."""
    committee = committee_on(facts)
    by_committee = committee is not None and facts.heir(committee) == facts.heir(redress.agency)
    decided_by = DecidedBy.COMMITTEE if by_committee else DecidedBy.AGENCY
    return level_on(decided_by, local_date(facts.now), facts.registry)


def second_level(redress: Redress, facts: Facts) -> str | None:
    """The agency of the register that hears the second complaint; None when that is a minister, or nobody."""
    return committee_on(facts) if level_above(redress, facts).second is WayOn.COMMITTEE else None


def late(redress: Redress, facts: Facts) -> bool:
    """Return whether the level that has the complaint let a term of its own pass."""
    terms = {
        RedressState.FILED: redress.accept_by,
        RedressState.SECOND_LEVEL: redress.accept_by,
        RedressState.ACCEPTED: redress.decide_by,
        RedressState.EXAMINING: redress.decide_by,
    }
    due = terms.get(redress.state)
    return due is not None and facts.now >= ends(due, facts.registry)


def ways_on(redress: Redress, facts: Facts) -> tuple[WayOn, ...]:
    """Return the ways open to the person now: after an answer and within its term, or when the answer is late."""
    if redress.state is RedressState.WITHDRAWN:
        return ()
    if redress.level == SECOND:
        return (WayOn.COURT,) if redress.over or late(redress, facts) else ()
    if redress.state not in ANSWERED and not late(redress, facts):
        return ()
    appeal_by = redress.appeal_by
    in_time = redress.state not in ANSWERED or appeal_by is None or facts.now < ends(appeal_by, facts.registry)
    return tuple(dict.fromkeys((level_above(redress, facts).second, WayOn.COURT))) if in_time else ()
