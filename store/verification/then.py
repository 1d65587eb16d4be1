"""Answers to the needs of rules at the time of an act, read from the record."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from domain.activity.recounts import TableOf
from domain.administration.provisions import TextOfDraft
from domain.case.state.related import InspectionOf, NoticesUnderReview
from domain.complaint.accusations import AccusedCase
from domain.complaint.state import ContestedDecision
from domain.kernel.calendar import from_iso_millis
from domain.registry.registry import Registry
from domain.rules.facts import Need
from store.authority.decided import Done, Unseen
from store.driver.connection import Connection
from store.facts.named import contested, table_of, touched_by
from store.record.revision import state_of
from store.record.sealing import opened_texts

ANSWERED: Final = frozenset({AccusedCase, ContestedDecision, InspectionOf, NoticesUnderReview, TableOf, TextOfDraft})
"""Needs that the record can answer. The addresses of other cases, and open complaints, were only in heads."""


class Then:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def state(self, stream: str, done: Done) -> Any:
        """Return the state of a stream before an act; None if the stream began later."""
        until = from_iso_millis(done.body["at"]).replace(tzinfo=None)
        before = {"stream": stream, "at": {"$lte": until}, "command": {"$ne": done.body["command"]}}
        rows = await self._connection.revisions.find(before).sort("n", -1).limit(1).to_list(1)
        return state_of(rows[0]) if rows else None

    async def needs(self, done: Done, registry: Registry) -> Mapping[type[Need], Need]:
        """Return the answers for the rule of an act that the record contains. Raise Unseen if a text was erased."""
        answers: Mapping[type[Need], Callable[[Done, Registry], Awaitable[Any]]] = {
            AccusedCase: self._accused,
            ContestedDecision: self._contested,
            InspectionOf: self._inspection,
            NoticesUnderReview: self._under_review,
            TableOf: self._table,
            TextOfDraft: self._draft,
        }
        assert answers.keys() == ANSWERED
        return {need: await answers[need](done, registry) for need in done.action.asks if need in answers}

    async def _under_review(self, done: Done, registry: Registry) -> NoticesUnderReview:
        notices = [await self.state(link.publication, done) for link in done.state.live_notices]
        return NoticesUnderReview(there=any(notice is not None and notice.review_since for notice in notices))

    async def _inspection(self, done: Done, registry: Registry) -> InspectionOf | None:
        id = str(done.fields.get("inspection", ""))
        finding = await self.state(id, done) if id else None
        return InspectionOf(id=id, case=finding.case, stands=finding.stands) if finding else None

    async def _table(self, done: Done, registry: Registry) -> TableOf | None:
        return await table_of(self._connection, done.fields.get("figures"))

    async def _contested(self, done: Done, registry: Registry) -> ContestedDecision:
        redress, at = done.state, from_iso_millis(done.body["at"])
        case = await self.state(redress.case, done)
        streams = (redress.case, redress.subject)
        return contested(redress, case, await touched_by(self._connection, streams, registry, before=at))

    async def _accused(self, done: Done, registry: Registry) -> AccusedCase:
        """Return the case of an accusation. Only the rule for filing requires the number of accusations."""
        return AccusedCase(case=await self.state(done.state.case, done), waiting=0, filed=0)

    async def _draft(self, done: Done, registry: Registry) -> TextOfDraft:
        sealed = done.state.wording
        opened = await opened_texts(self._connection, {done.state.id: [sealed.commitment]})
        if sealed.commitment not in opened:
            raise Unseen
        return TextOfDraft(wording=opened[sealed.commitment])
