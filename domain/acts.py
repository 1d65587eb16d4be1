"""Table of possible acts: for each action its types of event, its kinds of actor and its process.

No act is registered by hand. The types of event are the return types of a command's `decide`, and the types that follow
in other streams (`reacts_to`). mypy checks both against the code. An act without a command is an `OwnAct` of its room.
The sealer, `casebook verify` and the verifiers of record packs refuse acts outside this table. Names in the table never
change, and a removed command leaves an `OwnAct` that is `ended`.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, get_args, get_type_hints

from domain.book import ACTIONS
from domain.kernel.actor import WRITES_FOR, ActorKind, Process
from domain.kernel.event import OWN_ACTS, Event
from domain.rules.command import Action, Command
from domain.rules.linking import reactions_to

Writers = Mapping[ActorKind, frozenset[Process]]
"""Processes that carry out an act, by kind of actor."""


def types_of(action: Action) -> frozenset[str]:
    """Return the types of event that an action writes, in its own stream and in others.

    Raises TypeError for a rule without a return type that lists its events.
    """
    found, fresh = set[type[Event]](), set(returned(action.command))
    while fresh:
        found |= fresh
        fresh = {event for one in fresh for rule in reactions_to(one) for event in _events(_hint(rule))} - found
    if not found or any(not hasattr(event, "TYPE") for event in found):
        named = sorted(event.__name__ for event in found)
        raise TypeError(f"{action.name} writes {named}: its rule has to name the events that it returns")
    return frozenset(event.TYPE for event in found)


def returned(command: Any) -> Iterator[type[Event]]:
    if "writes" in command.ROW:
        yield command.WRITES
    elif command.decide is not Command.decide:
        yield from _events(_hint(command.decide))


def _hint(rule: Any) -> Any:
    return get_type_hints(rule)["return"]


def _events(hint: Any) -> Iterator[type[Event]]:
    """Yield the event classes in a hint, such as `tuple[CaseClosed | OwnMeasureEnded, ...]`."""
    if isinstance(hint, type) and issubclass(hint, Event):
        yield hint
    for part in get_args(hint):
        yield from _events(part)


def _rows() -> Iterator[tuple[str, str, ActorKind, frozenset[Process]]]:
    for action in ACTIONS:
        for kind in action.by:
            own = action.process if kind is ActorKind.SYSTEM else None
            for type in types_of(action):
                yield action.name, type, kind, frozenset({own or WRITES_FOR[kind]})
    for act in OWN_ACTS:
        for event in act.writes:
            for kind in act.actors:
                yield act.action, event.TYPE, kind, act.by


def _table() -> Mapping[str, Mapping[str, Writers]]:
    table: dict[str, dict[str, dict[ActorKind, frozenset[Process]]]] = {}
    for action, type, kind, processes in _rows():
        table.setdefault(action, {}).setdefault(type, {})[kind] = processes
    return MappingProxyType(table)


ACTS: Final[Mapping[str, Mapping[str, Writers]]] = _table()


def triples() -> frozenset[tuple[str, str, str]]:
    """Return each action with a type of event that it writes and a kind of actor."""
    return frozenset((name, type, kind.value) for name, types in ACTS.items() for type in types for kind in types[type])


ENDED: Final = frozenset(act.action for act in OWN_ACTS if act.ended)
"""Actions that can no longer be sealed."""


def types_by(process: Process) -> tuple[str, ...]:
    """Return the types of event of a process that writes few types; empty for any other process."""
    if process not in (Process.ERASER, Process.VERIFIER):
        return ()
    rows = ((type, writers) for types in ACTS.values() for type, writers in types.items())
    return tuple(sorted({type for type, writers in rows if any(process in by for by in writers.values())}))


def misfit(action: object, type: object, kind: object, process: str | None) -> str | None:
    """Return the reason why the table has no such act, or None if the table has the act.

    The process is not checked if it is None.
    """
    if str(action) not in ACTS:
        return f"there is no action {action}"
    writers = ACTS[str(action)].get(str(type))
    if writers is None:
        return f"{action} writes no {type}"
    if str(kind) not in {one.value for one in writers}:
        return f"{action} is not for {kind}"
    allowed = writers[ActorKind(str(kind))]
    if process is not None and process not in {one.value for one in allowed}:
        return f"{action} for {kind} is carried out by {', '.join(sorted(allowed))}, and was written by {process}"
    return None
