"""The context that types ask: implements `schema.context.Context` over one request."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any, TypeAlias

from strawberry.dataloader import DataLoader
from strawberry.types import Info

from domain.access.record import Reading
from domain.book import Allowed, allowed_actions, asked_by_guards
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import VersionConflict
from domain.kernel.roles import SEES_ALL_RECORDS
from domain.publication.public import PUBLIC_STATES, PublicView, public_view
from domain.registry.area import Area
from domain.rules.facts import Facts
from resolvers import conflicts, history, log
from resolvers.guard_facts import GuardFacts
from resolvers.pages import ListPage
from resolvers.related import RelatedObjects, officer_of
from resolvers.request import Request, kind_in
from schema.changes import FieldChange
from schema.context import Row
from schema.officer import OfficerReference
from schema.seal import Seal
from store.driver.pages import Page
from store.heads.to_state import state_in
from store.kinds.sight import may_export

AT_ONCE = 100
"""Objects that are read together."""


@dataclass(frozen=True, kw_only=True)
class RequestContext(Request):
    """A request, with what types may ask of it. What it gathers is its own: no other caller's rows are there."""

    def areas(self, ids: Sequence[str]) -> list[Area]:
        """The registered areas of some ids, in their order."""
        known = self.registry.areas
        return [known[id] for id in ids if id in known]

    @cached_property
    def related(self) -> RelatedObjects:
        """Objects beside others, of this request."""
        return RelatedObjects(self.store, self.actor, self.purpose)

    async def object(self, id: str) -> Row | None:
        """An object if the caller may see it, noted as read."""
        return await self.related.one(id)

    def officer(self, id: str) -> OfficerReference | None:
        """An officer as far as the caller may know them; None for an id of no officer."""
        return officer_of(self.registry, self.actor, id)

    @cached_property
    def _provisions(self) -> DataLoader[str, Row | None]:
        """Provisions of this request, gathered."""
        return DataLoader(self._provisions_of, max_batch_size=AT_ONCE)

    async def _provisions_of(self, ids: list[str]) -> list[Row | None]:
        found = {row["_id"]: row for row in await self.store.heads[Kind.PROVISION].some(self.actor, ids)}
        return [found.get(id) for id in ids]

    async def provisions(self, ids: Sequence[str]) -> list[Row] | None:
        """The provisions of some ids, in their order; None for who may not read the registry."""
        if Scope.REGISTRY_READ not in self.actor.scopes:
            return None
        return [row for row in await self._provisions.load_many(list(ids)) if row]

    @cached_property
    def _cases(self) -> DataLoader[str, Row | None]:
        """Visible cases of this request, gathered. Each is noted as read when it is given."""
        return DataLoader(self._cases_of, max_batch_size=AT_ONCE)

    async def _cases_of(self, ids: list[str]) -> list[Row | None]:
        found = {row["_id"]: row for row in await self.store.cases.some(self.actor, ids)}
        if found:
            self._note_cases(tuple(sorted(found)))
        return [found.get(id) for id in ids]

    async def case(self, id: str) -> Row | None:
        """A case if the caller may see it, noted as read."""
        return await self._cases.load(id)

    @cached_property
    def histories(self) -> DataLoader[history.Wanted, Page]:
        """Histories of this request, gathered."""
        return DataLoader(partial(history.events_of_many, self), max_batch_size=history.AT_ONCE, cache=False)

    @cached_property
    def _asked(self) -> dict[int, tuple[Row, Any]]:
        """What the rules said of each row, by the row itself: aliases of a field share one answer, two versions never.

        The row is kept beside it, so that no other row is given its number meanwhile.
        """
        return {}

    async def allowed(self, row: Row) -> list[Allowed]:
        """Every action on an object; guards read the state that its row holds, and what is linked to it. Asked once
        for each row."""
        if id(row) not in self._asked:  # the same for who asks while the answer is being made
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
        await self.next_turn()  # the cases of a page are ready together, and hold the loop for as long as they are many
        return list(allowed_actions(state, kind, facts))

    @cached_property
    def guard_facts(self) -> GuardFacts:
        """What guards look at besides an object's own state; gathered."""
        return GuardFacts(self.store, self.actor, self.registry)

    async def facts_about(self, state: Any) -> Facts:
        """What guards ask of the caller and of the case that a complaint or an erasure is about."""
        needs = await self.store.public_requests.needs_of(self.actor, kind_in(state.id), state, self.registry)
        return Facts(
            actor=self.actor,
            now=self.now,
            registry=self.registry,
            sealed={},
            needs=needs,
        )

    async def examiner_parts(self, redress: Row) -> list[Row] | None:
        """Events of a complaint's examiners in its case; None for who may not read every event."""
        if Scope.AUDIT_READ_ALL not in self.actor.scopes:
            return None
        return await self.store.public_requests.examiner_parts(redress, self.registry)

    async def compilation(self, report: Row) -> Row:
        """How far the compile of a report is."""
        return await self.store.consolidated.progress(report)

    def exports(self) -> bool:
        """Whether the caller may have the states of everything that a report counted."""
        return may_export(self.actor)

    async def frozen(self, report: Mapping[str, Any], public: bool) -> Row | None:
        """The frozen data of a report, already found visible; None before it is frozen."""
        if report["frozen"] is None:
            return None
        data = await self.store.consolidated.data(report["_id"], report["frozen"], public=public)
        found: Row | None = json.loads(data) if data else None
        return found

    def shows_streams(self) -> bool:
        """Whether the caller may know which streams are behind a number: who sees all, and nobody with a copy."""
        return self.actor.role in SEES_ALL_RECORDS

    def published(self, notice: Row) -> PublicView | None:
        """What the public reads of a notice; None before it was issued."""
        return public_view(notice)

    async def log_indexes(self, notice: str) -> list[int | None]:
        """The place in the log of each public version of a notice."""
        return await self.store.publications.indexes(notice)

    @cached_property
    def readable_notices(self) -> DataLoader[str, bool]:
        """Whether the caller reads a notice as its own office does; gathered."""
        return DataLoader(self._readable, cache=False)

    async def _readable(self, notices: list[str]) -> list[bool]:
        found = await self.store.publications.readable(self.actor, notices)
        return [notice in found for notice in notices]

    async def notices(self, case: Row) -> list[Row]:
        """What a case knows of its notices: of those that the public never saw, the caller's office's own alone."""
        links = case["publications"]
        unseen = [link["publication"] for link in links if link["state"] not in PUBLIC_STATES]
        own = dict(zip(unseen, await self.readable_notices.load_many(unseen), strict=True))
        return [link for link in links if own.get(link["publication"], True)]

    async def duplicates(self, case: Row) -> list[Row]:
        """The visible cases linked with a case as duplicates, noted as read."""
        return self._noted(await self.store.cases.duplicates(self.actor, case))

    async def cases_looked_up_at(self, url: str) -> list[Row]:
        """The visible cases at an address as anybody looks it up, noted as read."""
        return self._noted(await self.store.cases.looked_up_at(self.actor, url))

    def _noted(self, cases: list[Row]) -> list[Row]:
        if cases:
            self._note_cases(tuple(case["_id"] for case in cases))
        return cases

    def _note_cases(self, ids: tuple[str, ...]) -> None:
        self.store.access.note(self.actor, Reading.CASE, streams=ids, count=len(ids), purpose=self.purpose)

    async def history(self, case: Row, first: int, after: str | None) -> ListPage:
        """Revisions of a case already found visible. Raises NotAllowed, Refused."""
        return await history.events_of(self, self.histories, case, first, after)

    async def as_of(self, case: Row, version: int | None, at: datetime | None) -> Row | None:
        """A visible case as it was. Raises NotAllowed, Refused."""
        return await history.as_of(self, case, version, at)

    async def diff(self, case: Row, older: int, newer: int) -> list[FieldChange]:
        """What changed between two versions. Raises NotAllowed, Refused."""
        return await history.diff(self, case, older, newer)

    async def newer_versions(self, conflict: VersionConflict) -> list[Row]:
        """What happened since the version that a command expected, recorded as read before it is given."""
        return await conflicts.newer_versions(self, conflict)

    async def seal(self, stream: str, version: int) -> Seal:
        """The proof that a version is sealed, or when there will be one."""
        return await log.seal_of(self, stream, version)

    async def changes(self, stream: str, older: int, newer: int) -> list[FieldChange]:
        """What changed, for an event whose reading is recorded already."""
        return await history.changes(self, stream, older, newer)


ContextInfo: TypeAlias = Info[RequestContext, None]
"""What Strawberry hands to a root."""
