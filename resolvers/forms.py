"""Forms of actions with the current choices, and facts for the rules' guards that are not in an object's state."""

from collections.abc import Collection, Mapping
from typing import Any

from domain.book import BY_NAME
from domain.case.state.related import Duplicates, NoticesUnderReview
from domain.kernel.actor import Actor
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Kind
from domain.registry.registry import Registry
from domain.rules.facts import Facts, Need
from resolvers.gathering import gathered
from resolvers.request import Request, kind_in
from schema.context import Asked, Row
from schema.kinds import target_of
from schema.mutations import BY_ACTION
from store.facts.needs import Question, answers
from store.heads.to_state import state_in, states
from store.store import Store


class FormReader:
    """Reader of the forms of one request. The state of a row is parsed once."""

    def __init__(self, context: Request) -> None:
        self._context = context
        self._states: dict[int, tuple[Row, Any]] = {}

    def form(self, name: str, row: Row | None) -> Asked:
        action, context = BY_NAME[name], self._context
        facts = Facts(actor=context.actor, now=context.now, registry=context.registry, sealed={})
        target = target_of(BY_ACTION[name][0])
        return Asked(
            action=action,
            target=camel(target) if target else None,
            state=self._state(row) if row else None,
            facts=facts,
        )

    def _state(self, row: Row) -> Any:
        if id(row) not in self._states:
            self._states[id(row)] = row, state_in(kind_in(row["_id"]), row)
        return self._states[id(row)][1]


AT_ONCE = 100
GATHERED = frozenset[type[Need]]({Duplicates, NoticesUnderReview})
"""Needs that are read for all objects of an answer together."""


class GuardFacts:
    """Reads linked streams and needs for the guards, in one caller's request."""

    def __init__(self, store: Store, actor: Actor, registry: Registry) -> None:
        self._store, self._actor, self._registry = store, actor, registry

    async def linked(self, streams: Collection[str]) -> Mapping[str, object]:
        """Return the states of streams by their ids, as the command handler passes them to a rule."""
        if not streams:
            return {}
        return dict(zip(streams, await self._read.load_many(streams), strict=True))

    async def needs(self, kind: Kind, state: Any, asked: Collection[type[Need]]) -> Mapping[type[Need], Need]:
        """Return the answers to a state's needs, leaving out needs without an answer."""
        others = [need for need in asked if need not in GATHERED]
        question = Question(
            connection=self._store.connection,
            actor=self._actor,
            registry=self._registry,
            stream=state.id,
            state=state,
        )
        found = dict(await answers(others, question))
        if Duplicates in asked:
            found[Duplicates] = Duplicates(there=await self._linked_to.load(state.id))
        if NoticesUnderReview in asked:
            notices = tuple(link.publication for link in state.live_notices)
            found[NoticesUnderReview] = NoticesUnderReview(there=await self._under_review.load((state.id, notices)))
        return found

    @gathered(AT_ONCE)
    async def _read(self, streams: list[str]) -> list[object]:
        found = await states(self._store.connection, streams)
        return [found[stream] for stream in streams]

    @gathered(AT_ONCE)
    async def _linked_to(self, cases: list[str]) -> list[bool]:
        found = await self._store.cases.with_duplicates(cases)
        return [case in found for case in cases]

    @gathered(AT_ONCE)
    async def _under_review(self, asked: list[tuple[str, tuple[str, ...]]]) -> list[bool]:
        found = await self._store.publications.with_review({notice for _, notices in asked for notice in notices})
        return [case in found for case, _ in asked]
