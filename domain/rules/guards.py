"""Guards that several machines share. Those of state and facts are listed in rows; the others raise or list faults."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from domain.kernel.calendar import local_date
from domain.kernel.refusals import (
    Guard,
    InvalidInput,
    Problem,
    Refused,
    RuleNotMet,
    invalid,
    unguarded,
)
from domain.kernel.roles import AgencyKind, Role
from domain.kernel.wording import CAMPAIGNS
from domain.registry.agency import Task
from domain.registry.certainty import Certainty
from domain.rules.facts import Facts

Row = TypeVar("Row")


class OfAgency(Protocol):
    @property
    def agency(self) -> str:
        """The agency."""


def own_agency(state: OfAgency, facts: Facts) -> Problem | None:
    """It belongs to the actor's agency, or to one that it took over (G1)."""
    return None if facts.acts_for(state.agency) else unguarded(Guard.G1_COMPETENCE, "own-agency-only")


def led_today(state: object, facts: Facts) -> Problem | None:
    """The actor's agency leads today, also in what another one began (G1)."""
    return None if facts.actor.role is Role.LEAD else unguarded(Guard.G1_COMPETENCE, "lead-of-today-only")


def not_yet_due(due_at: datetime | None, facts: Facts) -> Problem | None:
    """The time has run out: it is never late before (`due_at` is the first moment after it), nor when no time runs."""
    return RuleNotMet(code="not-yet-due") if due_at is None or facts.now < due_at else None


def still_runs(due_at: datetime | None, facts: Facts, begun: datetime | None = None) -> Problem | None:
    """The time has run out, also by the days off that are known now.

    A term in working days needs its beginning; one in days of the calendar only passes to the next working day.
    """
    if problem := not_yet_due(due_at, facts):
        return problem
    assert due_at is not None
    days = facts.registry.days
    again = days.recounted(begun, due_at) if begun else days.rolled(due_at)
    return RuleNotMet(code="term-computed-again") if facts.now < again else None


def not_of(agencies: Collection[str], facts: Facts) -> Problem | None:
    """The actor is of none of the agencies, nor of one that took over any part of them, under no appointment (G5)."""
    if facts.touches(facts.actor.own, agencies):
        return unguarded(Guard.G5_TWO_PERSONS, "agency-concerned")
    if serves_any(facts.actor.subject, agencies, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "post-concerned")
    return None


def serves_any(officer: str, agencies: Collection[str], facts: Facts) -> bool:
    """Return whether the person behind an appointment holds a post today in one of the agencies, or in an heir of a
    part."""
    if not agencies:
        return False
    held = facts.registry.agencies_of(officer, local_date(facts.now))
    return any(facts.touches(agency, agencies) for agency in held)


def serves(kinds: frozenset[AgencyKind], facts: Facts) -> bool:
    """Return whether the actor holds a post today in an agency of one of the kinds, in whatever agency it acts now."""
    rows = facts.registry.agencies
    held = facts.registry.agencies_of(facts.actor.subject, local_date(facts.now))
    return any(rows[agency].kind in kinds for agency in held if agency in rows)


def same_person(one: str, other: str, facts: Facts) -> bool:
    """Return whether two appointments are held by one person, as far as the register can know (G5)."""
    return facts.registry.person(one) == facts.registry.person(other)


def second_person(first: str, facts: Facts) -> Problem | None:
    """The actor is another person than the one who did the first half (G5)."""
    if same_person(first, facts.actor.subject, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return None


def persons(officers: Iterable[str], facts: Facts) -> frozenset[str]:
    """The persons behind appointments, each once (G5)."""
    return frozenset(map(facts.registry.person, officers))


def actor_among(officers: Iterable[str], facts: Facts) -> bool:
    """Return whether who acts is one of these persons, under any appointment (G5)."""
    return facts.registry.person(facts.actor.subject) in persons(officers, facts)


def competent(agency: str, task: Task, category: str | None, areas: Iterable[str], facts: Facts) -> None:
    """Raises Refused unless the agency is competent today in the category and all the areas (Đ2.1, G1)."""
    row = facts.registry.agencies.get(agency)
    if row is None or not row.competent(task, category, areas, local_date(facts.now)):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "agency-not-competent"))


def agency_known(field: str, agency: str, facts: Facts) -> list[InvalidInput]:
    row = facts.registry.agencies.get(agency)
    if row is None or not row.active(local_date(facts.now)):
        return [invalid(field, "agency-unknown")]
    return []


def may_be_asked(field: str, agency: str, facts: Facts) -> list[InvalidInput]:
    """A fault when the field names no agency that exists today, or the press, which is not steered (X5)."""
    if faults := agency_known(field, agency, facts):
        return faults
    press = facts.registry.role_on(facts.heir(agency), local_date(facts.now)) is Role.PRESS
    return [invalid(field, "press-is-not-asked")] if press else []


def asks_for_no_campaign(command: object, *names: str) -> None:
    """Raises Refused for a text that asks somebody to steer the press or opinion, or to report in numbers (X5, X6)."""
    for name in names:
        if CAMPAIGNS.within(getattr(command, name)):
            raise Refused(invalid(name, "text-asks-for-campaign"))


def active_of_kind(kind: AgencyKind, facts: Facts) -> frozenset[str]:
    today, rows = local_date(facts.now), facts.registry.agencies
    return frozenset(id for id, row in rows.items() if row.kind is kind and row.active(today))


def agency_of_kind(field: str, agency: str, kind: AgencyKind, facts: Facts) -> None:
    """Raises Refused unless the field names an agency of the kind that exists today."""
    if faults := agency_known(field, agency, facts):
        raise Refused(*faults)
    if facts.registry.agencies[agency].kind is not kind:
        raise Refused(invalid(field, "agency-of-another-kind"))


def refusal_of(check: Callable[[], object]) -> Problem | None:
    """Return what a check raises, as a guard does: so one rule serves before and after the input."""
    try:
        check()
    except Refused as refused:
        return refused.problems[0]
    return None


def acting_competent(task: Task, category: str | None, areas: Iterable[str], facts: Facts) -> Problem | None:
    """The actor's agency is competent today in the category and all the areas (Đ2.1, G1)."""
    return refusal_of(lambda: competent(facts.actor.own, task, category, areas, facts))


def areas_known(areas: Iterable[str], facts: Facts) -> list[InvalidInput]:
    """Return the faults of areas that are not on today's list."""
    today = local_date(facts.now)
    for area in areas:
        row = facts.registry.areas.get(area)
        if row is None or row.certainty is not Certainty.CONFIRMED or not row.span.covers(today):
            return [invalid("areas", "area-unknown")]
    return []
