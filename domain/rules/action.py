"""Actions, and the checks every action passes before its own rule speaks.

Order: who may (scope, post, person) -> state -> requirements (`requires`) -> the rule itself (`decide`).
The first is an error for the caller, the others are refusals it could foresee. `allowedActions` asks the first three.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from domain.kernel.actor import Actor, ActorKind, Process
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.kernel.policy import PERSONAL, Scope
from domain.kernel.refusals import Guard, MissingRight, NotAllowed, Problem, TransitionNotAllowed, unguarded
from domain.kernel.roles import Post
from domain.rules.facts import Facts, Need, needs_of_fields
from domain.rules.guards import Requirement, unmet

MATTERS = frozenset({Kind.CASE, Kind.REDRESS, Kind.ACCUSATION, Kind.ERASURE, Kind.PUBLICATION, Kind.EXCHANGE})
"""Kinds of which each object is somebody's matter. Rows of the registry are none."""
HUMANS_AND_MACHINES = frozenset({ActorKind.PERSON, ActorKind.CLIENT})
MAX_ADDITIVE_TRIES = 8
"""Most times that an additive action is decided again on a newer state before the caller hears of the conflict."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """One row: who may do what to which stream in which states, and the rule that decides.

    `states` None means any state. An additive action (a check, a note) never conflicts with another one: it is decided
    again on the newer state. `by` without PERSON or CLIENT keeps an action off the API. `process` carries it out, where
    that is not the one that usually does so for its actor (`WRITES_FOR`). `needs` is what its rule must know in
    addition to state and registry. `daily` is how often one officer may do it in a day. `by_kind` has the scopes of an
    action that needs another one by the command's `kind`; one of a kind's is enough. An action on what there is takes
    any of them: it is seen with the very one only. `deputy` says of a stream whether the actor's agency is a substitute
    there; a scope that it holds as such counts nowhere else. `requires` lists what must hold in the state and between
    it and the actor, whatever the input says. They are checked in that order. `posts` bind persons; a client acts only
    where no person is needed. `restricts` marks an additive action that binds somebody; `signed` one that an
    installation can require to be signed with a key of whoever acts (`docs/signed-acts.md`).
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

    @property
    def asks(self) -> tuple[type[Need], ...]:
        """Return all further needs of its rule: those it names, and those its fields bring along."""
        return tuple(dict.fromkeys((*self.needs, *needs_of_fields(self.command))))

    @property
    def alone(self) -> bool:
        """Return whether a request holds one such act at most: it decides or restricts in somebody's matter (G8)."""
        return self.public and self.stream in MATTERS and not self.creates and (self.restricts or not self.additive)

    @property
    def public(self) -> bool:
        return bool(self.by & HUMANS_AND_MACHINES)


def scopes_of(action: Action, command: Any = None) -> tuple[Scope, ...]:
    """Return the scopes of which one is enough; those of all kinds while there is no command yet."""
    if not action.by_kind:
        return (action.scope,) if action.scope else ()
    if command and action.creates:
        return action.by_kind[command.kind]
    return tuple(dict.fromkeys(chain(*action.by_kind.values())))


def used(action: Action, actor: Actor, command: Any) -> Scope | None:
    """Return the scope under which the actor does this: of several, the first that is held, else the first."""
    needed = scopes_of(action, command)
    return next((scope for scope in needed if scope in actor.scopes), next(iter(needed), None))


def denial(action: Action, actor: Actor, command: Any = None) -> NotAllowed | None:
    """Return why the actor may not do this at all, or None. Names what is missing of the rights of the caller alone."""
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
    """Return whether the actor holds the scope as a substitute only; on which stream, `standing` asks."""
    return action.deputy is not None and action.scope in actor.deputy


def standing(action: Action, state: Any, facts: Facts) -> Problem | None:
    """Return whether state and relation admit the action, whatever its input; a recused officer may do nothing (G5).

    What an agency may do only as a substitute, it may only where it is one.
    """
    borrowed = action.scope is not None and action.scope not in facts.actor.scopes and _as_deputy(action, facts.actor)
    if borrowed and action.deputy is not None and not action.deputy(state, facts):
        return MissingRight(code="scope-missing", scopes=scopes_of(action))
    recused = getattr(state, "recused", ())
    if recused and facts.registry.person(facts.actor.subject) in map(facts.registry.person, recused):
        return unguarded(Guard.G5_TWO_PERSONS, "recused")
    if action.states is not None and state.state not in action.states:
        return TransitionNotAllowed(of=action.stream, state=state.state, allowed=tuple(sorted(action.states)))
    return unmet(action.requires, state, facts)
