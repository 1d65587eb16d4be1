"""Streams that must stay at one, such as a case and the notices about it: what is written to one is written to all.

Two things say how. `streams_beside` of a kind names the streams that a rule has to know and may have to write to;
`reacts_to` marks what an event of one stream does to others. All revisions go in one transaction, each on the version
it was decided on: of a reopening and an issue at the same moment one is decided again on what the other left.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.rules.facts import Facts

Beside = Callable[[Any, Any], Iterable[str]]
"""From a state and a command (either may be None) to the ids of the streams beside."""
Reaction = Callable[[Any, Any, Facts], Iterable["LinkedEvent"]]
"""From the state that an event left, the event and the facts to the events of other streams."""


@dataclass(frozen=True, kw_only=True)
class LinkedEvent:
    """An event of another stream, written in the same transaction as the one it follows from, or not at all."""

    stream: str
    event: Event


_BESIDE: dict[Kind, Beside] = {}
_REACTIONS: dict[type[Event], list[Reaction]] = {}


def streams_beside(kind: Kind) -> Callable[[Beside], Beside]:
    """Marks the one function that names the streams beside those of a kind."""

    def mark(rule: Beside) -> Beside:
        assert kind not in _BESIDE, kind
        _BESIDE[kind] = rule
        return rule

    return mark


def reacts_to(*events: type[Event]) -> Callable[[Reaction], Reaction]:
    """Marks a function that says what these events do to other streams."""

    def mark(rule: Reaction) -> Reaction:
        for event in events:
            _REACTIONS.setdefault(event, []).append(rule)
        return rule

    return mark


def beside(kind: Kind, state: Any, command: Any) -> tuple[str, ...]:
    """The streams that a command on this one has to know, each once."""
    rule = _BESIDE.get(kind)
    return tuple(dict.fromkeys(rule(state, command))) if rule else ()


def linked_events(state: Any, event: Event, facts: Facts) -> Iterator[LinkedEvent]:
    """What an event does to other streams. `state` is the one it left."""
    for rule in _REACTIONS.get(type(event), ()):
        yield from rule(state, event, facts)
