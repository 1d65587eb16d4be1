"""Which cases a caller may see, as a filter that every read of cases carries.

Invisible and missing give the same answer on every path, because no path reads without this filter.
"""

from typing import Any

from domain.facts import Actor, ActorKind
from domain.policy import sight
from store.conditions import NOTHING

Filter = dict[str, Any]


def visible_to(actor: Actor) -> Filter:
    """The filter of an actor's sight; the register itself and its operator see everything."""
    if actor.kind in (ActorKind.SYSTEM, ActorKind.OPERATOR):
        return {}
    seen = sight(actor.role, actor.scopes)
    if seen.all:
        return {}
    ways: list[Filter] = []
    if seen.member:
        ways.append({"members": {"$eq": actor.agency}})
    if seen.categories:
        ways.append({"category": {"$in": sorted(seen.categories)}})
    if not ways:
        return NOTHING
    return ways[0] if len(ways) == 1 else {"$or": ways}


def sees(actor: Actor, head: Filter) -> bool:
    """Whether the filter of the actor's sight matches a head already read."""
    if actor.kind in (ActorKind.SYSTEM, ActorKind.OPERATOR):
        return True
    seen = sight(actor.role, actor.scopes)
    return seen.all or (seen.member and actor.agency in head["members"]) or head["category"] in seen.categories
