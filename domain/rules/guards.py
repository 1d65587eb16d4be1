"""Requirements in the row of a command, and the guards that several packages share.

A command's row lists its requirements in the order of the checks. Requirements of a base class come first:

    requires=(member, not_concerned, room_for("own_measures", MEASURES_MOST, "too-many-own-measures"))

A requirement is a guard: a plain function named for what must hold. It returns a problem if that does not hold, else
None. A guard with settings is a `functools.partial`, so that its settings can be read and put into its sentence.
"""

from collections.abc import Callable, Collection, Iterable, Sized
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any, Protocol, TypeVar, TypeVarTuple

from domain.kernel.calendar import local_date
from domain.kernel.fields import Fits
from domain.kernel.refusals import (
    Guard,
    InvalidInput,
    LimitReached,
    Problem,
    Refused,
    RuleNotMet,
    invalid,
    misfit,
    unguarded,
)
from domain.kernel.vocabulary import AgencyKind, Role
from domain.kernel.wording import CAMPAIGNS
from domain.registry.agency import Task
from domain.registry.entry import Certainty
from domain.rules.facts import Facts

Row = TypeVar("Row")


class OfAgency(Protocol):
    @property
    def agency(self) -> str:
        """Return the agency to which the object belongs."""


def own_agency(state: OfAgency, facts: Facts) -> Problem | None:
    """The object belongs to the actor's agency, or to one that it succeeded in full (G1)."""
    return None if facts.acts_for(state.agency) else unguarded(Guard.G1_COMPETENCE, "own-agency-only")


def led_today(state: object, facts: Facts) -> Problem | None:
    """The actor's agency is the lead agency today, even if another one began the matter (G1)."""
    return None if facts.actor.role is Role.LEAD else unguarded(Guard.G1_COMPETENCE, "lead-of-today-only")


def not_yet_due(due_at: datetime | None, facts: Facts) -> Problem | None:
    """Return a refusal until the term has expired (`due_at` is its exclusive end), and if no term is set."""
    return RuleNotMet(code="not-yet-due") if due_at is None or facts.now < due_at else None


def still_runs(due_at: datetime | None, facts: Facts, begun: datetime | None = None) -> Problem | None:
    """Return a refusal until the term has expired, also counted with the days off known now.

    A term in working days needs `begun`. The end of a term in calendar days only moves to the next working day.
    """
    if problem := not_yet_due(due_at, facts):
        return problem
    assert due_at is not None
    again = facts.now < facts.registry.days.end_of(due_at, begun)
    return RuleNotMet(code="term-computed-again") if again else None


def not_of(agencies: Collection[str], facts: Facts) -> Problem | None:
    """Return a refusal for an actor who has any post in one of the agencies, or in a full or partial successor (G5)."""
    if facts.touches(facts.actor.own, agencies):
        return unguarded(Guard.G5_TWO_PERSONS, "agency-concerned")
    if serves_any(facts.actor.subject, agencies, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "post-concerned")
    return None


def serves_any(officer: str, agencies: Collection[str], facts: Facts, *, since: datetime | None = None) -> bool:
    """Return whether the person behind an appointment has a post today in one of the agencies, or in a successor.

    A partial successor counts too. With `since`, a post on the day of that moment counts as well.
    """
    if not agencies:
        return False
    days = {local_date(moment) for moment in (facts.now, since or facts.now)}
    held = frozenset[str]().union(*(facts.registry.agencies_of(officer, day) for day in days))
    return any(facts.touches(agency, agencies) for agency in held)


def serves(kinds: frozenset[AgencyKind], facts: Facts) -> bool:
    """Return whether the actor has a post today in an agency of one of the kinds, whatever agency the actor acts for
    now."""
    rows = facts.registry.agencies
    held = facts.registry.agencies_of(facts.actor.subject, local_date(facts.now))
    return any(rows[agency].kind in kinds for agency in held if agency in rows)


def same_person(one: str, other: str, facts: Facts) -> bool:
    """Return whether two appointments are those of one person, as far as the register can determine (G5)."""
    return facts.registry.person(one) == facts.registry.person(other)


def second_person(first: str, facts: Facts) -> Problem | None:
    """Return a refusal for the person who performed the first half of an act (G5)."""
    if same_person(first, facts.actor.subject, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return None


def persons(officers: Iterable[str], facts: Facts) -> frozenset[str]:
    """Return the persons behind appointments, each person once (G5)."""
    return frozenset(map(facts.registry.person, officers))


def actor_among(officers: Iterable[str], facts: Facts) -> bool:
    """Return whether the actor is one of these persons, under any appointment (G5)."""
    return facts.registry.person(facts.actor.subject) in persons(officers, facts)


def competent(agency: str, task: Task, category: str | None, areas: Iterable[str], facts: Facts) -> None:
    """Raise Refused unless the agency is competent today in the category and all the areas (Đ2.1, G1)."""
    row = facts.registry.agencies.get(agency)
    if row is None or not row.competent(task, category, areas, local_date(facts.now)):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "agency-not-competent"))


def competent_somewhere(agency: str, task: Task, facts: Facts) -> None:
    """Raise Refused unless the agency is competent today for the task in any field and area."""
    if not facts.registry.agencies[agency].may_on(task, local_date(facts.now)):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "agency-not-competent"))


def agency_known(field: str, agency: str, facts: Facts) -> list[InvalidInput]:
    row = facts.registry.agencies.get(agency)
    if row is None or not row.active(local_date(facts.now)):
        return [invalid(field, "agency-unknown")]
    return []


def may_be_asked(field: str, agency: str, facts: Facts) -> list[InvalidInput]:
    """Return an error for an agency that does not exist today, and for the press, which no agency may steer (X5)."""
    if faults := agency_known(field, agency, facts):
        return faults
    press = facts.registry.role_on(facts.heir(agency), local_date(facts.now)) is Role.PRESS
    return [invalid(field, "press-is-not-asked")] if press else []


def may_all_be_asked(field: str, agencies: Iterable[str], facts: Facts) -> list[InvalidInput]:
    """Return the errors of the agencies in a list, each with its position."""
    places = enumerate(agencies)
    return [fault for place, agency in places for fault in may_be_asked(f"{field}[{place}]", agency, facts)]


def asks_for_no_campaign(command: object, *names: str) -> None:
    """Raise Refused for a text that asks to steer the press or opinion, or to mass-report (X5, X6)."""
    for name in names:
        if CAMPAIGNS.within(getattr(command, name)):
            raise Refused(invalid(name, "text-asks-for-campaign"))


def active_of_kind(kind: AgencyKind, facts: Facts) -> frozenset[str]:
    today, rows = local_date(facts.now), facts.registry.agencies
    return frozenset(id for id, row in rows.items() if row.kind is kind and row.active(today))


def agency_of_kind(field: str, agency: str, kind: AgencyKind, facts: Facts) -> None:
    """Raise Refused unless the field names an agency of the kind that exists today."""
    refuse_for(*agency_known(field, agency, facts))
    if facts.registry.agencies[agency].kind is not kind:
        raise Refused(invalid(field, "agency-of-another-kind"))


def of_kind(kind: AgencyKind) -> Fits:
    """Return a check of a field that accepts only agencies of one kind."""
    return lambda agency, state, facts: agency_of_kind("agency", agency, kind, facts)


def refusal_of(check: Callable[[], object]) -> Problem | None:
    """Return the problem that a check raises, or None. With it a check of input also serves as a guard."""
    try:
        check()
    except Refused as refused:
        return refused.problems[0]
    return None


def acting_competent(task: Task, category: str | None, areas: Iterable[str], facts: Facts) -> Problem | None:
    """Return a refusal unless the actor's agency is competent today in the category and all the areas (Đ2.1, G1)."""
    return refusal_of(lambda: competent(facts.actor.own, task, category, areas, facts))


def areas_known(areas: Iterable[str], facts: Facts) -> list[InvalidInput]:
    """Return the errors of areas that are not valid today."""
    today = local_date(facts.now)

    def listed(area: str) -> bool:
        row = facts.registry.areas.get(area)
        return row is not None and row.certainty is Certainty.CONFIRMED and row.span.covers(today)

    return misfit("areas", "area-unknown", areas, listed)


T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Requirement = Callable[[Any, Facts], Problem | None]
"""Guard on the state on which a command acts."""


def unmet(guards: Iterable[Callable[[*Ts], Problem | None]], *given: *Ts) -> Problem | None:
    """Return the problem of the first guard that fails, or None."""
    for guard in guards:
        if problem := guard(*given):
            return problem
    return None


def required(value: T | None) -> T:
    """Return a value that an earlier guard, the state or an earlier event requires."""
    assert value is not None
    return value


def refuse_for(*problems: Problem | None) -> None:
    """Raise Refused with those of the problems that there are; do nothing without any."""
    if found := [problem for problem in problems if problem]:
        raise Refused(*found)


def demand(guards: Iterable[Callable[[*Ts], Problem | None]], *given: *Ts) -> None:
    """Raise Refused with the problem of the first guard that fails."""
    refuse_for(unmet(guards, *given))


def room_for(rows: str | Callable[[Any], Sized], most: int, code: str) -> Requirement:
    """Return a guard that requires fewer than `most` rows. The rows are a list of that name in the state, or a
    function's result."""
    return partial(_room_for, rows=rows, most=most, code=code)


def _room_for(state: Any, facts: Facts, *, rows: str | Callable[[Any], Sized], most: int, code: str) -> Problem | None:
    """The limit of {most} is not reached for {rows}.

    The settings are filled in where the rule is shown.
    """
    return room_in(getattr(state, rows) if isinstance(rows, str) else rows(state), most, code)


def room_in(rows: Sized, most: int, code: str) -> Problem | None:
    """Return a refusal if one more row would exceed the limit."""
    return LimitReached(code=code, limit=most) if len(rows) >= most else None


def some_of(rows: Callable[[Any], Iterable[Any]], *guards: Callable[..., Problem | None]) -> Requirement:
    """Return a guard that requires the other guards to pass for at least one of the rows, if there are rows. Its
    problem is that of the first row.

    A guard gets the row, the state and the facts. `decide` requires the same of the row that the input names.
    """
    return partial(_some_of, rows=rows, guards=guards)


def _some_of(
    state: Any,
    facts: Facts,
    *,
    rows: Callable[[Any], Iterable[Any]],
    guards: tuple[Callable[..., Problem | None], ...],
) -> Problem | None:
    """One of {rows}: {guards}.

    The settings are filled in where the rule is shown.
    """
    problems = [unmet(guards, row, state, facts) for row in rows(state)]
    return None if None in problems else next(iter(problems), None)


def sentence(guard: Callable[..., Any]) -> str:
    """Return the requirement of a guard: the first paragraph of its docstring, with the settings filled in.

    Raises TypeError for a guard, or a function among its settings, without a docstring.
    """
    settings = guard.keywords if isinstance(guard, partial) else {}
    rule: Any = guard.func if isinstance(guard, partial) else guard
    if rule.__doc__ is None:
        raise TypeError(f"{rule.__name__} does not say what it requires")
    line = " ".join(str(rule.__doc__).partition("\n\n")[0].split())
    return line.format(**{name: _said(value) for name, value in settings.items()}) if settings else line


def _said(value: Any) -> str:
    if isinstance(value, tuple | frozenset):
        guards = any(map(callable, value))
        return "; ".join(map(_said, value)) if guards else " or ".join(sorted(map(_said, value)))
    if callable(value):
        line = sentence(value).removesuffix(".")
        return line[:1].lower() + line[1:]
    return str(value) if isinstance(value, Enum) else str(value).replace("_", " ")
