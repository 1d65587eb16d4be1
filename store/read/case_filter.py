"""Conditions that narrow a list of cases: values are only ever compared, never spliced."""

from dataclasses import dataclass
from datetime import datetime

from domain.case.state.case import CaseState, Category
from domain.kernel import text
from domain.kernel.masking import asks_for_number
from domain.kernel.refusals import Refused, invalid
from store.driver.conditions import equals, one_of, within
from store.driver.connection import Document
from store.keys.master import MasterKey
from store.kinds.owed import NEVER

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
    for name, field in AGENCIES.items():
        value = getattr(wanted, name)
        if value is not None:
            # Who sees every case finds those of an agency by the index of that agency's own lists.
            found.append(equals("seen_by" if field == "members" and not sight else field, value))
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
