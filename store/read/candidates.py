"""The cases that a search looks at: those with its rarest term, at most CANDIDATES_MOST of the newest.

Terms are counted among what the viewer may see, so that no count tells of anything else. They come as heads hold them:
as keyed hashes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.case.order import CaseOrder
from domain.kernel.actor import Actor
from store.driver.conditions import all_of
from store.driver.connection import Document
from store.heads.collection import HeadCollection
from store.heads.visibility import visible_to
from store.kinds.case_indexes import NEWEST, index_for

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
