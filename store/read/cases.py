"""Reads of cases. Every read takes the actor and filters by the actor's visibility. Queries of lists name their
index."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from copy import copy

from domain.case.order import CaseOrder
from domain.case.state.case import Case, CaseState
from domain.kernel import text
from domain.kernel.actor import Actor
from domain.kernel.fields import checked_address
from domain.kernel.refusals import Refused, invalid
from domain.kernel.sites import Named, is_of_account_host, named_by
from domain.kernel.vocabulary import Kind
from store.driver.conditions import COUNT_MOST, Page, all_of, check_first, equals, one_of
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.reader import visible_to
from store.kinds.case_heads import NEWEST, ORDERS, index_for
from store.read.search import Candidates, CaseFilter, among, conditions, place_in, search_terms
from store.record.revision import state_of

DUPLICATES_MOST = 50
AT_ADDRESS_MOST = 20
OPEN_MOST = 500
SHOWING_MOST = 256
"""Most projected copies of `Cases` that are cached. Each compiled query has one copy."""
OPEN = [state.value for state in CaseState if state is not CaseState.CLOSED]


class Cases:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._heads = heads_of(connection, Kind.CASE)
        self._showing: dict[tuple[frozenset[str], CaseOrder | None], Cases] = {}

    def showing(self, keys: frozenset[str] | None, order: CaseOrder | None = None) -> "Cases":
        """Return a copy whose rows have only these keys and the sort field of the order. If `keys` is None, rows are
        complete."""
        if keys is None:
            return self
        if (known := self._showing.get((keys, order))) is not None:
            return known
        made = copy(self)
        made._heads = self._heads.showing(keys | {ORDERS[order].field} if order else keys)
        if len(self._showing) < SHOWING_MOST:
            self._showing[keys, order] = made
        return made

    async def one(self, actor: Actor, id: str) -> Document | None:
        return await self._heads.find_one(all_of(equals("_id", id), visible_to(actor)))

    async def by_code(self, actor: Actor, code: str) -> Document | None:
        return await self._heads.find_one(all_of(equals("code", code), visible_to(actor)))

    async def with_duplicates(self, cases: Sequence[str]) -> frozenset[str]:
        """Return the cases that have linked duplicates, whether or not the caller may see the duplicates.

        The query reads at most DUPLICATES_MOST links for each case, counted over all cases together. If there are more
        links, a case may be missing.
        """
        steps: list[Document] = [
            {"$match": {"duplicate_of": {"$in": list(cases)}}},
            {"$limit": DUPLICATES_MOST * len(cases)},
            {"$group": {"_id": "$duplicate_of"}},
        ]
        return frozenset(row["_id"] for row in await self._heads.aggregated(steps))

    async def at_address(self, actor: Actor, url: str) -> list[Document]:
        """Return the visible cases about the content at exactly this address, newest first.

        Hidden cases are never found. Raise Refused for an invalid address, and for the address of an account, a
        telephone number or a list (X2).
        """
        given = checked_address(url, "address")
        if is_of_account_host(given) and named_by(given) is not Named.ITEM:
            raise Refused(invalid("address", "search-by-number"))
        return await self._found_by(actor, {"url_key": self._connection.master.match(text.normal_url(given))})

    async def looked_up_at(self, actor: Actor, url: str) -> list[Document]:
        """Return the visible cases about the content at an address, or with a decision shown there."""
        key = self._connection.master.match(text.normal_url(url))
        return await self._found_by(actor, {"$or": [{"url_key": key}, {"decision_keys": key}]})

    async def _found_by(self, actor: Actor, about: Document) -> list[Document]:
        found = self._heads.find(all_of(about, visible_to(actor))).sort(NEWEST)
        return await found.limit(AT_ADDRESS_MOST).to_list(AT_ADDRESS_MOST)

    async def some(self, actor: Actor, ids: Sequence[str]) -> list[Document]:
        return await self._heads.find(all_of({"_id": {"$in": sorted(set(ids))}}, visible_to(actor))).to_list(None)

    async def duplicates(self, actor: Actor, given: Sequence[Document]) -> Mapping[str, list[Document]]:
        """Return the visible cases linked as duplicates with each case, in either direction. Hidden cases are left out.

        This takes two queries for all cases, and one more for each case with more links than the limit.
        """
        cases: dict[str, str | None] = {row["_id"]: row["duplicate_of"] for row in given if not row["hidden"]}
        most, before = (DUPLICATES_MOST + 1) * len(cases), {of for of in cases.values() if of}
        rows = await self._linked(actor, "duplicate_of", cases, most)
        first = {row["_id"]: row for row in await self._linked(actor, "_id", before, len(before))}
        found: dict[str, list[Document]] = {id: [] for id in cases}
        for row in rows:
            found[row["duplicate_of"]].append(row)
        if len(rows) == most and len(cases) > 1:
            for id in (id for id, own in found.items() if len(own) <= DUPLICATES_MOST):
                found[id] = await self._linked(actor, "duplicate_of", (id,), DUPLICATES_MOST)
        for id, of in cases.items():
            own = [*found[id], *([first[of]] if of in first else [])]
            found[id] = sorted(own, key=lambda row: (row["opened_at"], row["_id"]), reverse=True)[:DUPLICATES_MOST]
        return {row["_id"]: found.get(row["_id"], []) for row in given}

    async def _linked(self, actor: Actor, field: str, ids: Collection[str], most: int) -> list[Document]:
        if not ids:
            return []
        found = self._heads.find(all_of({field: one_of(ids)}, {"hidden": False}, visible_to(actor))).sort(NEWEST)
        return await found.limit(most).to_list(most)

    async def page(
        self,
        actor: Actor,
        wanted: CaseFilter,
        first: int,
        after: str | None,
        order: CaseOrder = CaseOrder.NEWEST,
        found_among: Candidates | None = None,
        backward: bool = False,
    ) -> Page:
        """Return a page of cases in an order: the `first` cases after a cursor or, if `backward`, before the cursor.

        Raise Refused for a bad page size, cursor or filter.
        """
        looked_at = found_among or await self.among(actor, wanted)
        query = self._query(actor, wanted, looked_at.condition)
        hint, turned = self._heads.hint(index_for(query, order)), ORDERS[order].turned(backward)

        async def read(narrowed: Document, most: int) -> list[Document]:
            return await self._heads.find(narrowed, **hint).sort(turned.sort).limit(most).to_list(most)

        place = place_in(order, after, backward)
        return Page.of(await turned.rows(read, query, place, check_first(first, backward) + 1), first, backward)

    async def to_regroup(self, former: str) -> AsyncIterator[str]:
        """Yield the ids of open cases in which a former agency took part. Only the register itself may call it."""
        query = {"seen_by": former, "state": one_of(OPEN)}
        for head in await self._heads.find(query, {"_id": 1}).to_list(None):
            yield head["_id"]

    async def checked_by(self, officer: str, agencies: Iterable[str]) -> AsyncIterator[str]:
        """Yield the ids of open cases whose check is assigned to an officer of these agencies.

        Only the register itself may call it.
        """
        query = {"seen_by": one_of(agencies), "state": one_of(OPEN), "focal": officer}
        for head in await self._heads.find(query, {"_id": 1}).to_list(None):
            yield head["_id"]

    async def to_pass_on(self, lead: str) -> AsyncIterator[str]:
        """Yield the ids of cases that another agency leads, or that are about another agency.

        Only the register itself may call it.
        """
        query = {"$or": [{"lead": {"$ne": lead}}, {"concerns": {"$ne": []}}]}
        for head in await self._heads.find(query, {"_id": 1}).to_list(None):
            yield head["_id"]

    async def open_states(self, actor: Actor) -> AsyncIterator[Case]:
        """Yield the states of open cases of which the actor's agency is a member, at most OPEN_MOST."""
        query = {"seen_by": one_of(actor.agencies), "state": one_of(OPEN)}
        async for head in self._heads.find(query, {"n": 1}).limit(OPEN_MOST):
            revision = await self._connection.revisions.find_one({"_id": f"{head['_id']}:{head['n']}"})
            if revision is not None:
                yield state_of(revision)

    async def among(self, actor: Actor, wanted: CaseFilter) -> Candidates:
        """Return the candidates for the filter's search words; if there are no words, all cases. Raise Refused."""
        if wanted.search is None:
            return Candidates()
        return await among(self._heads, actor, search_terms(wanted.search, self._connection.master))

    async def count(self, actor: Actor, wanted: CaseFilter, found_among: Candidates | None = None) -> int:
        looked_at = found_among or await self.among(actor, wanted)
        query = self._query(actor, wanted, looked_at.condition)
        hint = self._heads.hint(index_for(query, CaseOrder.NEWEST))
        return await self._heads.count_documents(query, limit=COUNT_MOST, **hint)

    def _query(self, actor: Actor, wanted: CaseFilter, candidates: Document) -> Document:
        sight = visible_to(actor)
        # Search terms go first: the embedded engine uses the first clause that has an index.
        return all_of(candidates, sight, *conditions(wanted, sight, self._connection.master))
