"""What a stream, an event and a sealed reference are.

A stream is the life of one thing; its versions are the numbers 1, 2, 3 … without a gap. The record is never
migrated: an event class may gain fields that have defaults, and nothing else may ever change in it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

STREAM_ID = re.compile(r"(?P<kind>[a-z]+)-(?P<rest>[a-z0-9]+(?:-[a-z0-9]+)*)")
STREAM_ID_LIMIT = 80


class Kind(StrEnum):
    """The kinds of stream, each with a state and an `evolve` of its own."""

    CASE = "case"
    AGENCY = "agency"
    OFFICER = "officer"
    LEAD = "lead"
    AREA = "area"
    HOLIDAYS = "holidays"
    PROVISION = "provision"
    GRANT = "grant"
    CLIENT = "client"
    USER = "user"
    WEBHOOK = "webhook"
    MAILING = "mailing"
    DIRECTIVE = "directive"
    ACTIVITY = "activity"
    DIFFICULTY = "difficulty"
    REDRESS = "redress"
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
        *(Kind.AGENCY, Kind.OFFICER, Kind.LEAD, Kind.AREA, Kind.HOLIDAYS, Kind.PROVISION),
        *(Kind.GRANT, Kind.CLIENT, Kind.USER, Kind.SPOKESPERSON, Kind.SCHEDULE),
        *(Kind.WEBHOOK, Kind.MAILING),
    }
)
"""Kinds that rules rely on as data: small, cached whole, changed rarely."""

RECORDS = frozenset({Kind.DIRECTIVE, Kind.ACTIVITY, Kind.DIFFICULTY})
"""Kinds that stand beside cases: seen by the agencies they name in `readers`, and by those that see all."""

MATTERS = frozenset({Kind.REDRESS, Kind.ERASURE})
"""Kinds that people outside the agencies begin, and follow with a code."""
PRESS_WORK = frozenset({Kind.PUBLICATION, Kind.EXCHANGE})
"""Kinds of an agency's work with the press: seen by itself and by inspectors."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Stands in the record for a text that may name someone.

    `commitment` is the SHA-256 of a salted value; the value lies in the vault under the key of `group`.
    """

    group: str
    commitment: str


class Event:
    """Something that happened. Subclasses are frozen dataclasses, named by `type=`."""

    TYPE: ClassVar[str]

    def __init_subclass__(cls, *, type: str) -> None:
        cls.TYPE = type
        EVENTS[type] = cls


EVENTS: dict[str, type[Event]] = {}
"""Event classes by the name they have in the record."""


def kind_of(stream: str) -> Kind | None:
    """The kind of a stream id, or None when the text is not one."""
    found = STREAM_ID.fullmatch(stream) if len(stream) <= STREAM_ID_LIMIT else None
    return Kind(found["kind"]) if found and found["kind"] in set(Kind) else None
