"""Sight of a caller as a filter that every read carries and every command is checked against.

Invisible and missing give the same answer on every path, because no path reads without this. Each kind says in its
entry (`store/kinds/entries.py`) who sees it; one that says nothing is for the register alone.
"""

from typing import Any

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.kind import Kind
from store.driver.conditions import NOTHING, all_of, one_of
from store.kinds.entries import KINDS
from store.kinds.sight import Ways

Filter = dict[str, Any]


def ways(actor: Actor, kind: Kind) -> Ways:
    """Return the ways in which the actor may see a kind; the register itself and its operator see everything."""
    if actor.kind in (ActorKind.SYSTEM, ActorKind.OPERATOR):
        return None
    return KINDS[kind].sight(actor)


def visible_to(actor: Actor, kind: Kind = Kind.CASE) -> Filter:
    found = ways(actor, kind)
    if found is None:
        return {}
    if not found:
        return NOTHING
    [way] = found.items()
    return all_of(*({field: one_of(values)} for field, values in (way, *KINDS[kind].narrower(actor).items())))


def sees(actor: Actor, kind: Kind, head: Filter) -> bool:
    found = ways(actor, kind)
    if found is None:
        return True
    besides = all(_meets(head[field], values) for field, values in KINDS[kind].narrower(actor).items())
    return besides and any(_meets(head[field], values) for field, values in found.items())


def _meets(value: Any, values: frozenset[str]) -> bool:
    return not values.isdisjoint(value if isinstance(value, list) else [value])
