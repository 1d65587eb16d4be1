"""The orders of lists of cases: the field each goes by, its place as a cursor, and the index that a query names.

A page begins after a place, never after a number of rows: what is written in between neither repeats nor skips a
case that stays where it was. A case that moves (its deadline is met, something happens to it) is where it is now.
"""

import base64
import binascii
from datetime import UTC, datetime

from pymongo import ASCENDING

from domain.case.order import CaseOrder
from domain.kernel.actor import Actor
from domain.kernel.calendar import from_iso_millis, iso_millis
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, invalid
from store.heads.case_indexes import ORDERS, Keys
from store.heads.visibility import ways
from store.mongo.connection import Document
from store.mongo.pages import CURSOR_MOST


def index_for(actor: Actor, agency: str | None, order: CaseOrder) -> str:
    """The name of the index of a list: the agency's own when the actor, or the filter, sees one agency's only."""
    seen = ways(actor, Kind.CASE)
    narrow = agency is not None or (seen is not None and seen.keys() == {"members"})
    return name_of([*([("members", ASCENDING)] if narrow else ()), *ORDERS[order].sort])


def name_of(keys: Keys) -> str:
    """The name that MongoDB gives an index."""
    return "_".join(f"{field}_{direction}" for field, direction in keys)


def cursor_of(order: CaseOrder, row: Document) -> str:
    """The place of a case in an order."""
    value = row[ORDERS[order].field]
    shown = iso_millis(value.replace(tzinfo=UTC)) if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(f"{order}\n{shown}\n{row['_id']}".encode()).decode().rstrip("=")


def behind(order: CaseOrder, cursor: str | None) -> Document:
    """The condition of the cases after a cursor. Raises Refused for one that is not of this order."""
    if cursor is None:
        return {}
    try:
        if len(cursor) > CURSOR_MOST:
            raise ValueError
        padded = cursor + "=" * (-len(cursor) % 4)
        named, shown, id = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split("\n")
        if named != order:
            raise ValueError
        timed = order is not CaseOrder.CLAIM
        return ORDERS[order].after(from_iso_millis(shown).replace(tzinfo=None) if timed else shown, id)
    except (ValueError, binascii.Error):
        raise Refused(invalid("after", "cursor")) from None
