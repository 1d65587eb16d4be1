"""The kinds of stream, which kinds are alike, and the orders of their lists."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

STREAM_ID = re.compile(r"(?P<kind>[a-z]+)-(?P<rest>[a-z0-9]+(?:-[a-z0-9]+)*)")


STREAM_ID_LIMIT = 80
STREAMS_KEPT = 256
"""Streams whose kind is remembered: a pass over histories asks for it with every version."""


class Kind(StrEnum):
    """The kinds of object in the register. A stream is the history of one object."""

    CASE = "case"
    AGENCY = "agency"
    OFFICER = "officer"
    LEAD = "lead"
    AREA = "area"
    HOLIDAYS = "holidays"
    PROVISION = "provision"
    TERM = "term"
    LEVEL = "level"
    REGULATION = "regulation"
    GRANT = "grant"
    CLIENT = "client"
    USER = "user"
    WEBHOOK = "webhook"
    MAILING = "mailing"
    DIRECTIVE = "directive"
    ACTIVITY = "activity"
    DIFFICULTY = "difficulty"
    INSPECTION = "inspection"
    REDRESS = "redress"
    ACCUSATION = "accusation"
    ERASURE = "erasure"
    SPOKESPERSON = "spokesperson"
    PUBLICATION = "publication"
    EXCHANGE = "exchange"
    CONSOLIDATED = "consolidated"
    SCHEDULE = "schedule"
    REPORT = "report"
    DOCUMENT = "document"
    ACCESS = "access"


REGISTRY = frozenset(
    {
        *(Kind.AGENCY, Kind.OFFICER, Kind.LEAD, Kind.AREA, Kind.HOLIDAYS, Kind.PROVISION, Kind.TERM),
        *(Kind.LEVEL, Kind.REGULATION),
        *(Kind.GRANT, Kind.CLIENT, Kind.USER, Kind.SPOKESPERSON, Kind.SCHEDULE),
        *(Kind.WEBHOOK, Kind.MAILING),
    }
)
"""Kinds that rules rely on as data: small, cached whole, changed rarely."""


RECORDS = frozenset({Kind.DIRECTIVE, Kind.ACTIVITY, Kind.DIFFICULTY, Kind.INSPECTION})
"""Kinds next to cases: seen by the agencies they name in `readers`, and by those that see all."""


PUBLIC_REQUESTS = frozenset({Kind.REDRESS, Kind.ERASURE})
"""Kinds that people outside the agencies begin, and follow with a code."""


BY_NAME = {kind.value: kind for kind in Kind}


def kind_of(stream: str) -> Kind | None:
    """The kind of a stream id, or None when the text is not one."""
    return remembered(stream) if len(stream) <= STREAM_ID_LIMIT else None  # what anybody sends may be a long text


@lru_cache(STREAMS_KEPT)
def remembered(stream: str) -> Kind | None:
    found = STREAM_ID.fullmatch(stream)
    return BY_NAME.get(found["kind"]) if found else None


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
