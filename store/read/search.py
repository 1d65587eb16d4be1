"""Search in Vietnamese, with or without diacritics, over what the viewer may see.

The rarest syllable finds candidates by equality, at most CANDIDATES_MOST of the newest; the other syllables and the
phrases in quotation marks narrow them here. Then who wrote the diacritics as the case has them comes first. Cases
closed as protected or without grounds have no terms, so no search finds them (Đ2.2).
"""

import re
from dataclasses import dataclass
from typing import Final

from domain.case.order import CaseOrder
from domain.kernel import text
from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, invalid
from store.heads.case_heads import searched
from store.heads.case_indexes import NEWEST, index_for
from store.heads.visibility import visible_to
from store.mongo.conditions import all_of
from store.mongo.connection import Connection, Document
from store.read.candidates import CANDIDATES_MOST, rarest, with_term
from store.read.case_filter import SEARCH_MOST, SEARCH_TERMS_MOST
from store.record.keys import MasterKey

_PHRASE: Final = re.compile(r'["“”]([^"“”]*)["“”]')
_SHOWN: Final = ("code", "receipt.document_number", "decisions.number", "results.document_number", "claim", "terms")


@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """What was asked for: folded syllables, folded phrases, and the words as they were typed."""

    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    exact: tuple[str, ...]

    def keyed(self, master: MasterKey) -> tuple[bytes, ...]:
        """The syllables as heads hold them."""
        return tuple(map(master.term, self.terms))

    def has_phrases(self, row: Document) -> bool:
        """Whether a candidate has every phrase."""
        if not self.phrases:
            return True
        folded = f" {text.fold(' '.join(searched(row)))} "
        return all(f" {phrase} " in folded for phrase in self.phrases)

    def exactness(self, row: Document) -> int:
        """How many words the case has with the same diacritics."""
        words = set(_words(" ".join(searched(row))))
        return sum(word in words for word in self.exact)


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """Cases, the best first; `truncated` says that older candidates were not looked at."""

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
    phrases = [text.fold(phrase) for phrase in _PHRASE.findall(typed)]
    return SearchRequest(terms=terms, phrases=tuple(filter(None, phrases)), exact=tuple(dict.fromkeys(_words(typed))))


def _words(typed: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text.nfc(typed).lower()).split()


class Search:
    """Finding cases by words."""

    def __init__(self, connection: Connection) -> None:
        self._heads, self._master = connection.heads(Kind.CASE), connection.master

    async def cases(self, actor: Actor, words: str, first: int) -> SearchResult:
        """The best of the visible cases with all the words. Raises Refused for words that are none."""
        wanted = sought(words)
        terms = wanted.keyed(self._master)
        term, _ = await rarest(self._heads, actor, terms)
        query = with_term(actor, term)
        hint = self._heads.hint(index_for(query, CaseOrder.NEWEST))
        found = self._heads.find(query, dict.fromkeys(_SHOWN, 1), **hint).sort(NEWEST).limit(CANDIDATES_MOST + 1)
        candidates: list[Document] = [_complete(row) for row in await found.to_list(CANDIDATES_MOST + 1)]
        matching = [
            row for row in candidates[:CANDIDATES_MOST] if {*terms} <= {*row["terms"]} and wanted.has_phrases(row)
        ]
        ranked = sorted(matching, key=wanted.exactness, reverse=True)  # stable: the newest first among equals
        rows = await self._whole(actor, [row["_id"] for row in ranked[:first]])
        return SearchResult(rows=rows, total=len(matching), truncated=len(candidates) > CANDIDATES_MOST)

    async def _whole(self, actor: Actor, ids: list[str]) -> list[Document]:
        """The cases with these ids, in their order; sight is checked again, for a case may have gone meanwhile."""
        query = all_of({"_id": {"$in": ids}}, {"hidden": False}, visible_to(actor))
        rows = {row["_id"]: row for row in await self._heads.find(query).to_list(len(ids) or 1)}
        return [rows[id] for id in ids if id in rows]


def _complete(row: Document) -> Document:
    """A projected row with the keys that `searched` reads, whatever the database left out as empty."""
    return {"receipt": {"document_number": None}, "decisions": [], "results": [], **row}
