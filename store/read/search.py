"""Conditions and orders of lists of cases, and search in Vietnamese over what the viewer may see.

The rarest syllable finds candidates by equality, at most CANDIDATES_MOST of the newest; the other syllables narrow
them, and who wrote the words as they were typed comes first. All that is done in the database, by keyed hashes: no more
cases are read than are shown. Phrases in quotation marks are looked for in the texts of all that have their words.
Cases closed as protected or without grounds have no terms, so no search finds them (Đ2.2).

Terms are counted among what the viewer may see, so that no count tells of anything else. They come as heads hold them:
as keyed hashes.

A page begins after a place, never after a number of rows: what is written in between neither repeats nor skips a
case that stays where it was. A case that moves (its deadline is met, something happens to it) is where it is now.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from domain.case.order import CaseOrder
from domain.case.state.case import CaseState, Category
from domain.kernel import text
from domain.kernel.actor import Actor
from domain.kernel.calendar import from_iso_millis, iso_millis
from domain.kernel.masking import asks_for_number
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import Kind
from store.driver.conditions import CURSOR_MOST, Place, all_of, bad_cursor, equals, one_of, within
from store.driver.connection import Connection, Document
from store.driver.transaction import settled
from store.heads.collection import HeadCollection, heads_of
from store.heads.reader import visible_to
from store.keys.master import MasterKey
from store.kinds.case_heads import NEVER, NEWEST, ORDERS, index_for, searched

SEARCH_TERMS_MOST = 8
SEARCH_MOST = 200
AREAS_MOST = 50


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Filter for a list of cases. There is no filter by account, host, path or person."""

    states: tuple[CaseState, ...] = ()
    category: Category | None = None
    agency: str | None = None
    lead: str | None = None
    assigned: str | None = None
    concerned: str | None = None
    areas: tuple[str, ...] = ()
    opened_since: datetime | None = None
    opened_before: datetime | None = None
    changed_since: datetime | None = None
    due_since: datetime | None = None
    due_before: datetime | None = None
    search: str | None = None

    def used(self) -> tuple[str, ...]:
        """Names of the conditions in use, for the access record."""
        return tuple(name for name, value in vars(self).items() if value not in (None, ()))


AGENCIES = {"agency": "members", "lead": "lead", "assigned": "assigned", "concerned": "concerns"}
"""The fields of a head that hold an agency, by the filter's."""


def conditions(wanted: CaseFilter, sight: Document, master: MasterKey) -> list[Document]:
    """Turn the filter, without the sight, into conditions; words become keyed hashes. Raises Refused."""
    found: list[Document] = []
    if wanted.states:
        found.append({"state": one_of(map(str, wanted.states))})
    if wanted.category:
        found.append({"category": str(wanted.category)})
    for name, kept in AGENCIES.items():
        value = getattr(wanted, name)
        if value is not None:
            # Who sees every case finds those of an agency by the index of that agency's own lists.
            found.append(equals("seen_by" if kept == "members" and not sight else kept, value))
    if wanted.areas:
        found.append({"areas": {"$in": _areas(wanted.areas)}})
    found += within("opened_at", wanted.opened_since, wanted.opened_before)
    found += within("changed_at", wanted.changed_since, None)
    found += _due(wanted)
    if wanted.search is not None:
        found.append({"terms": {"$all": search_terms(wanted.search, master)}})
    return found


def _areas(areas: tuple[str, ...]) -> list[str]:
    if len(areas) > AREAS_MOST:
        raise Refused(invalid("filter.areas", "too-many", most=AREAS_MOST))
    return [area for area in areas if text.forbidden(area) is None]


def _due(wanted: CaseFilter) -> list[Document]:
    """A case without a deadline is due neither before nor after any moment."""
    found = within("next_due", wanted.due_since, wanted.due_before)
    return [*found, {"next_due": {"$lt": NEVER}}] if found else []


def search_terms(words: str, master: MasterKey) -> list[bytes]:
    """The folded syllables of a search as heads hold them. Raises Refused for an empty or endless one."""
    if len(words) > SEARCH_MOST:
        raise Refused(invalid("filter.search", "text-too-long", most=SEARCH_MOST))
    terms = list(text.syllables(text.nfc(words), SEARCH_TERMS_MOST + 1))
    if not terms:
        raise Refused(invalid("filter.search", "search-empty"))
    if len(terms) > SEARCH_TERMS_MOST:
        raise Refused(invalid("filter.search", "search-too-long", most=SEARCH_TERMS_MOST))
    if asks_for_number(text.nfc(words)):
        raise Refused(invalid("filter.search", "search-by-number"))
    return list(map(master.term, terms))


CANDIDATES_MOST: Final = 1_000


@dataclass(frozen=True)
class Candidates:
    """The candidates of a search as a condition; `truncated` says that there are older ones."""

    condition: Document = field(default_factory=dict)
    truncated: bool = False


async def rarest(heads: HeadCollection, actor: Actor, terms: Sequence[bytes]) -> tuple[bytes, int]:
    """The term that fewest visible cases have, with their number; counted to one more than there are candidates."""
    counts = {}
    for term in terms:
        query = with_term(actor, term)
        hint = heads.hint(index_for(query, CaseOrder.NEWEST))
        counts[term] = await heads.count_documents(query, limit=CANDIDATES_MOST + 1, **hint)
    return min(counts.items(), key=lambda term_count: term_count[1])


def with_term(actor: Actor, term: bytes) -> Document:
    return all_of({"terms": term}, visible_to(actor))


async def among(heads: HeadCollection, actor: Actor, terms: Sequence[bytes]) -> Candidates:
    """The candidates of a search for terms. Cases opened at one moment with the last of them are candidates too."""
    term, count = await rarest(heads, actor, terms)
    chosen: Document = {"terms": term}
    if count <= CANDIDATES_MOST:
        return Candidates(chosen)
    query = with_term(actor, term)
    found = heads.find(query, {"opened_at": 1}, **heads.hint(index_for(query, CaseOrder.NEWEST))).sort(NEWEST)
    rows = await found.skip(CANDIDATES_MOST - 1).limit(1).to_list(1)
    if not rows:  # some were closed and left search since they were counted
        return Candidates(chosen)
    return Candidates({**chosen, "opened_at": {"$gte": rows[0]["opened_at"]}}, truncated=True)


def cursor_of(order: CaseOrder, row: Document) -> str:
    value = row[ORDERS[order].field]
    shown = iso_millis(value.replace(tzinfo=UTC)) if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(f"{order}\n{shown}\n{row['_id']}".encode()).decode().rstrip("=")


def place_in(order: CaseOrder, cursor: str | None, backward: bool = False) -> Place | None:
    """The place that a cursor names; None without one. Raises Refused for one that is not of this order."""
    if cursor is None:
        return None
    try:
        if len(cursor) > CURSOR_MOST:
            raise ValueError
        padded = cursor + "=" * (-len(cursor) % 4)
        named, shown, id = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split("\n")
        if named != order:
            raise ValueError
        timed = order is not CaseOrder.CLAIM
        return Place(from_iso_millis(shown).replace(tzinfo=None) if timed else shown, id)
    except (ValueError, binascii.Error):
        raise bad_cursor(backward) from None


_PHRASE: Final = re.compile(r'["“”]([^"“”]*)["“”]')
_SHOWN: Final = ("code", "receipt.document_number", "decisions.number", "results.document_number", "claim")


@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """Search terms: folded syllables, folded phrases, and the words as they were typed."""

    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    exact: tuple[str, ...]

    def keyed(self, master: MasterKey) -> tuple[bytes, ...]:
        return tuple(map(master.term, self.terms))

    def has_phrases(self, row: Document) -> bool:
        folded = f" {text.fold(' '.join(searched(row)))} "
        return all(f" {phrase} " in folded for phrase in self.phrases)

    def ranked(self, master: MasterKey) -> list[Document]:
        """The steps that keep the candidates with all the words, those with most of the same diacritics first."""
        exact = {"$setIntersection": [{"$ifNull": ["$words", []]}, list(map(master.word, self.exact))]}
        return [
            {"$match": {"terms": {"$all": list(self.keyed(master))}}},
            {"$project": {"opened_at": 1, "exact": {"$size": exact}}},
            {"$sort": {"exact": -1, **dict(NEWEST)}},
        ]


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    rows: list[Document]
    total: int
    truncated: bool


def sought(words: str) -> SearchRequest:
    """The search a text asks for. Raises Refused for an empty or endless one."""
    if len(words) > SEARCH_MOST:
        raise Refused(invalid("words", "text-too-long", most=SEARCH_MOST))
    typed = text.nfc(words)
    terms = text.syllables(typed, SEARCH_TERMS_MOST + 1)
    if not terms:
        raise Refused(invalid("words", "search-empty"))
    if len(terms) > SEARCH_TERMS_MOST:
        raise Refused(invalid("words", "search-too-long", most=SEARCH_TERMS_MOST))
    if asks_for_number(typed):
        raise Refused(invalid("words", "search-by-number"))
    phrases = [text.fold(phrase) for phrase in _PHRASE.findall(typed)]
    exact = text.words(typed, SEARCH_MOST)
    return SearchRequest(terms=terms, phrases=tuple(filter(None, phrases)), exact=exact)


class Search:
    def __init__(self, connection: Connection) -> None:
        self._heads, self._master = heads_of(connection, Kind.CASE), connection.master

    async def cases(self, actor: Actor, words: str, first: int, keys: frozenset[str] | None = None) -> SearchResult:
        """The best of the visible cases with all the words, as rows of these keys; None for whole ones.

        Raises Refused for words that are none.
        """
        wanted = sought(words)
        term, candidates = await rarest(self._heads, actor, wanted.keyed(self._master))
        most = CANDIDATES_MOST if wanted.phrases else first
        ids, total = await self._ranked(with_term(actor, term), wanted, most)
        if wanted.phrases:
            ids = await self._with_phrases(actor, wanted, ids)
            total = len(ids)
        shown = self._heads if keys is None else self._heads.showing(keys)
        rows = await self._rows(shown, actor, ids[:first])
        return SearchResult(rows=rows, total=total, truncated=candidates > CANDIDATES_MOST)

    async def _ranked(self, query: Document, wanted: SearchRequest, most: int) -> tuple[list[str], int]:
        """The ids of the best candidates with all the words, and how many have them."""
        steps: list[Document] = [
            {"$match": query},
            {"$sort": dict(NEWEST)},
            {"$limit": CANDIDATES_MOST},
            *wanted.ranked(self._master),
            {"$group": {"_id": None, "total": {"$sum": 1}, "ids": {"$push": "$_id"}}},
            {"$project": {"total": 1, "ids": {"$slice": ["$ids", most]}}},
        ]
        hint = self._heads.hint(index_for(query, CaseOrder.NEWEST))
        found = await (await settled(self._heads.aggregate(steps, **hint))).to_list(1)
        return (found[0]["ids"], found[0]["total"]) if found else ([], 0)

    async def _with_phrases(self, actor: Actor, wanted: SearchRequest, ids: list[str]) -> list[str]:
        """Those of some cases that have every phrase, in their order."""
        rows = await self._rows(self._heads.showing(_SHOWN), actor, ids)
        return [row["_id"] for row in rows if wanted.has_phrases(_complete(row))]

    async def _rows(self, heads: HeadCollection, actor: Actor, ids: list[str]) -> list[Any]:
        """The cases with these ids, in their order; sight is checked again, for a case may have gone meanwhile."""
        query = all_of({"_id": {"$in": ids}}, {"hidden": False}, visible_to(actor))
        rows = {row["_id"]: row for row in await heads.find(query).to_list(len(ids) or 1)}
        return [rows[id] for id in ids if id in rows]


def _complete(row: Document) -> Document:
    """A projected row with the keys that `searched` reads, whatever the database left out as empty."""
    return {"receipt": {"document_number": None}, "decisions": [], "results": [], **row}
