"""Fields of a case's head for lists, inboxes and search; its orders and indexes.

No index key is an account, a host, a path or a person, and no list can be narrowed to one of these (X2). In each index
the fields compared for equality come before the sort fields, so a page is one range of the index.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pymongo import ASCENDING, DESCENDING

from domain.book import duties_in
from domain.case.hearing import open_by_address
from domain.case.order import CaseOrder
from domain.case.state.case import Case
from domain.complaint.acts import acts_in
from domain.erasure.retention import Kept, kept_as
from domain.kernel import text
from domain.kernel.masking import without_numbers
from domain.kernel.text import sort_key
from domain.kernel.vocabulary import Kind
from domain.publication.publishable import publishing_agencies
from domain.rules.duty import not_before
from store.driver.conditions import Order, stored
from store.keys.master import MasterKey
from store.kinds.sight import seen_by
from store.kinds.similarity import bands
from store.record.canonical import plain

Document = dict[str, Any]
Keys = list[tuple[str, int]]

NEVER: Final = stored(datetime(9999, 12, 31, tzinfo=UTC))
"""Deadline in the heads of cases without a deadline, so that they sort last and have a position."""

OWED: Final[Keys] = [("duties.agency", ASCENDING), ("owed_by", ASCENDING), ("_id", ASCENDING)]
"""Index of inboxes for each kind that can have duties: by agency, earliest possible deadline first."""


def owed_fields(kind: Kind, state: Any) -> Document:
    """Return the duties in a stream as fields of its head. `owed_by` is the earliest time at which one of them may be
    overdue.

    `owed_by` depends on the state alone: days off, which may be corrected later, are applied when the head is read.
    """
    owed = duties_in(kind, state)
    moments = [stored(moment) for duty in owed if (moment := not_before(duty)) is not None]
    return {"duties": [plain(duty) for duty in owed], "owed_by": min(moments, default=NEVER)}


TERMS_MOST = 1_000
"""Most distinct syllables of a case that search can find. The same limit applies to distinct words as written."""


def case_fields(case: Case, document: Document, at: datetime, master: MasterKey, before: Document | None) -> Document:
    recorded = [duty["due_at"] for duty in document["duties"] if duty["due_at"] is not None]
    found: Document = {
        "opened_at": document["receipt"]["received_at"],
        "changed_at": stored(at),
        "next_due": min(recorded, default=NEVER),
        "hidden": case.hidden,
        "protects": kept_as(case) is Kept.PROTECTION,
        "seen_by": seen_by(case.members, fields=[str(case.category)] if case.category else ()),
        "results_of": publishing_agencies(case),
        "url_key": [],
        "decision_keys": [],
        "decision_codes": [measure.public_code for measure in case.own_measures if measure.public_code],
        "hearing_keys": [],
        "hearing_codes": [hearing.code for hearing in case.hearings if hearing.code],
    }
    if case.hidden:
        found["decision_codes"] = []
    if case.hidden or document["claim"] is None:
        return found
    known = _known_keys(before) if before else {}
    found["url_key"] = keys = _keys(_addresses(document), known, master)
    if open_by_address(case):
        found["hearing_keys"] = keys
    if case.decisions:
        found["decision_keys"] = [*keys, *_keys(_taken_down(document), known, master)]
    found["decision_codes"] = [act.public_code for act in acts_in(case)]
    return found


OF_CLAIM: Final = ("claim_order", "numbered", "bands")
OF_SEARCHED: Final = ("terms", "words")


def searchable(document: Document, before: Document | None, master: MasterKey) -> Document:
    """Return the head fields made from a case's texts alone.

    These fields are expensive to make, so fields of unchanged texts are copied from `before`.
    """
    claim, hidden = document["claim"], document["hidden"]
    if hidden or claim is None:
        numbered = without_numbers(claim or "") != (claim or "")
        return {"claim_order": "", "numbered": numbered, "terms": [], "words": [], "bands": []}
    kept = before if before and not before["hidden"] and before["claim"] == claim else None
    if kept and list(_numbers(kept)) == list(_numbers(document)):
        return {name: kept[name] for name in (*OF_CLAIM, *OF_SEARCHED)}
    findable = without_numbers(claim)
    found = {name: kept[name] for name in OF_CLAIM} if kept else _of_claim(claim, findable, master)
    whole = " ".join(searched(document, findable))
    # Sorted by hash: the order of the text would reveal more than which syllables occur.
    terms = sorted(map(master.term, text.syllables(whole, TERMS_MOST)))
    return found | {"terms": terms, "words": sorted(map(master.word, text.words(whole, TERMS_MOST)))}


def _of_claim(claim: str, findable: str, master: MasterKey) -> Document:
    order = master.ordering(sort_key(findable))
    return {"claim_order": order, "numbered": findable != claim, "bands": bands(findable, master)}


def _addresses(document: Document) -> list[str]:
    """Return the addresses of a case, except erased ones."""
    return [address for address in (document["url"], *document["addresses"]) if address]


def _taken_down(document: Document) -> list[str]:
    return [item["url"] for takedown in document["takedowns"] for item in takedown["items"] if item["url"]]


def _keys(addresses: Iterable[str], known: Mapping[str, bytes], master: MasterKey) -> list[bytes]:
    """Return the keyed hash of each address in its normal form."""
    return [known.get(address) or master.match(text.normal_url(address)) for address in addresses]


def _known_keys(before: Document) -> dict[str, bytes]:
    """Return the keys that a head has, by address. A case without decisions has no keys of what was taken down."""
    keys = before["decision_keys"] or before["url_key"]
    return dict(zip((*_addresses(before), *_taken_down(before)), keys, strict=False))


def searched(document: Document, findable: str | None = None) -> Iterator[str]:
    """Yield the texts of a case that search covers. Its numbers come first because they are few.

    Of the claim, only the part without numbers and accounts is searched (X2). `findable` is this part, if it is known.
    """
    yield from _numbers(document)
    yield without_numbers(document["claim"] or "") if findable is None else findable


def _numbers(document: Document) -> Iterator[str]:
    yield document["code"]
    yield document["receipt"]["document_number"] or ""
    for paper in (*document["decisions"], *document["results"]):
        yield paper.get("number") or paper.get("document_number") or ""


ORDERS: Mapping[CaseOrder, Order] = {
    CaseOrder.NEWEST: Order("opened_at", DESCENDING),
    CaseOrder.CHANGED: Order("changed_at", DESCENDING),
    CaseOrder.DEADLINE: Order("next_due", ASCENDING),
    CaseOrder.CLAIM: Order("claim_order", ASCENDING),
}
NEWEST: Keys = ORDERS[CaseOrder.NEWEST].sort
STATE: Keys = [("state", ASCENDING)]
"""Suffix of the index by newest. It lets states be counted, and lists be narrowed to states, without reading cases."""
LEADING = (
    "category",
    "state",
    "terms",
    "url_key",
    "bands",
    "results_of",
    "decision_keys",
    "hearing_keys",
    "duplicate_of",
)
"""Fields for which a list by newest has a separate index."""


def case_indexes() -> Iterator[Keys]:
    """Yield two indexes for each order, over all cases and over a caller's visible cases; then indexes for single
    look-ups."""
    for name, order in ORDERS.items():
        keys = [*order.sort, *(STATE if name is CaseOrder.NEWEST else [])]
        yield keys
        yield [("seen_by", ASCENDING), *keys]
    for leading in LEADING:
        yield [(leading, ASCENDING), *NEWEST]
    for found_by in ("decision_codes", "hearing_codes", "ticket"):
        yield [(found_by, ASCENDING)]
    for seen in ("takedowns.found.at", "restorations.found.at", "protections.at"):
        yield [(seen, ASCENDING)]
    yield [("hidden", ASCENDING), ("closure.at", ASCENDING)]
    yield [("protects", ASCENDING), ("closure.at", ASCENDING)]
    yield [(counted, ASCENDING) for counted in ("state", "closure.at", "closure.reason", "category")]


def name_of(keys: Keys) -> str:
    return "_".join(f"{field}_{direction}" for field, direction in keys)


def index_for(query: Document, order: CaseOrder) -> str:
    """Return the name of the index for a list: the index that begins with the most selective condition."""
    if "_id" in query:
        return "_id_"
    newest = order is CaseOrder.NEWEST
    keys = [*ORDERS[order].sort, *(STATE if newest else [])]
    if "terms" in query:  # few candidates, whatever their order
        return name_of([("terms", ASCENDING), *NEWEST])
    if "seen_by" in query:
        return name_of([("seen_by", ASCENDING), *keys])
    for leading in ("category", "state"):
        if newest and leading in query:
            return name_of([(leading, ASCENDING), *NEWEST])
    return name_of(keys)
