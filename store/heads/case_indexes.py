"""The orders of lists of cases, and the indexes that serve lists, inboxes and search."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, DESCENDING

from domain.case.order import CaseOrder

Document = dict[str, Any]
Keys = list[tuple[str, int]]


@dataclass(frozen=True)
class Order:
    """A field, then the id, in one direction."""

    field: str
    direction: int

    @property
    def sort(self) -> Keys:
        """As the driver takes it."""
        return [(self.field, self.direction), ("_id", self.direction)]

    def after(self, value: Any, id: str) -> Document:
        """The condition of the rows behind a place."""
        beyond = "$lt" if self.direction == DESCENDING else "$gt"
        return {"$or": [{self.field: {beyond: value}}, {self.field: value, "_id": {beyond: id}}]}


ORDERS: Mapping[CaseOrder, Order] = {
    CaseOrder.NEWEST: Order("opened_at", DESCENDING),
    CaseOrder.CHANGED: Order("changed_at", DESCENDING),
    CaseOrder.DEADLINE: Order("next_due", ASCENDING),
    CaseOrder.CLAIM: Order("claim_order", ASCENDING),
}


def case_indexes() -> Iterator[Keys]:
    """For each order one index over all cases and one over those of each member agency; then what is looked up."""
    for order in ORDERS.values():
        yield order.sort
        yield [("members", ASCENDING), *order.sort]
    for leading in ("category", "terms", "url_key", "text_key", "bands", "state"):
        yield [(leading, ASCENDING), ("opened_at", DESCENDING), ("_id", DESCENDING)]
    for found_by in ("duplicate_of", "decision_keys", "decision_codes", "ticket"):
        yield [(found_by, ASCENDING)]
    yield [("hidden", ASCENDING), ("closure.at", ASCENDING)]
