"""Related objects by id, as the caller may see them."""

from collections import defaultdict

import strawberry

from domain.access.record import Purpose
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, kind_of
from domain.registry.registry import Registry
from resolvers.gathering import gathered
from resolvers.kinds import KINDS
from resolvers.pages import Row
from schema.registry import OfficerReference
from store.store import Store

AT_ONCE = 25
"""Most whole heads that are read together, because reading blocks the loop."""


class RelatedObjects:
    """Loads objects by id in one request. Each is recorded as read."""

    def __init__(self, store: Store, actor: Actor, purpose: Purpose | None) -> None:
        self._store, self._actor, self._purpose = store, actor, purpose

    async def one(self, id: str) -> Row | None:
        """Return an object; None if it is missing, if the caller may not see it, or if the caller lacks a scope of its
        kind."""
        return await self._read.load(id)

    @gathered(AT_ONCE)
    async def _read(self, ids: list[str]) -> list[Row | None]:
        by_kind: dict[Kind, list[str]] = defaultdict(list)
        for id in ids:
            kind = kind_of(id)
            if kind is not None and kind in KINDS and not self._actor.scopes.isdisjoint(KINDS[kind].scopes):
                by_kind[kind].append(id)
        found: dict[str, Row] = {}
        for kind, of_kind in by_kind.items():
            rows = {row["_id"]: row for row in await self._store.heads[kind].some(self._actor, of_kind)}
            if rows and (reading := KINDS[kind].reading):
                streams = tuple(sorted(rows))
                self._store.access.note(self._actor, reading, streams=streams, count=len(rows), purpose=self._purpose)
            found |= rows
        return [found.get(id) for id in ids]


def officer_of(registry: Registry, actor: Actor, id: str) -> OfficerReference | None:
    """Return an officer by agency and posts. Inspectors, administrators of the agency's officers, and the officer also
    get the name."""
    row = registry.officers.get(id) or registry.nominated.get(id)
    if row is None:
        return None
    keeps = Scope.FOCAL_MANAGE in actor.scopes and row.agency in actor.agencies
    own = actor.officer is not None and registry.person(actor.officer) == registry.person(id)
    named = keeps or own or Scope.AUDIT_READ_ALL in actor.scopes
    name = next((name for name, held in registry.people.items() if id in held), None) if named else None
    return OfficerReference(
        officer_id=strawberry.ID(id), agency=registry.agencies[row.agency], posts=sorted(row.posts), name=name
    )
