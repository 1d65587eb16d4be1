"""Keyset pages: cursors that name a place in an order, so that no page counts or skips.

A cursor is signed by nothing and trusted for nothing: it is only a place, and visibility filters every read.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.kernel.calendar import from_iso_millis, iso_millis
from domain.kernel.refusals import Refused, invalid

FIRST_MOST = 100
CURSOR_MOST = 1_000


@dataclass(frozen=True)
class Page:
    """Some rows, and whether more follow."""

    rows: list[dict[str, Any]]
    more: bool


def check_first(first: int) -> int:
    """The page size asked for. Raises Refused outside 1 to FIRST_MOST."""
    if not 1 <= first <= FIRST_MOST:
        raise Refused(invalid("first", "page-size", most=FIRST_MOST))
    return first


def cursor_of(at: datetime, id: str) -> str:
    """The cursor of a row in an order by time, then id."""
    return base64.urlsafe_b64encode(f"{iso_millis(at.replace(tzinfo=UTC))} {id}".encode()).decode().rstrip("=")


def place_of(cursor: str) -> tuple[datetime, str]:
    """The place a cursor names. Raises Refused for anything that is not one of ours."""
    try:
        if len(cursor) > CURSOR_MOST:
            raise ValueError
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        at, _, id = text.partition(" ")
        return from_iso_millis(at).replace(tzinfo=None), id
    except (ValueError, binascii.Error):
        raise Refused(invalid("after", "cursor")) from None


def older_than(field: str, cursor: str | None) -> dict[str, Any]:
    """The filter of rows after a cursor in a descending order by `field`, then id."""
    if cursor is None:
        return {}
    at, id = place_of(cursor)
    return {"$or": [{field: {"$lt": at}}, {field: at, "_id": {"$lt": id}}]}
