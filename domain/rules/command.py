"""What a command is: the fields that a caller fills in, who may give it when, and the rule that decides it.

    class ReceiveTransfer(TransferCommand, requires=(transfer_is(HANDED_OVER), handed_to_actor)):
        \"\"\"Confirm, as the police, that the file arrived (Đ3.4).\"\"\"

        def decide(self, case: Case, facts: Facts) -> TransferReceived:
            return TransferReceived(step=facts.step())

The class arguments are the command's row (`domain/rules/action.py`); a base class gives those that its commands share.
What `requires` lists comes after what the base requires (`domain/rules/requirement.py`).
A class without `decide` is such a base, and no command.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypedDict, TypeVar, Unpack, dataclass_transform

from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Problem
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.need import Need
from domain.rules.requirement import Requirement

S = TypeVar("S")
Decided = Event | tuple[Event, ...]


class Row(TypedDict, total=False):
    """The class arguments of a command; `Action` says what each means."""

    kind: Kind
    scope: Scope
    by_kind: Mapping[Any, tuple[Scope, ...]]
    posts: Iterable[Post]
    creates: bool
    states: Iterable[str]
    additive: bool
    daily: int
    by: Iterable[ActorKind]
    needs: tuple[type[Need], ...]
    requires: tuple[Requirement, ...]


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Command(ABC):
    """Something that somebody wants done to one stream. Subclasses become frozen dataclasses."""

    ROW: ClassVar[Row] = Row()
    ACTION: ClassVar[Action]

    def __init_subclass__(cls, **row: Unpack[Row]) -> None:
        super().__init_subclass__()
        dataclass(frozen=True, kw_only=True)(cls)
        required = (*cls.ROW.get("requires", ()), *row.get("requires", ()))
        cls.ROW = cls.ROW | row | Row(requires=required)
        if not getattr(cls.decide, "__isabstractmethod__", False):
            cls.ACTION = _action(cls)
            COMMANDS[cls] = cls.ACTION

    @staticmethod
    def may(state: Any, facts: Facts, /) -> Problem | None:
        """What forbids it besides `requires`, whatever the fields say; `allowedActions` asks it too."""
        return None

    def joint_faults(self) -> Iterable[InvalidInput]:
        """What is wrong with its fields together. Told along with what is wrong with one; `decide` refuses it too."""
        return ()

    @abstractmethod
    def decide(self, state: Any, facts: Facts, /) -> Decided:
        """The events that the command leads to. Raises Refused."""


class OpeningCommand(Command, creates=True):
    """A command that opens a stream: there is no state yet."""

    @abstractmethod
    def decide(self, state: None, facts: Facts, /) -> Decided:
        """The events that the stream begins with. Raises Refused."""


class CommandOn(Command, Generic[S]):
    """A command on a stream of this state."""

    @staticmethod
    def may(state: S, facts: Facts, /) -> Problem | None:
        """What in the state and the actor's relation to it forbids the act, besides `requires`."""
        return None

    @abstractmethod
    def decide(self, state: S, facts: Facts, /) -> Decided:
        """The events that the command leads to. Raises Refused."""


COMMANDS: dict[type, Action] = {}
"""The rows of all commands by their class, in the order in which they were read."""


def _action(command: type[Command]) -> Action:
    row: dict[str, Any] = {**command.ROW}
    row["stream"] = row.pop("kind")
    row.update({name: frozenset(row[name]) for name in ("posts", "states", "by") if name in row})
    return Action(command=command, decide=_decided, may=command.may, **row)


def _decided(state: Any, command: Command, facts: Facts) -> tuple[Event, ...]:
    decided = command.decide(state, facts)
    return (decided,) if isinstance(decided, Event) else decided
