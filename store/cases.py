"""Reading cases. Every read takes the actor and carries the filter of its sight."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from pymongo import DESCENDING

from domain import text
from domain.case import Case, CaseState, Category
from domain.facts import Actor
from domain.refusals import Refused, invalid
from domain.streams import Kind
from store.conditions import equals, within
from store.connection import Connection, Document
from store.pages import Page, check_first, older_than
from store.revision import state_of
from store.visibility import visible_to

SEARCH_TERMS_MOST = 8
SEARCH_MOST = 200
COUNT_MOST = 10_000
DUPLICATES_MOST = 50
OPEN_MOST = 500
ORDER = [("opened_at", DESCENDING), ("_id", DESCENDING)]


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """What a list of cases is narrowed to. There is no filter by account, host, path or person."""

    states: tuple[CaseState, ...] = ()
    category: Category | None = None
    agency: str | None = None
    opened_since: datetime | None = None
    opened_before: datetime | None = None
    search: str | None = None

    def used(self) -> tuple[str, ...]:
        """Names of the conditions in use, for the access record."""
        return tuple(name for name, value in vars(self).items() if value not in (None, ()))


def conditions(wanted: CaseFilter) -> list[Document]:
    """The filter as conditions; values are only ever compared, never spliced. Raises Refused."""
    found: list[Document] = []
    if wanted.states:
        found.append({"state": {"$in": [str(each) for each in wanted.states]}})
    if wanted.category:
        found.append({"category": {"$eq": str(wanted.category)}})
    if wanted.agency is not None:
        found.append(equals("members", wanted.agency))
    found += within("opened_at", wanted.opened_since, wanted.opened_before)
    if wanted.search is not None:
        found.append({"terms": {"$all": search_terms(wanted.search)}})
    return found


def search_terms(words: str) -> list[str]:
    """The folded syllables of a search. Raises Refused for an empty or endless one."""
    if len(words) > SEARCH_MOST:
        raise Refused(invalid("filter.search", "text-too-long", most=SEARCH_MOST))
    terms = list(text.syllables(text.nfc(words), SEARCH_TERMS_MOST + 1))
    if not terms:
        raise Refused(invalid("filter.search", "search-empty"))
    if len(terms) > SEARCH_TERMS_MOST:
        raise Refused(invalid("filter.search", "search-too-long", most=SEARCH_TERMS_MOST))
    return terms


class Cases:
    """The cases a caller may see."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._heads = connection.heads(Kind.CASE)

    async def one(self, actor: Actor, id: str) -> Document | None:
        """A case by its id; None when missing or invisible."""
        return await self._heads.find_one({"$and": [equals("_id", id), visible_to(actor)]})

    async def by_code(self, actor: Actor, code: str) -> Document | None:
        """A case by its readable number; None when missing or invisible."""
        return await self._heads.find_one({"$and": [equals("code", code), visible_to(actor)]})

    async def duplicates(self, actor: Actor, case: Document) -> list[Document]:
        """The visible cases linked with a case, in either direction; hidden ones are in no such list."""
        if case["hidden"]:
            return []
        either = [{"duplicate_of": {"$eq": case["_id"]}}, {"_id": {"$eq": case["duplicate_of"]}}]
        query: Document = {"$and": [{"$or": either}, {"hidden": {"$eq": False}}, visible_to(actor)]}
        return await self._heads.find(query).sort(ORDER).limit(DUPLICATES_MOST).to_list(DUPLICATES_MOST)

    async def page(self, actor: Actor, wanted: CaseFilter, first: int, after: str | None) -> Page:
        """Cases, newest first. Raises Refused for a bad page size, cursor or search."""
        query = self._query(actor, wanted, older_than("opened_at", after))
        rows = await self._heads.find(query).sort(ORDER).limit(check_first(first) + 1).to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)

    async def to_regroup(self, former: str, successor: str) -> AsyncIterator[str]:
        """Open cases in which a former agency's part has not passed to its successor; for the register itself."""
        left = [{"members": {"$ne": successor}}, {"lead": former}, {"assigned": former}]
        query = {"members": {"$eq": former}, "state": {"$ne": CaseState.CLOSED.value}, "$or": left}
        for head in await self._heads.find(query, {"_id": 1}).to_list(None):
            yield head["_id"]

    async def open_states(self, actor: Actor) -> AsyncIterator[Case]:
        """The states of the open cases that the actor's agency is a member of, at most OPEN_MOST."""
        query = {"members": {"$eq": actor.agency}, "state": {"$ne": CaseState.CLOSED.value}}
        async for head in self._heads.find(query, {"n": 1}).limit(OPEN_MOST):
            revision = await self._connection.revisions.find_one({"_id": f"{head['_id']}:{head['n']}"})
            if revision is not None:
                yield state_of(revision)

    async def count(self, actor: Actor, wanted: CaseFilter) -> int:
        """How many cases the filter finds, counted to COUNT_MOST and no further."""
        return await self._heads.count_documents(self._query(actor, wanted, {}), limit=COUNT_MOST)

    def _query(self, actor: Actor, wanted: CaseFilter, place: Document) -> Document:
        parts = [visible_to(actor), *conditions(wanted), place]
        return {"$and": [part for part in parts if part] or [{}]}
