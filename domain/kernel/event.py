"""What a stream, an event and a sealed reference are.

A stream is the life of one thing; its versions are the numbers 1, 2, 3 … without a gap. The record is never
migrated: an event class may gain fields that have defaults, and nothing else may ever change in it.
"""

from dataclasses import dataclass
from typing import ClassVar


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
