"""Pending duties of an agency. The number of commands is the same whatever waits."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Final

from domain.book import OWED_TO, OWING
from domain.case.order import CaseOrder
from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.due import (
    DECIDING,
    Due,
    Owed,
    addressed,
    due_in,
    due_in_registry,
    due_of,
    first_due_first,
    owed_in,
    owed_in_registry,
)
from domain.registry.registry import Registry
from domain.rules.duty import AHEAD_MOST
from store.driver.conditions import NOTHING, Page, all_of, one_of, stored
from store.driver.connection import Connection, Document
from store.facts.registry import RegistryCache
from store.heads.collection import heads_of
from store.heads.reader import visible_to
from store.kinds.case_heads import NEWEST, OWED, index_for, name_of
from store.read.inbox_lookup import Wanted, alike, looked_up, of_alike, of_heads

INBOX_MOST, OTHERS_MOST = 200, 50
"""Most cases, and most streams of each other kind, that an inbox reads. Streams that are due first are read first."""

NEAR_MOST = 5_000
"""Most streams of each kind that are read to find alerts for one subscriber."""

STATES_MOST = 10_000
"""Most cases that are counted by state. The newest cases are counted."""

WHAT_IS_DUE: Final = frozenset().union({"duties", "code"}, *DECIDING.values())
"""Keys of a head that are needed to describe its due work."""

Keys = frozenset[str] | None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Numbers of an agency's duties by kind, of the cases with duties, and of visible cases by state. `more` is True if
    there are more duties."""

    kinds: Mapping[str, int]
    cases: int
    states: Mapping[str, int]
    more: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Waiting:
    """Duties of an agency at a time. `more` is True if there are more duties. The list with deadlines is computed on
    first use."""

    owed: Mapping[Kind, list[Owed]]
    in_registry: list[Due]
    more: bool
    registry: Registry = field(repr=False)
    now: datetime

    @cached_property
    def items(self) -> list[Due]:
        in_streams = (due_of(owed, self.registry, self.now) for owed in chain(*self.owed.values()))
        return first_due_first([*self.in_registry, *in_streams])

    def kinds(self) -> Counter[str]:
        of_streams = [owed.row["kind"] for owed in chain(*self.owed.values())]
        return Counter([*of_streams, *(due.kind for due in self.in_registry)])

    def cases(self) -> int:
        return len({owed.head["_id"] for owed in self.owed.get(Kind.CASE, ())})


class Inboxes:
    def __init__(self, connection: Connection, registry: RegistryCache) -> None:
        self._connection, self._registry = connection, registry
        self._heads = heads_of(connection, Kind.CASE)

    async def counts(self, actor: Actor, registry: Registry, now: datetime) -> Counts:
        """Count the work due for the actor's agency, and the visible cases. All heads must have the current shape
        (`RegistryCache.shaped`)."""
        wanted = _wanted(actor)
        heads = looked_up(self._connection, actor, map(of_alike, wanted))
        found, states = await asyncio.gather(heads, self.states(actor))
        kinds, cases, more = Counter[str](duty.kind for duty in owed_in_registry(actor, registry, now)), 0, False
        for one in wanted:
            groups, others = alike(one, found[one.kind.value])
            for head, number in groups:
                waiting = [owed.row["kind"] for owed in owed_in([head], actor, registry, now)]
                kinds.update(waiting * number)
                cases += number if one.kind is Kind.CASE and waiting else 0
            more |= others
        return Counts(kinds=kinds, cases=cases, states=states, more=more)

    async def due(self, actor: Actor, registry: Registry, now: datetime, keys: Keys = None) -> Waiting:
        """Return all work due for the actor's agency, in the registry and in visible streams.

        Case heads contain the keys for due work and those in `keys`; None means all keys.
        """
        pages = await self._pages(actor, keys)
        found = {kind: [*owed_in(page.rows, actor, registry, now)] for kind, page in pages.items()}
        in_registry, more = [*due_in_registry(actor, registry, now)], any(page.more for page in pages.values())
        return Waiting(owed=found, in_registry=in_registry, more=more, registry=registry, now=now)

    async def _pages(self, actor: Actor, keys: Keys) -> Mapping[Kind, Page]:
        """Return the streams of each kind in which the actor's agency has a duty. All kinds other than cases take one
        command, unless some heads have an older shape."""
        wanted, together = _wanted(actor), self._registry.shaped
        alone = [one.kind for one in wanted if one.kind is Kind.CASE or not together]
        others = [one for one in wanted if one.kind not in alone]
        reads = asyncio.gather(*(self.owed(actor, kind, _shown(kind, keys)) for kind in alone))
        found, pages = await asyncio.gather(looked_up(self._connection, actor, map(of_heads, others)), reads)
        rest = {one.kind: Page.of([*found[one.kind.value]], one.most) for one in others}
        return dict(zip(alone, pages, strict=True)) | rest

    async def owed(self, actor: Actor, kind: Kind, keys: Keys = None) -> Page:
        """Return the visible streams of a kind in which the actor's agency has a duty, at most INBOX_MOST or
        OTHERS_MOST.

        Their heads contain these keys; None means all keys. The query uses the kind's index OWED: equality for each
        name of the agency, then the due time.
        """
        query = all_of({"duties.agency": one_of(addressed(actor))}, visible_to(actor, kind))
        most = _most(kind)
        heads = heads_of(self._connection, kind)
        if keys is not None:
            heads = heads.showing(keys)
        # One batch: otherwise a database sends 101 rows first, and the rest after another request.
        asked = heads.find(query, batch_size=most + 1, **heads.hint(name_of(OWED)))
        found = asked.sort(OWED[1:]).limit(most + 1)
        rows: list[Document] = await found.to_list(most + 1)
        return Page(rows=rows[:most], more=len(rows) > most)

    async def near(self, actor: Actor, registry: Registry, now: datetime) -> AsyncIterator[Due]:
        """Yield duties of the actor's agency that are due soon or overdue, from at most NEAR_MOST streams of each
        kind."""
        for due in due_in_registry(actor, registry, now):
            yield due
        for kind in OWED_TO[actor.role]:
            if visible_to(actor, kind) == NOTHING:
                continue
            soon = {"owed_by": {"$lte": stored(now + AHEAD_MOST)}}
            query = all_of({"duties.agency": one_of(addressed(actor))}, soon, visible_to(actor, kind))
            heads = heads_of(self._connection, kind)
            async for head in heads.find(query, **heads.hint(name_of(OWED))).sort(OWED[1:]).limit(NEAR_MOST):
                for due in due_in([head], actor, registry, now):
                    yield due

    async def named(self, actor: Actor, event: str, registry: Registry, now: datetime) -> list[Due]:
        """Return the duties of the actor's agency in the stream to which an alert refers."""
        stream = event.partition(":")[0]
        kind = kind_of(stream)
        if kind not in OWING:
            return list(due_in_registry(actor, registry, now))
        head = await heads_of(self._connection, Kind(kind)).find_one(
            all_of({"_id": stream}, visible_to(actor, Kind(kind)))
        )
        return list(due_in([head], actor, registry, now)) if head else []

    async def among(self, actor: Actor, ids: Collection[str]) -> bool:
        """Return True if the actor's agency has a duty in any of these streams that is visible to the actor."""
        by_kind: dict[Kind, list[str]] = {}
        for id in ids:
            if (kind := kind_of(id)) in OWING:
                by_kind.setdefault(Kind(kind), []).append(id)
        for kind, named in by_kind.items():
            waits = {"duties.agency": one_of(addressed(actor))}
            query = all_of({"_id": {"$in": named}}, waits, visible_to(actor, kind))
            if await heads_of(self._connection, kind).find_one(query, {"_id": 1}) is not None:
                return True
        return False

    async def states(self, actor: Actor) -> Mapping[str, int]:
        """Count the visible cases in each state, up to STATES_MOST cases.

        The index contains the states, so the cases themselves are not read.
        """
        query = visible_to(actor)
        hint = self._heads.hint(index_for(query, CaseOrder.NEWEST))
        steps: list[Document] = [
            {"$match": query},
            {"$sort": dict(NEWEST)},
            {"$limit": STATES_MOST},
            {"$project": {"_id": 0, "state": 1}},
            {"$group": {"_id": "$state", "count": {"$sum": 1}}},
        ]
        found = await self._heads.aggregated(steps, **hint)
        return {row["_id"]: row["count"] for row in found}


def _wanted(actor: Actor) -> list[Wanted]:
    """Return what an inbox reads of each kind of stream in which the actor's agency can have a duty."""
    found = [Wanted(kind, visible_to(actor, kind), _most(kind)) for kind in OWED_TO[actor.role]]
    return [one for one in found if one.visible != NOTHING]


def _most(kind: Kind) -> int:
    return INBOX_MOST if kind is Kind.CASE else OTHERS_MOST


def _shown(kind: Kind, keys: Keys) -> Keys:
    if keys is None:
        return None
    return WHAT_IS_DUE | keys if kind is Kind.CASE else WHAT_IS_DUE
