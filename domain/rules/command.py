'''Commands, their rows, and the checks that every action passes before its own rule is applied.

    class ReferCase(ReferralCommand, states=ASKING, requires=(room_for("referrals", REFERRALS_MOST, "too-many"),)):
        """Refer the case to the journalists' association (Đ3.5)."""

        subject: Annotated[str, Words(doc="What it is about.", most=2_000)]

        def decide(self, case: Case, facts: Facts) -> CaseReferred:
            return CaseReferred(referral=facts.record(Referral, self, case, sent=facts.step()))

The class arguments are the command's row. A base class contains the arguments that its commands share.
The guards in `requires` are checked after those of the base (`domain/rules/guards.py`). A command that only records
its event names the event and has no `decide`: `writes=TransferReceived`.
A class without a kind, or with neither `decide` nor `writes`, is a base class and no command.

Order: who may (scope, post, person) -> state -> requirements (`requires`) -> the rule itself (`decide`).
The first check fails with an error; the others fail with foreseeable refusals. `allowedActions` runs the first three.
'''

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypedDict, TypeVar, Unpack, cast, dataclass_transform

from domain.kernel.actor import Actor, ActorKind, Process
from domain.kernel.event import ByFields, Event
from domain.kernel.policy import PERSONAL, Scope
from domain.kernel.refusals import (
    Guard,
    InvalidInput,
    MissingRight,
    NotAllowed,
    Problem,
    TransitionNotAllowed,
    unguarded,
)
from domain.kernel.vocabulary import Kind, Post
from domain.rules.facts import Facts, Need, needs_of_fields, unfilled
from domain.rules.guards import Requirement, unmet

MATTERS = frozenset({Kind.CASE, Kind.REDRESS, Kind.ACCUSATION, Kind.ERASURE, Kind.PUBLICATION, Kind.EXCHANGE})
"""Kinds of objects that concern a person or an agency, unlike rows of the registry."""
HUMANS_AND_MACHINES = frozenset({ActorKind.PERSON, ActorKind.CLIENT})
MAX_ADDITIVE_TRIES = 8
"""Most retries of an additive action on a newer state. After them the caller gets the conflict."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """Row of a command: its rights, its kind of stream, the states that admit it, and the rule that decides.

    `states` None means any state. An additive action (a check, a note) never conflicts with another one: it is decided
    again on the newer state. `by` without PERSON or CLIENT keeps an action off the API. `process` carries it out, where
    that is not the one that usually does so for its actor (`WRITES_FOR`). `needs` is what its rule must know in
    addition to state and registry. `daily` is how often one officer may do it in a day. `by_kind` has the scopes of an
    action that needs another one by the command's `kind`; one of a kind's is enough. For an action on an existing
    object any of them is enough, because only the right one shows the object. `deputy` tells if the actor's agency is a
    substitute on a stream; scopes held as a substitute count only there. `requires` lists what must hold in the state
    and between it and the actor, whatever the input says. They are checked in that order. `posts` bind persons; a
    client acts only where no person is needed. `restricts` marks an additive action that binds somebody; `signed` marks
    one that an installation can require to be signed with the actor's own key (`docs/signed-acts.md`).
    """

    command: type
    stream: Kind
    decide: Callable[[Any, Any, Facts], tuple[Event, ...]]
    scope: Scope | None = None
    by_kind: Mapping[Any, tuple[Scope, ...]] = field(default_factory=dict)
    posts: frozenset[Post] = frozenset()
    creates: bool = False
    states: frozenset[str] | None = None
    additive: bool = False
    daily: int | None = None
    deputy: Callable[[Any, Facts], bool] | None = None
    requires: tuple[Requirement, ...] = ()
    by: frozenset[ActorKind] = field(default=HUMANS_AND_MACHINES)
    process: Process | None = None
    needs: tuple[type[Need], ...] = ()
    restricts: bool = False
    signed: bool = False

    @cached_property
    def name(self) -> str:
        return self.command.__name__[0].lower() + self.command.__name__[1:]

    @cached_property
    def asks(self) -> tuple[type[Need], ...]:
        """Return all needs of the action's rule: those in its row, and those of its fields."""
        return tuple(dict.fromkeys((*self.needs, *needs_of_fields(self.command))))

    @property
    def alone(self) -> bool:
        """Return whether a request may contain only one act of this kind, because it decides or restricts in a person's
        matter (G8)."""
        return self.public and self.stream in MATTERS and not self.creates and (self.restricts or not self.additive)

    @property
    def public(self) -> bool:
        return bool(self.by & HUMANS_AND_MACHINES)


def scopes_of(action: Action, command: Any = None) -> tuple[Scope, ...]:
    """Return the scopes for an action; one of them is enough. Without a command, return the scopes for all kinds."""
    if not action.by_kind:
        return (action.scope,) if action.scope else ()
    if command and action.creates:
        return action.by_kind[command.kind]
    return tuple(dict.fromkeys(chain(*action.by_kind.values())))


def used(action: Action, actor: Actor, command: Any) -> Scope | None:
    """Return the scope under which the actor performs the action: the first scope that the actor has, otherwise the
    first of all."""
    needed = scopes_of(action, command)
    return next((scope for scope in needed if scope in actor.scopes), next(iter(needed), None))


def denial(action: Action, actor: Actor, command: Any = None) -> NotAllowed | None:
    """Return the reason why the actor may never perform the action, or None. Only the caller's own rights are
    considered."""
    if actor.kind not in action.by:
        return NotAllowed("actor-not-admitted")
    if actor.kind in (ActorKind.SYSTEM, ActorKind.OPERATOR, ActorKind.PUBLIC):
        return None
    # First, because a client's token is never good for a personal scope: more scopes would not help it.
    scope = used(action, actor, command)
    if actor.kind is ActorKind.CLIENT and scope in PERSONAL:
        return NotAllowed("person-needed")
    if scope is not None and scope not in actor.scopes and not _as_deputy(action, actor):
        return NotAllowed("scope-missing", scopes=scopes_of(action, command))
    if actor.kind is ActorKind.PERSON and action.posts and not action.posts & actor.posts:
        return NotAllowed("post-missing", posts=sorted(action.posts))
    return None


def _as_deputy(action: Action, actor: Actor) -> bool:
    """Return whether the actor has the scope only as a substitute. `standing` then checks the stream."""
    return action.deputy is not None and action.scope in actor.deputy


def standing(action: Action, state: Any, facts: Facts) -> Problem | None:
    """Return a refusal if the state, or the actor's relation to it, does not admit the action, whatever its input. A
    recused officer may do nothing (G5).

    An agency that has a scope only as a substitute may use the scope only in streams where it is the substitute.
    """
    borrowed = action.scope is not None and action.scope not in facts.actor.scopes and _as_deputy(action, facts.actor)
    if borrowed and action.deputy is not None and not action.deputy(state, facts):
        return MissingRight(code="scope-missing", scopes=scopes_of(action))
    recused = getattr(state, "recused", ())
    if recused and facts.registry.person(facts.actor.subject) in map(facts.registry.person, recused):
        return unguarded(Guard.G5_TWO_PERSONS, "recused")
    if action.states is not None and state.state not in action.states:
        return _only_in(action.states, action.stream, state.state)
    return unmet(action.requires, state, facts)


@cache  # a page of allowed actions has most of its refusals from here
def _only_in(states: frozenset[str], stream: Kind, state: str) -> TransitionNotAllowed:
    return TransitionNotAllowed(of=stream, state=state, allowed=tuple(sorted(states)))


S = TypeVar("S")
Decided = Event | tuple[Event, ...]


class Row(TypedDict, total=False):
    """Class arguments of a command. `Action` explains each argument."""

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
class Command(ByFields):
    """Command on one stream. Subclasses become frozen dataclasses."""

    ROW: ClassVar[Row] = Row()
    ACTION: ClassVar[Action]
    WRITES: ClassVar[type[Event]]
    """Type of event that the command writes. A command with its own `decide` sets it only if its row names the
    event."""

    def __init_subclass__(cls, **row: Unpack[Row]) -> None:
        super().__init_subclass__()
        required = (*cls.ROW.get("requires", ()), *row.get("requires", ()))
        cls.ROW = cls.ROW | row | Row(requires=required)
        if "writes" in row:
            cls.WRITES = row["writes"]
        if "kind" in cls.ROW and (cls.decide is not Command.decide or "writes" in cls.ROW):
            _check(cls)
            cls.ACTION = _action(cls)
            COMMANDS[cls] = cls.ACTION

    def joint_faults(self) -> Iterable[InvalidInput]:
        """Return errors in a combination of fields, to show together with errors of single fields. `decide` refuses
        them too."""
        return ()

    def decide(self, state: Any, facts: Facts, /) -> Decided:
        """Return the events that the command writes. By default this is the event in its row. Raises Refused."""
        recorded: Event = facts.record(cast(Any, self.WRITES), self, state)
        return recorded


class OpeningCommand(Command, creates=True):
    """Command that opens a stream, which has no state yet."""

    if TYPE_CHECKING:

        def decide(self, state: None, facts: Facts, /) -> Decided:
            """Return the events that the stream begins with. Raises Refused."""


class CommandOn(Command, Generic[S]):
    """Command on an existing stream, decided on its state."""

    if TYPE_CHECKING:

        def decide(self, state: S, facts: Facts, /) -> Decided:
            """Return the events that the command leads to. Raises Refused."""


COMMANDS: dict[type, Action] = {}
"""Rows of all commands by their class, in the order of import."""


def _check(command: type[Command]) -> None:
    """Raise TypeError for a command that only records its event, if a field of the event is unfilled."""
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
