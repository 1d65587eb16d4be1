"""Commands: the fields that a caller fills in, who may give it when, and the rule that decides it.

    class ReferCase(ReferralCommand, states=ASKING, requires=(room_for("referrals", REFERRALS_MOST, "too-many"),)):
        \"\"\"Refer the case to the journalists' association (Đ3.5).\"\"\"

        subject: Annotated[str, Words(doc="What it is about.", most=2_000)]

        def decide(self, case: Case, facts: Facts) -> CaseReferred:
            return CaseReferred(referral=facts.record(Referral, self, case, sent=facts.step()))

The class arguments are the command's row (`domain/rules/action.py`); a base class gives those that its commands share.
What `requires` lists comes after what the base requires (`domain/rules/guards.py`). A command that only records
its event names it, and has no `decide`: `writes=TransferReceived`.
A class without a kind, or with neither `decide` nor `writes`, is such a base, and no command.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypedDict, TypeVar, Unpack, cast, dataclass_transform

from domain.kernel.actor import ActorKind, Process
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts, Need, unfilled
from domain.rules.guards import Requirement

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
    deputy: Callable[[Any, Facts], bool]
    by: Iterable[ActorKind]
    process: Process
    needs: tuple[type[Need], ...]
    requires: tuple[Requirement, ...]
    writes: type[Event]
    restricts: bool
    signed: bool


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Command:
    """Something that somebody wants done to one stream. Subclasses become frozen dataclasses."""

    ROW: ClassVar[Row] = Row()
    ACTION: ClassVar[Action]
    WRITES: ClassVar[type[Event]]
    """The event that it leads to; of a command with a `decide` of its own, only if the row names it."""

    def __init_subclass__(cls, **row: Unpack[Row]) -> None:
        super().__init_subclass__()
        dataclass(frozen=True, kw_only=True)(cls)
        required = (*cls.ROW.get("requires", ()), *row.get("requires", ()))
        cls.ROW = cls.ROW | row | Row(requires=required)
        if "writes" in row:
            cls.WRITES = row["writes"]
        if "kind" in cls.ROW and (cls.decide is not Command.decide or "writes" in cls.ROW):
            _check(cls)
            cls.ACTION = _action(cls)
            COMMANDS[cls] = cls.ACTION

    def joint_faults(self) -> Iterable[InvalidInput]:
        """Return faults of its fields together, shown along with those of single fields; `decide` refuses them too."""
        return ()

    def decide(self, state: Any, facts: Facts, /) -> Decided:
        """The events that the command leads to: the one that its row names. Raises Refused."""
        recorded: Event = facts.record(cast(Any, self.WRITES), self, state)
        return recorded


class OpeningCommand(Command, creates=True):
    """A command that opens a stream: there is no state yet."""

    if TYPE_CHECKING:

        def decide(self, state: None, facts: Facts, /) -> Decided:
            """The events that the stream begins with. Raises Refused."""


class CommandOn(Command, Generic[S]):
    """A command on a stream of this state."""

    if TYPE_CHECKING:

        def decide(self, state: S, facts: Facts, /) -> Decided:
            """The events that the command leads to. Raises Refused."""


COMMANDS: dict[type, Action] = {}
"""The rows of all commands by their class, in the order in which they were read."""


def _check(command: type[Command]) -> None:
    """Raises TypeError for a command that only records its event, if nothing fills a field of the event."""
    if command.decide is Command.decide and (missing := unfilled(command.WRITES, command)):
        raise TypeError(f"{command.__name__} fills no {', '.join(missing)} of {command.WRITES.__name__}")


def _action(command: type[Command]) -> Action:
    row: dict[str, Any] = {**command.ROW}
    row["stream"] = row.pop("kind")
    row.pop("writes", None)
    row.update({name: frozenset(row[name]) for name in ("posts", "states", "by") if name in row})
    return Action(command=command, decide=_decided, **row)


def _decided(state: Any, command: Command, facts: Facts) -> tuple[Event, ...]:
    decided = command.decide(state, facts)
    return (decided,) if isinstance(decided, Event) else decided
