"""The fields of a head by which inboxes and warnings find what waits for an agency, and their index."""

from datetime import UTC, datetime
from typing import Any, Final

from pymongo import ASCENDING

from domain.book import duties_in
from domain.kernel.kind import Kind
from domain.rules.duty import not_before
from store.driver.conditions import stored
from store.record.canonical import plain

Document = dict[str, Any]
Keys = list[tuple[str, int]]

NEVER: Final = stored(datetime(9999, 12, 31, tzinfo=UTC))
"""Stands for no deadline, so that what has none comes last and every head has a place."""

OWED: Final[Keys] = [("duties.agency", ASCENDING), ("owed_by", ASCENDING), ("_id", ASCENDING)]
"""The index of inboxes, one for each kind that can owe something: an agency's, the first that may be due first."""


def owed_fields(kind: Kind, state: Any) -> Document:
    """Return the duties in a stream. `owed_by` is the first moment at which one of them may be overdue.

    It depends on the state alone: days off, which may be corrected later, are counted when it is read.
    """
    owed = duties_in(kind, state)
    moments = [stored(moment) for duty in owed if (moment := not_before(duty)) is not None]
    return {"duties": [plain(duty) for duty in owed], "owed_by": min(moments, default=NEVER)}
