"""Conditions and orders of lists of cases, and the candidates that a search looks at.

Terms are counted among what the viewer may see, so that no count tells of anything else. They come as heads hold them:
as keyed hashes.

A page begins after a place, never after a number of rows: what is written in between neither repeats nor skips a
case that stays where it was. A case that moves (its deadline is met, something happens to it) is where it is now.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from domain.case.order import CaseOrder
from domain.case.state.case import CaseState, Category
from domain.kernel import text
from domain.kernel.actor import Actor
from domain.kernel.calendar import from_iso_millis, iso_millis
from domain.kernel.masking import asks_for_number
from domain.kernel.refusals import Refused, invalid
from store.driver.conditions import CURSOR_MOST, Place, all_of, bad_cursor, equals, one_of, within
from store.driver.connection import Document
from store.heads.collection import HeadCollection
from store.heads.reader import visible_to
from store.keys.master import MasterKey
from store.kinds.case_heads import NEVER, NEWEST, ORDERS, index_for

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
