"""Discover rooms and their commands, events, states and reactions to other streams.

No class is registered by hand: a machine is one file of its room. Mutations, inputs, `allowedActions` and documents
come from the rows of the commands. Rooms register while they are imported. Code above the domain uses this module,
which imports all rooms.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import import_module
from pkgutil import walk_packages
from types import MappingProxyType
from typing import Any, Final

from domain import (
    access,
    activity,
    administration,
    case,
    complaint,
    document,
    erasure,
    notification,
    press_question,
    publication,
    report,
    statement,
)
from domain.case.intake import ReportCase
from domain.erasure.data_requests import RecordDataRequest
from domain.kernel import event as kernel
from domain.kernel.actor import Actor
from domain.kernel.event import Event
from domain.kernel.refusals import Problem, used_up_today
from domain.kernel.vocabulary import Kind, Role
from domain.rules.command import COMMANDS, Action, denial, standing
from domain.rules.duty import OF_ROLES, OWED_BY
from domain.rules.duty import duties_in as duties_in
from domain.rules.facts import Facts, Need
from domain.rules.linking import linked_events as linked_events
from domain.rules.linking import linked_streams as linked_streams
from domain.rules.linking import streams_of_guards

ROOMS: Final = (
    case,
    activity,
    complaint,
    erasure,
    press_question,
    publication,
    report,
    document,
    administration,
    notification,
    access,
    statement,
)


def _read_all() -> Iterator[str]:
    """Import every module of every room, which registers its commands, events and reactions.

    Yield the names of the modules in order.
    """
    for room in ROOMS:
        for found in walk_packages(room.__path__, f"{room.__name__}."):
            yield import_module(found.name).__name__


_PLACES: Final = {name: place for place, name in enumerate(_read_all())}
EVENTS: Final[Mapping[str, type[Event]]] = MappingProxyType(kernel.EVENTS)
"""All event classes by their name in the record, independent of the order of imports."""
STATES: Mapping[Kind, type] = MappingProxyType(
    {Kind(event.TYPE.partition(".")[0]): event.STATE for event in EVENTS.values() if event.begin is not Event.begin}
)
"""State class of each kind of stream, taken from the opening events of the kind."""
FOLLOWED: Final = frozenset({ReportCase, RecordDataRequest})
"""Commands with which an officer opens an object for a person. The person follows the object with a code."""
OWING: tuple[Kind, ...] = tuple(kind for kind in Kind if kind in OWED_BY)
"""Kinds of stream that can contain an obligation."""
OWED_TO: Mapping[Role | None, tuple[Kind, ...]] = MappingProxyType(
    {role: tuple(kind for kind in OWING if role in OF_ROLES.get(kind, {role})) for role in (None, *Role)}
)
"""Kinds of stream that can contain an obligation of an agency, by its role."""
ACTIONS: tuple[Action, ...] = tuple(
    sorted(COMMANDS.values(), key=lambda action: _PLACES.get(action.command.__module__, len(_PLACES)))
)
"""All actions, in the order of the rooms and their modules, independent of the order of imports."""
ACTORS_KEPT: Final = 512
"""Size of the cache of actions that callers' rights alone forbid."""

BY_COMMAND: Mapping[type, Action] = MappingProxyType({action.command: action for action in ACTIONS})
BY_NAME: Mapping[str, Action] = MappingProxyType({action.name: action for action in ACTIONS})


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """Result for one action: whether the caller may do it on this object now. `problem` is the reason against it."""

    action: str
    allowed: bool
    problem: Problem | None = None


@cache
def public_actions(kind: Kind) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if action.public and action.stream is kind)


@lru_cache(maxsize=ACTORS_KEPT)
def _by_right(kind: Kind, actor: Actor) -> tuple[tuple[Action, Allowed | None], ...]:
    """Return every action on an existing object.

    An action has a refusal if the actor's rights alone forbid it on any object, and otherwise None.
    """
    found = []
    for action in public_actions(kind):
        if not action.creates:
            denied = denial(action, actor)
            found.append(
                (action, Allowed(action=action.name, allowed=False, problem=denied.problem) if denied else None)
            )
    return tuple(found)


@lru_cache(maxsize=ACTORS_KEPT)
def opening_actions(actor: Actor) -> tuple[Allowed, ...]:
    """Return every action that opens an object, and whether the actor's rights allow it.

    The object may still refuse the action.
    """
    found = []
    for action in ACTIONS:
        if action.public and action.creates:
            denied = denial(action, actor)
            found.append(
                Allowed(action=action.name, allowed=denied is None, problem=denied.problem if denied else None)
            )
    return tuple(found)


def limited(offer: Allowed, left: int | None, now: datetime) -> Allowed:
    """Return the offer with the daily limit applied; `left` is None without a limit."""
    if not offer.allowed or left != 0:
        return offer
    limit = BY_NAME[offer.action].daily or 0
    return Allowed(action=offer.action, allowed=False, problem=used_up_today(limit, now))


@dataclass(frozen=True, kw_only=True)
class AskedByGuards:
    """Facts that rules read beyond an object's own state: needs, and streams that must stay consistent with the
    object."""

    needs: frozenset[type[Need]] = frozenset()
    linked: tuple[str, ...] = ()


def asked_by_guards(state: Any, kind: Kind, actor: Actor) -> AskedByGuards:
    """Return the facts needed to decide which actions on an object are allowed for an actor.

    The result is empty if no action can be allowed.
    """
    open = [
        action
        for action, denied in _by_right(kind, actor)
        if denied is None and (action.states is None or state.state in action.states)
    ]
    if not open:
        return AskedByGuards()
    needs = {need for action in open for need in action.needs if need.OF_STATE and need.arises(state)}
    return AskedByGuards(needs=frozenset(needs), linked=streams_of_guards(kind, state))


def allowed_actions(state: Any, kind: Kind, facts: Facts) -> Iterator[Allowed]:
    """Yield every action on an existing object, each with the first reason against it or None."""
    for action, denied in _by_right(kind, facts.actor):
        if denied:
            yield denied
        else:
            problem = standing(action, state, facts)
            yield Allowed(action=action.name, allowed=problem is None, problem=problem)
