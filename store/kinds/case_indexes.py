"""The orders of lists of cases, and the indexes that serve lists, inboxes and search.

Equality first, then the order: what a list is narrowed to leads its index, so that a page is read from its first entry
to its last.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pymongo import ASCENDING, DESCENDING

from domain.case.order import CaseOrder
from store.driver.pages import Order

Document = dict[str, Any]
Keys = list[tuple[str, int]]

ORDERS: Mapping[CaseOrder, Order] = {
    CaseOrder.NEWEST: Order("opened_at", DESCENDING),
    CaseOrder.CHANGED: Order("changed_at", DESCENDING),
    CaseOrder.DEADLINE: Order("next_due", ASCENDING),
    CaseOrder.CLAIM: Order("claim_order", ASCENDING),
}
NEWEST: Keys = ORDERS[CaseOrder.NEWEST].sort
STATE: Keys = [("state", ASCENDING)]
"""Behind the newest: so that states are counted, and lists narrowed to some, without a look at the cases."""
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
"""Fields that a list by the newest can be narrowed to by an index of its own."""


def case_indexes() -> Iterator[Keys]:
    """For each order one index over all cases and one over what each caller sees; then what is looked up."""
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
    """The name of the index that answers a list: the one that begins with what the list is narrowed to most."""
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
