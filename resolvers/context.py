"""Context for GraphQL types: implements `schema.context.Context` for one request."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, TypeAlias

from strawberry.types import Info

from domain.book import BY_NAME, Allowed, allowed_actions, asked_by_guards, limited, opening_actions
from domain.kernel.fields import Beside
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind
from domain.narrative.choices import Choice, choices_of, cited, provisions_for
from domain.registry.agency import Area
from domain.rules.facts import Facts
from resolvers.case_lists import CaseLists
from resolvers.case_reader import CaseReader
from resolvers.forms import FormReader, GuardFacts
from resolvers.gathering import gathered
from resolvers.pages import ListPage
from resolvers.readers import NoticeReader, ReportReader, VersionReader
from resolvers.related import RelatedObjects, officer_of
from resolvers.request import Request, kind_in
from schema.context import Asked, AskedField, Row
from schema.registry import OfficerReference
from store.heads.to_state import state_in
from store.write.quota import used_today

AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class RequestContext(Request):
    """Request with the reads that types need. Its caches belong to this request: they contain no other caller's
    rows."""

    acted: list[bool] = field(default_factory=list)

    def acts_alone(self) -> bool:
        """Count an act that must be the only such act of its request. Return whether it is the first (G8)."""
        self.acted.append(True)
        return len(self.acted) == 1

    def areas(self, ids: Sequence[str]) -> list[Area]:
        known = self.registry.areas
        return [known[id] for id in ids if id in known]

    @cached_property
    def _alone(self) -> Request:
        """Return the request without its readers. They must not refer to it: a reference cycle would wait for the
        garbage collector."""
        return Request(**{each.name: getattr(self, each.name) for each in fields(Request)})

    @cached_property
    def cases(self) -> CaseReader:
        return CaseReader(self._alone, self.notices, self.versions)

    @cached_property
    def notices(self) -> NoticeReader:
        return NoticeReader(self._alone)

    @cached_property
    def reports(self) -> ReportReader:
        return ReportReader(self._alone)

    @cached_property
    def versions(self) -> VersionReader:
        return VersionReader(self._alone)

    @cached_property
    def case_lists(self) -> CaseLists:
        return CaseLists(self._alone)

    async def about(self, kind: Kind, key: str, case: str, given: Mapping[str, Any]) -> ListPage | None:
        return await self.case_lists.page(kind, key, case, given)

    @cached_property
    def related(self) -> RelatedObjects:
        return RelatedObjects(self.store, self.actor, self.purpose)

    async def object(self, id: str) -> Row | None:
        return await self.related.one(id)

    def officer(self, id: str) -> OfficerReference | None:
        return officer_of(self.registry, self.actor, id)

    @gathered(AT_ONCE)
    async def _provisions_of(self, ids: list[str]) -> list[Row | None]:
        found = {row["_id"]: row for row in await self.store.heads[Kind.PROVISION].some(self.actor, ids)}
        return [found.get(id) for id in ids]

    async def provisions(self, ids: Sequence[str]) -> list[Row] | None:
        """Return the provisions with these ids, in the same order; None if the caller may not read the registry."""
        if Scope.REGISTRY_READ not in self.actor.scopes:
            return None
        return [row for row in await self._provisions_of.load_many(list(ids)) if row]

    @cached_property
    def _asked(self) -> dict[int, tuple[Row, Any]]:
        """Return the cache of the rules' answers by row object: aliases of a field share one answer, two versions never
        do.

        The row is stored beside its answer, so that its `id` is not reused.
        """
        return {}

    async def allowed(self, row: Row) -> list[Allowed]:
        """Return every action on an object, with the verdict of the rules about its state and linked objects. The rules
        are evaluated once for each row."""
        if id(row) not in self._asked:  # concurrent callers share the same future
            self._asked[id(row)] = row, asyncio.ensure_future(self._judged(row))
        found: list[Allowed] = await self._asked[id(row)][1]
        return found

    async def _judged(self, row: Row) -> list[Allowed]:
        kind = kind_in(row["_id"])
        state = state_in(kind, row)
        asked = asked_by_guards(state, kind, self.actor)
        facts = Facts(
            actor=self.actor,
            now=self.now,
            registry=self.registry,
            sealed={},
            linked=await self.guard_facts.linked(asked.linked),
            needs=await self.guard_facts.needs(kind, state, asked.needs),
        )
        await self.next_turn()  # all cases of a page are ready together, and would block the loop
        return list(allowed_actions(state, kind, facts))

    async def opening(self) -> list[Allowed]:
        """Return every action that begins an object, as the caller's rights and the remaining daily limit allow it."""
        left = await self._left_of.load_many([offer.action for offer in opening_actions(self.actor)])
        return [limited(offer, rest, self.now) for offer, rest in zip(opening_actions(self.actor), left, strict=True)]

    async def left_today(self, action: str) -> int | None:
        return await self._left_of.load(action)

    @gathered(AT_ONCE)
    async def _left_of(self, names: list[str]) -> list[int | None]:
        actions = [BY_NAME[name] for name in names]
        used = await used_today(self.store.connection, actions, self.actor, self.now)
        return [
            max(0, action.daily - used[action.name]) if action.daily and action.name in used else None
            for action in actions
        ]

    def form(self, action: str, row: Row | None) -> Asked:
        return self._forms.form(action, row)

    async def choices(self, field: AskedField, beside: Beside) -> Sequence[Choice]:
        asked = field.asked
        ids = provisions_for(field.described, asked.state, asked.facts)
        if not ids:
            return choices_of(field.described, asked.state, asked.facts, beside)
        return [cited(row) for row in await self.provisions(ids) or ()]

    @cached_property
    def _forms(self) -> FormReader:
        return FormReader(self._alone)

    @cached_property
    def guard_facts(self) -> GuardFacts:
        return GuardFacts(self.store, self.actor, self.registry)

    async def facts_about(self, state: Any) -> Facts:
        """Return the facts for guards: about the caller, and the case of a complaint or an erasure."""
        needs = await self.store.public_requests.needs_of(self.actor, kind_in(state.id), state, self.registry)
        return Facts(
            actor=self.actor,
            now=self.now,
            registry=self.registry,
            sealed={},
            needs=needs,
        )

    async def examiner_parts(self, redress: Row) -> list[Row] | None:
        """Return the acts in the case itself by examiners of the complaint; None if the caller may not read every
        event."""
        if Scope.AUDIT_READ_ALL not in self.actor.scopes:
            return None
        return await self.store.public_requests.examiner_parts(redress, self.registry)


ContextInfo: TypeAlias = Info[RequestContext, None]
"""Type of the argument `info` that Strawberry passes to a root field."""
