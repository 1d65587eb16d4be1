"""Search in Vietnamese, with or without diacritics, over what the viewer may see.

The rarest syllable finds candidates by equality, at most CANDIDATES_MOST of the newest; the other syllables narrow
them, and who wrote the words as they were typed comes first. All that is done in the database, by keyed hashes: no more
cases are read than are shown. Phrases in quotation marks are looked for in the texts of all that have their words.
Cases closed as protected or without grounds have no terms, so no search finds them (Đ2.2).
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from domain.case.order import CaseOrder
from domain.kernel import text
from domain.kernel.actor import Actor
from domain.kernel.masking import asks_for_number
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import Kind
from store.driver.conditions import all_of
from store.driver.connection import Connection, Document
from store.driver.transaction import settled
from store.heads.collection import HeadCollection, heads_of
from store.heads.reader import visible_to
from store.keys.master import MasterKey
from store.kinds.case_heads import NEWEST, index_for, searched
from store.read.case_filter import CANDIDATES_MOST, SEARCH_MOST, SEARCH_TERMS_MOST, rarest, with_term

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
