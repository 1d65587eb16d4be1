"""Filters and orders of lists of cases, and Vietnamese search over what the viewer may see.

The rarest syllable gives the candidates, at most CANDIDATES_MOST of the newest. The other syllables narrow them, and
cases with the words exactly as typed come first. The database compares keyed hashes, so only the resulting cases are
read. Quoted phrases are searched in the texts of all candidates that contain the words of the phrases.

Cases closed as protected or without grounds have no terms, so no search finds them (Đ2.2). Terms are counted only among
cases that the viewer may see, so that no count reveals another case. Heads contain terms as keyed hashes.

A page begins after a cursor, never after a number of rows. So new rows cause no repeated or skipped case, unless a case
moves. A case moves if it changed, or its deadline passed. It is then shown at its new position.
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
        """Return the names of the conditions in use, for the access record."""
        return tuple(name for name, value in vars(self).items() if value not in (None, ()))


AGENCIES = {"agency": "members", "lead": "lead", "assigned": "assigned", "concerned": "concerns"}
"""Field of a head with an agency, by the filter's field."""


def conditions(wanted: CaseFilter, sight: Document, master: MasterKey) -> list[Document]:
    """Return the filter as query conditions, without visibility. Words become keyed hashes. Raise Refused."""
    found: list[Document] = []
    if wanted.states:
        found.append({"state": one_of(map(str, wanted.states))})
    if wanted.category:
        found.append({"category": str(wanted.category)})
    for name, kept in AGENCIES.items():
        value = getattr(wanted, name)
        if value is not None:
            # For a viewer of every case, the index of the agency's own lists finds the agency's cases.
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
    """Return the conditions on the deadline. A case without a deadline matches no range."""
    found = within("next_due", wanted.due_since, wanted.due_before)
    return [*found, {"next_due": {"$lt": NEVER}}] if found else []


def search_terms(words: str, master: MasterKey) -> list[bytes]:
    """Return the folded syllables of a search as keyed hashes. Raise Refused as `_syllables` does."""
    return list(map(master.term, _syllables(words, "filter.search")))


def _syllables(words: str, field: str) -> tuple[str, ...]:
    """Return the folded syllables of a search. Raise Refused, with the field, for an empty or too long search, and for
    a number (X2)."""
    if len(words) > SEARCH_MOST:
        raise Refused(invalid(field, "text-too-long", most=SEARCH_MOST))
    terms = text.syllables(text.nfc(words), SEARCH_TERMS_MOST + 1)
    if not terms:
        raise Refused(invalid(field, "search-empty"))
    if len(terms) > SEARCH_TERMS_MOST:
        raise Refused(invalid(field, "search-too-long", most=SEARCH_TERMS_MOST))
    if asks_for_number(text.nfc(words)):
        raise Refused(invalid(field, "search-by-number"))
    return terms


CANDIDATES_MOST: Final = 1_000


@dataclass(frozen=True)
class Candidates:
    """Candidates of a search, as a condition. `truncated` is True if there are older candidates."""

    condition: Document = field(default_factory=dict)
    truncated: bool = False


async def rarest(heads: HeadCollection, actor: Actor, terms: Sequence[bytes]) -> tuple[bytes, int]:
    """Return the term that occurs in the fewest visible cases, and the number of these cases, up to CANDIDATES_MOST +
    1."""
    counts = {}
    for term in terms:
        query = with_term(actor, term)
        hint = heads.hint(index_for(query, CaseOrder.NEWEST))
        counts[term] = await heads.count_documents(query, limit=CANDIDATES_MOST + 1, **hint)
    return min(counts.items(), key=lambda term_count: term_count[1])


def with_term(actor: Actor, term: bytes) -> Document:
    return all_of({"terms": term}, visible_to(actor))


async def among(heads: HeadCollection, actor: Actor, terms: Sequence[bytes]) -> Candidates:
    """Return the candidates of a search for terms. Cases opened at the same time as the last candidate are included."""
    term, count = await rarest(heads, actor, terms)
    chosen: Document = {"terms": term}
    if count <= CANDIDATES_MOST:
        return Candidates(chosen)
    query = with_term(actor, term)
    found = heads.find(query, {"opened_at": 1}, **heads.hint(index_for(query, CaseOrder.NEWEST))).sort(NEWEST)
    rows = await found.skip(CANDIDATES_MOST - 1).limit(1).to_list(1)
    if not rows:  # some were closed and left the search index since the count
        return Candidates(chosen)
    return Candidates({**chosen, "opened_at": {"$gte": rows[0]["opened_at"]}}, truncated=True)


def cursor_of(order: CaseOrder, row: Document) -> str:
    value = row[ORDERS[order].field]
    shown = iso_millis(value.replace(tzinfo=UTC)) if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(f"{order}\n{shown}\n{row['_id']}".encode()).decode().rstrip("=")


def place_in(order: CaseOrder, cursor: str | None, backward: bool = False) -> Place | None:
    """Return the position in a cursor; None without a cursor. Raise Refused for a cursor of another order."""
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
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    exact: tuple[str, ...]

    def keyed(self, master: MasterKey) -> tuple[bytes, ...]:
        return tuple(map(master.term, self.terms))

    def has_phrases(self, row: Document) -> bool:
        folded = f" {text.fold(' '.join(searched(row)))} "
        return all(f" {phrase} " in folded for phrase in self.phrases)

    def ranked(self, master: MasterKey) -> list[Document]:
        """Return the aggregation steps that keep the candidates with all the words. Candidates with more of the same
        diacritics come first."""
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
    """Parse a search text. Raise Refused as `_syllables` does."""
    terms, typed = _syllables(words, "words"), text.nfc(words)
    phrases = [text.fold(phrase) for phrase in _PHRASE.findall(typed)]
    exact = text.words(typed, SEARCH_MOST)
    return SearchRequest(terms=terms, phrases=tuple(filter(None, phrases)), exact=exact)


class Search:
    def __init__(self, connection: Connection) -> None:
        self._heads, self._master = heads_of(connection, Kind.CASE), connection.master

    async def cases(self, actor: Actor, words: str, first: int, keys: frozenset[str] | None = None) -> SearchResult:
        """Return the best visible cases that contain all the words, as rows with these keys. If `keys` is None, rows
        are complete.

        Raise Refused for invalid words.
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
        """Return the ids of the best candidates with all the words, and the number of all such candidates."""
        steps: list[Document] = [
            {"$match": query},
            {"$sort": dict(NEWEST)},
            {"$limit": CANDIDATES_MOST},
            *wanted.ranked(self._master),
            {"$group": {"_id": None, "total": {"$sum": 1}, "ids": {"$push": "$_id"}}},
            {"$project": {"total": 1, "ids": {"$slice": ["$ids", most]}}},
        ]
        hint = self._heads.hint(index_for(query, CaseOrder.NEWEST))
        found = await self._heads.aggregated(steps, **hint)
        return (found[0]["ids"], found[0]["total"]) if found else ([], 0)

    async def _with_phrases(self, actor: Actor, wanted: SearchRequest, ids: list[str]) -> list[str]:
        """Return the cases that contain every phrase, in the same order."""
        rows = await self._rows(self._heads.showing(_SHOWN), actor, ids)
        return [row["_id"] for row in rows if wanted.has_phrases(_complete(row))]

    async def _rows(self, heads: HeadCollection, actor: Actor, ids: list[str]) -> list[Any]:
        """Return the cases with these ids, in the same order.

        Visibility is checked again, since a case may have changed.
        """
        query = all_of({"_id": {"$in": ids}}, {"hidden": False}, visible_to(actor))
        rows = {row["_id"]: row for row in await heads.find(query).to_list(len(ids) or 1)}
        return [rows[id] for id in ids if id in rows]


def _complete(row: Document) -> Document:
    """Return a projected row with all keys that `searched` reads, because the database leaves out empty values."""
    return {"receipt": {"document_number": None}, "decisions": [], "results": [], **row}
