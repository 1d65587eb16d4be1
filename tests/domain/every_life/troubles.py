"""Troubles in the middle of a life: the registry afterwards, and their effect on a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.case.concerned import NameConcerned
from domain.case.leadership import RegroupCase
from domain.case.recusal import RecuseOfficer
from domain.kernel.actor import SYSTEM, Actor
from domain.kernel.refusals import Refused
from domain.registry.agency import Succession
from domain.registry.entry import LawStatus
from domain.registry.registry import Registry
from domain.rules.command import standing
from tests.domain.every_life.graph import who_acted
from tests.domain.every_life.moments import ON_CASES, Moment, World, after, facts_of
from tests.domain.every_life.province import (
    ASKED,
    CHECKS,
    LEAD,
    STANDS_IN,
    THIRD,
    H,
    Office,
    S,
    officers,
    people,
    province,
)
from tests.domain.well_formed import SENTENCE
from tests.support.facts import ALWAYS, NOW
from tests.support.handling_facts import GROUND

ROWS: Final = {action.command: action for action in ON_CASES}


@dataclass(frozen=True)
class Trouble:
    """Trouble that may happen: the registry afterwards, and its effect on a case."""

    name: str
    registry: Registry
    happens: Callable[[World, Moment], Moment | None]
    silent: bool = False
    """True if only the lead agency still acts."""

    def world(self, leading: frozenset[str]) -> World:
        """Return the world afterwards, in which only acts that lead on are tried."""
        acting = people(self.registry)
        if self.silent:
            acting = tuple(actor for actor in acting if actor.agency in (LEAD, None))
        return World(
            registry=self.registry,
            people=acting,
            actions=tuple(action for action in ON_CASES if action.name in leading | {"rerouteAllegation"}),
        )


def done(world: World, moment: Moment, actor: Actor, command: Any) -> Moment | None:
    """Return the moment after a command; None if it is refused."""
    action, facts = ROWS[type(command)], facts_of(world, moment, actor, type(command))
    if (action.states is not None and moment.case.state not in action.states) or standing(action, moment.case, facts):
        return None
    try:
        return after(moment, action.decide(moment.case, command, facts))
    except Refused:
        return None


def named(*agencies: str, corruption: bool = False) -> Callable[[World, Moment], Moment | None]:
    """Return a trouble: the People's Committee names the subject of the claim, or an allegation of corruption."""

    def happens(world: World, moment: Moment) -> Moment | None:
        committee = next(actor for actor in world.people if actor.agency == "agency-ppc")
        return done(world, moment, committee, NameConcerned(reasons=SENTENCE, concerns=agencies, corruption=corruption))

    return happens


def recused(world: World, moment: Moment) -> Moment | None:
    """Recuse every officer who verified, reviewed, appraised, drafted or signed in this cycle."""
    acted = set(who_acted(moment.case))
    at: Moment | None = moment
    for officer in sorted(acted):
        own = next(actor for actor in world.people if actor.subject == officer)
        at = at and done(world, at, own, RecuseOfficer(officer=officer, reasons=SENTENCE))
    return at


def regrouped(former: str) -> Callable[[World, Moment], Moment | None]:
    """Return a trouble: the register passes a former agency's part to its successor, if it has one."""

    def happens(world: World, moment: Moment) -> Moment | None:
        return done(world, moment, SYSTEM, RegroupCase(former=former, successor=STANDS_IN.id)) or moment

    return happens


def unchanged(world: World, moment: Moment) -> Moment | None:
    """Leave the case unchanged: only the world changes."""
    return moment


def executed_by_nobody(world: World, moment: Moment) -> Moment | None:
    """Assign the decision or the remedy to an agency that no longer exists."""
    case = moment.case
    executions = tuple(replace(row, agency=ASKED) for row in case.executions)
    remedies = tuple(replace(row, agency=ASKED) for row in case.remedies)
    return moment._replace(case=replace(case, executions=executions, remedies=remedies))


def _without_ground() -> Registry:
    """Return a registry whose ground is withdrawn as never valid, and another one is valid."""
    known = province()
    gone = replace(known.provisions[GROUND], status=LawStatus.DRAFT)
    other = replace(known.provisions[GROUND], id="provision-other")
    return replace(known, provisions={other.id: other, GROUND: gone})


def _succeeded(former: str) -> Registry:
    """Return a registry in which the substitute has taken the agency over."""
    known = province(STANDS_IN)
    taken = Succession(successor=STANDS_IN.id, on=ALWAYS.since, whole=True, source="province")
    row = replace(known.agencies[former], successions=(taken,))
    return replace(known, agencies={**known.agencies, former: row})


def _ended(agency: str, *more: Office) -> Registry:
    known = province(*more)
    row = known.agencies[agency]
    gone = replace(row, span=replace(row.span, until=NOW.date()))
    officers = {id: officer for id, officer in known.officers.items() if officer.agency != agency}
    return replace(known, agencies={**known.agencies, agency: gone}, officers=officers)


def _with_successors_in_office() -> Registry:
    """Return a registry with as many more officers in the agencies that lead and check."""
    known = province()
    more = [officers(agency, (H, S, H, S), first=5) for agency in (LEAD, CHECKS)]
    return replace(known, officers={**known.officers, **more[0], **more[1]})


TROUBLES: Final[Mapping[str, Trouble]] = {
    trouble.name: trouble
    for trouble in (
        Trouble("the case is about the lead agency", province(STANDS_IN), named(LEAD)),
        Trouble("the case is about the agency that checks", province(THIRD), named(CHECKS)),
        Trouble("the claim alleges corruption", province(), named(corruption=True)),
        Trouble("an officer who acted is recused", _with_successors_in_office(), recused),
        Trouble("the agency that checks is taken over", _succeeded(CHECKS), regrouped(CHECKS)),
        Trouble("the lead agency is taken over", _succeeded(LEAD), regrouped(LEAD)),
        Trouble("the ground turns out not to hold", _without_ground(), unchanged),
        Trouble("the agency that carries it out is gone", _ended(ASKED), executed_by_nobody),
        Trouble("the agency that checks is gone", _ended(CHECKS, THIRD), unchanged),
        Trouble("nobody else answers", province(), unchanged, silent=True),
    )
}
"""Every trouble of the model."""
