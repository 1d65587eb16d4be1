"""In which order lists come that have no orders of their own. None goes by account, host, path or person (X2)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.kernel.kind import RECORDS, Kind


class ListOrder(StrEnum):
    """The order of a list of what has a time."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"


class IdOrder(StrEnum):
    """The order of a list of what has no time."""

    ASCENDING = "ASCENDING"
    DESCENDING = "DESCENDING"


AT: Final = (*RECORDS, Kind.REDRESS, Kind.ACCUSATION, Kind.ERASURE, Kind.EXCHANGE, Kind.REPORT, Kind.CONSOLIDATED)
MOMENTS: Final[Mapping[Kind, str]] = {
    **dict.fromkeys((*AT, Kind.DOCUMENT, Kind.ACCESS), "at"),
    Kind.CASE: "opened_at",
    Kind.PUBLICATION: "drafted_at",
}
"""The key by which the lists of a kind go, the newest first. Lists of other kinds go by ids."""
