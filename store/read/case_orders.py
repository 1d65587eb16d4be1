"""The orders of lists of cases: the field each goes by, and its place as a cursor.

A page begins after a place, never after a number of rows: what is written in between neither repeats nor skips a
case that stays where it was. A case that moves (its deadline is met, something happens to it) is where it is now.
"""

import base64
import binascii
from datetime import UTC, datetime

from domain.case.order import CaseOrder
from domain.kernel.calendar import from_iso_millis, iso_millis
from store.driver.connection import Document
from store.driver.pages import CURSOR_MOST, Place, bad_cursor
from store.kinds.case_indexes import ORDERS


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
