"""Search for cases with the same content as a given case, by a shared address or a similar text, among visible cases.

Addresses are compared by a keyed hash of their normal form. No search by host, path or account is possible (X2). A case
closed as protected or without grounds has neither keys nor bands, so it matches no other case.
"""

from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING

from domain.kernel.actor import Actor
from domain.kernel.masking import without_numbers
from domain.kernel.vocabulary import Kind
from store.driver.conditions import all_of
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.reader import visible_to
from store.kinds.case_heads import NEWEST, name_of
from store.kinds.similarity import likeness

CANDIDATES_MOST = 200
SIMILAR_MOST = 20
ADDRESS, CLAIM = "url_key", "bands"


@dataclass(frozen=True, kw_only=True)
class Similar:
    case: Document
    same_address: bool
    likeness: int | None


class SimilarCases:
    def __init__(self, connection: Connection) -> None:
        self._heads = heads_of(connection, Kind.CASE)

    async def of(self, actor: Actor, case: Document, *, by_claim: bool) -> list[Similar]:
        """Return at most SIMILAR_MOST visible cases that share an address with this case or, if `by_claim`, have a
        similar claim."""
        found: dict[str, Similar] = {}
        for field in (ADDRESS, CLAIM) if by_claim else (ADDRESS,):
            for candidate in await self._candidates(actor, case, field):
                alike = _compared(case, candidate)
                if alike.same_address or alike.likeness is not None:
                    found[candidate["_id"]] = alike
        ranked = sorted(found.values(), key=lambda alike: (alike.same_address, alike.likeness or 0), reverse=True)
        return ranked[:SIMILAR_MOST]

    async def _candidates(self, actor: Actor, case: Document, field: str) -> list[Document]:
        wanted: list[Any] = case[field]
        if not wanted or case["hidden"]:
            return []
        query = all_of({field: {"$in": wanted}}, visible_to(actor))  # a hidden case has neither
        hint = self._heads.hint(name_of([(field, ASCENDING), *NEWEST]))
        found = (
            self._heads.find(query, **hint).sort(NEWEST).limit(CANDIDATES_MOST + 1)
        )  # the case matches itself as well
        rows: list[Document] = await found.to_list(CANDIDATES_MOST + 1)
        return [row for row in rows if row["_id"] != case["_id"]]


def _compared(case: Document, other: Document) -> Similar:
    same = not set(case["url_key"]).isdisjoint(other["url_key"])
    alike = likeness(*(without_numbers(row["claim"] or "") for row in (case, other)))
    return Similar(case=other, same_address=same, likeness=alike)
