"""Base classes of the events and commands of a case."""

from domain.case.guards import led_by_actor
from domain.case.state.case import Case, CaseState
from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows
from domain.kernel.kind import Kind
from domain.kernel.roles import OFFICERS
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

UNDER_CHECK = frozenset({CaseState.CHECKING, CaseState.COORDINATING})
"""States in which it is found out what is so."""
NOT_CLOSED = frozenset(CaseState) - {CaseState.CLOSED}


class CaseEvent(Follows[Case]):
    """Something that happened to a case."""


class OpeningCaseCommand(OpeningCommand, kind=Kind.CASE):
    """Something that opens a case."""


def led_as_substitute(case: Case, facts: Facts) -> bool:
    """Return whether the actor's agency leads the case in the part of the lead agency's substitute (Đ5.1, G5)."""
    return facts.acts_for(case.lead) and facts.deputises(case.concerns)


class CaseCommand(CommandOn[Case], kind=Kind.CASE, deputy=led_as_substitute):
    """Something that somebody wants done to a case."""


class LeadCommand(CaseCommand, posts=OFFICERS, requires=(led_by_actor,)):
    """A step of the agency that leads the case (Đ5.1)."""


class RegisterCommand(CaseCommand, additive=True, by={ActorKind.SYSTEM}):
    """An act of the register itself: a job of it, when a term has run out or somebody has to be told."""
