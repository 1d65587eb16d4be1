"""What events and commands of a case share."""

from abc import abstractmethod

from domain.case.guards import led_by_actor
from domain.case.state.case import Case, CaseState
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.kernel.refusals import Problem
from domain.kernel.roles import OFFICERS
from domain.rules.command import Command, Decided
from domain.rules.facts import Facts

UNDER_CHECK = frozenset({CaseState.CHECKING, CaseState.COORDINATING})
"""States in which it is found out what is so."""
NOT_CLOSED = frozenset(CaseState) - {CaseState.CLOSED}


class OpeningEvent(Event):
    """Something by which a case begins."""

    @abstractmethod
    def begin(self, id: str, /) -> Case:
        """The case at its beginning."""


class OpeningCommand(Command, kind=Kind.CASE, creates=True):
    """Something that opens a case."""

    @abstractmethod
    def decide(self, case: None, facts: Facts, /) -> Decided:
        """The events that the command leads to. Raises Refused."""


class CaseEvent(Event):
    """Something that happened to a case."""

    @abstractmethod
    def fold(self, case: Case, /) -> Case:
        """The case after this event."""


class CaseCommand(Command, kind=Kind.CASE):
    """Something that somebody wants done to a case."""

    @staticmethod
    def may(case: Case, facts: Facts, /) -> Problem | None:
        """What in the case and the actor's relation to it stands in the way."""
        return None

    @abstractmethod
    def decide(self, case: Case, facts: Facts, /) -> Decided:
        """The events that the command leads to. Raises Refused."""


class LeadCommand(CaseCommand, posts=OFFICERS):
    """A step of the agency that leads the case (Đ5.1)."""

    @staticmethod
    def may(case: Case, facts: Facts, /) -> Problem | None:
        """Only the lead agency of this case."""
        return led_by_actor(case, facts)


class RegisterCommand(CaseCommand, additive=True, by={ActorKind.SYSTEM}):
    """An act of the register itself: a job of it, when a term has run out or somebody has to be told."""
