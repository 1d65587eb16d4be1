"""Streams that must agree, such as a case and its notices. An event of one stream causes events in the others.

A function marked `links_streams` returns the streams that a rule must read, and to which it may write. A function
marked `reacts_to` returns the effects of an event on other streams. All revisions are written in one transaction, each
after the version on which it was decided. If a case is reopened while a notice is issued, the later command is decided
again on the result of the earlier one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.kernel.event import Event
from domain.kernel.vocabulary import Kind
from domain.rules.facts import Facts

E_co = TypeVar("E_co", bound=Event, covariant=True)
Links = Callable[[Any, Any], Iterable[str]]
"""Function from a state and a command (either may be None) to the ids of the linked streams."""
Reaction = Callable[[Any, Any, Facts], Iterable["LinkedEvent[Event]"]]
"""Function from the state after an event, the event and the facts to the events of other streams."""


@dataclass(frozen=True, kw_only=True)
class LinkedEvent(Generic[E_co]):
    """Event of another stream, written in the same transaction as the event that caused it."""

    stream: str
    event: E_co


_LINKS: dict[Kind, Links] = {}
_LOOKED_AT: set[Kind] = set()
"""Kinds whose guards read the linked streams."""
_REACTIONS: dict[type[Event], list[Reaction]] = {}


def links_streams(kind: Kind, *, guards_look: bool = True) -> Callable[[Links], Links]:
    """Mark the one function that returns the streams linked to streams of a kind.

    If `guards_look` is false, only `reacts_to` functions may read the linked streams. Then `allowedActions` does not
    load them.
    """

    def mark(rule: Links) -> Links:
        assert kind not in _LINKS, kind
        _LINKS[kind] = rule
        if guards_look:
            _LOOKED_AT.add(kind)
        return rule

    return mark


def reacts_to(*events: type[Event]) -> Callable[[Reaction], Reaction]:
    def mark(rule: Reaction) -> Reaction:
        for event in events:
            _REACTIONS.setdefault(event, []).append(rule)
        return rule

    return mark


def linked_streams(kind: Kind, state: Any, command: Any) -> tuple[str, ...]:
    """Return the ids of the streams that a command on this stream must read, each once."""
    rule = _LINKS.get(kind)
    return tuple(dict.fromkeys(rule(state, command))) if rule else ()


def streams_of_guards(kind: Kind, state: Any) -> tuple[str, ...]:
    """Return the linked streams that guards read, whatever the command."""
    return linked_streams(kind, state, None) if kind in _LOOKED_AT else ()


def reactions_to(event: type[Event]) -> Iterable[Reaction]:
    """Return the functions that compute an event's effects on other streams."""
    return _REACTIONS.get(event, ())


def linked_events(state: Any, event: Event, facts: Facts) -> Iterator[LinkedEvent[Event]]:
    for rule in reactions_to(type(event)):
        yield from rule(state, event, facts)
