"""Reading cases. Every read takes the actor and carries the filter of its sight, and lists name their index."""

from collections.abc import AsyncIterator, Collection

from domain.case.order import CaseOrder
from domain.case.state.case import Case, CaseState
from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from store.heads.case_indexes import ORDERS
from store.heads.visibility import visible_to
from store.mongo.conditions import all_of, equals
from store.mongo.connection import Connection, Document
from store.mongo.pages import Page, check_first
from store.read.candidates import INDEX, Candidates, among
from store.read.case_filter import CaseFilter, conditions, search_terms
from store.read.case_orders import behind, index_for
from store.record.revision import state_of

COUNT_MOST = 10_000
DUPLICATES_MOST = 50
OPEN_MOST = 500
NEWEST = ORDERS[CaseOrder.NEWEST].sort


class Cases:
    """The cases a caller may see."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._heads = connection.heads(Kind.CASE)

    def showing(self, keys: Collection[str] | None) -> "Cases":
        """The same, whose rows hold these keys only, and what lists go by; None for whole rows."""
        if keys is None:
            return self
        made = Cases(self._connection)
        made._heads = self._heads.showing({*keys, *(order.field for order in ORDERS.values())})
        return made

    async def one(self, actor: Actor, id: str) -> Document | None:
        """A case by its id; None when missing or invisible."""
        return await self._heads.find_one(all_of(equals("_id", id), visible_to(actor)))

    async def by_code(self, actor: Actor, code: str) -> Document | None:
        """A case by its readable number; None when missing or invisible."""
        return await self._heads.find_one(all_of(equals("code", code), visible_to(actor)))

    async def duplicates(self, actor: Actor, case: Document) -> list[Document]:
        """The visible cases linked with a case, in either direction; hidden ones are in no such list."""
        if case["hidden"]:
            return []
        either = [{"duplicate_of": {"$eq": case["_id"]}}, {"_id": {"$eq": case["duplicate_of"]}}]
        query: Document = all_of({"$or": either}, {"hidden": {"$eq": False}}, visible_to(actor))
        return await self._heads.find(query).sort(NEWEST).limit(DUPLICATES_MOST).to_list(DUPLICATES_MOST)

    async def page(
        self,
        actor: Actor,
        wanted: CaseFilter,
        first: int,
        after: str | None,
        order: CaseOrder = CaseOrder.NEWEST,
        found_among: Candidates | None = None,
    ) -> Page:
        """Cases in an order. Raises Refused for a bad page size, cursor or filter."""
        looked_at = found_among or await self.among(actor, wanted)
        query = self._query(actor, wanted, behind(order, after), looked_at.condition)
        found = self._heads.find(query).sort(ORDERS[order].sort).hint(_index(actor, wanted, order))
        rows = await found.limit(check_first(first) + 1).to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)

    async def to_regroup(self, former: str) -> AsyncIterator[str]:
        """Open cases in which a former agency took part; for the register itself."""
        query = {"members": {"$eq": former}, "state": {"$ne": CaseState.CLOSED.value}}
        for head in await self._heads.find(query, {"_id": 1}).to_list(None):
            yield head["_id"]

    async def to_pass_on(self, lead: str) -> AsyncIterator[str]:
        """Cases that another agency leads, or that are about some agency; for the register itself."""
        query = {"$or": [{"lead": {"$ne": lead}}, {"concerns": {"$ne": []}}]}
        for head in await self._heads.find(query, {"_id": 1}).to_list(None):
            yield head["_id"]

    async def open_states(self, actor: Actor) -> AsyncIterator[Case]:
        """The states of the open cases that the actor's agency is a member of, at most OPEN_MOST."""
        query = {"members": {"$in": sorted(actor.agencies)}, "state": {"$ne": CaseState.CLOSED.value}}
        async for head in self._heads.find(query, {"n": 1}).limit(OPEN_MOST):
            revision = await self._connection.revisions.find_one({"_id": f"{head['_id']}:{head['n']}"})
            if revision is not None:
                yield state_of(revision)

    async def among(self, actor: Actor, wanted: CaseFilter) -> Candidates:
        """The cases that a filter's words look at; all without words. Raises Refused."""
        if wanted.search is None:
            return Candidates()
        return await among(self._heads, actor, search_terms(wanted.search, self._connection.master))

    async def count(self, actor: Actor, wanted: CaseFilter, found_among: Candidates | None = None) -> int:
        """How many cases the filter finds, counted to COUNT_MOST and no further."""
        looked_at = found_among or await self.among(actor, wanted)
        query = self._query(actor, wanted, {}, looked_at.condition)
        return await self._heads.count_documents(query, limit=COUNT_MOST, hint=_index(actor, wanted, CaseOrder.NEWEST))

    def _query(self, actor: Actor, wanted: CaseFilter, *more: Document) -> Document:
        return all_of(visible_to(actor), *conditions(wanted, self._connection.master), *more)


def _index(actor: Actor, wanted: CaseFilter, order: CaseOrder) -> str:
    """The index of a list; of a search, which has few candidates, that of its words."""
    return INDEX if wanted.search is not None else index_for(actor, wanted.agency, order)
