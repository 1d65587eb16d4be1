"""Streams that must agree, such as a case and the notices about it: what is written to one is written to all.

Two marks say how. A function marked `links_streams` names the streams that a rule has to know and may have to write
to; one marked `reacts_to` says what an event of one stream does to others. All revisions go in one transaction, each on
the version it was decided on: if a case is reopened while a notice is issued, the later one is decided again on what
the earlier one left.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.kernel.event import Event
from domain.kernel.vocabulary import Kind
from domain.rules.facts import Facts

E_co = TypeVar("E_co", bound=Event, covariant=True)
Links = Callable[[Any, Any], Iterable[str]]
"""From a state and a command (either may be None) to the ids of the linked streams."""
Reaction = Callable[[Any, Any, Facts], Iterable["LinkedEvent[Event]"]]
"""From the state that an event left, the event and the facts to the events of other streams."""


@dataclass(frozen=True, kw_only=True)
class LinkedEvent(Generic[E_co]):
    """An event of another stream, written in the same transaction as the one it follows from, or not at all."""

    stream: str
    event: E_co


_LINKS: dict[Kind, Links] = {}
_LOOKED_AT: set[Kind] = set()
"""Kinds whose guards look at the linked streams."""
_REACTIONS: dict[type[Event], list[Reaction]] = {}


def links_streams(kind: Kind, *, guards_look: bool = True) -> Callable[[Links], Links]:
    """Marks the one function that names the streams linked to those of a kind.

    Where `guards_look` is false, only `reacts_to` may look at them: `allowedActions` does not read them then.
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
    """The streams that a command on this one has to know, each once."""
    rule = _LINKS.get(kind)
    return tuple(dict.fromkeys(rule(state, command))) if rule else ()


def streams_of_guards(kind: Kind, state: Any) -> tuple[str, ...]:
    """The linked streams that guards look at, whatever the command."""
    return linked_streams(kind, state, None) if kind in _LOOKED_AT else ()


def reactions_to(event: type[Event]) -> Iterable[Reaction]:
    """The functions that say what an event does to other streams."""
    return _REACTIONS.get(event, ())


def linked_events(state: Any, event: Event, facts: Facts) -> Iterator[LinkedEvent[Event]]:
    for rule in reactions_to(type(event)):
        yield from rule(state, event, facts)
