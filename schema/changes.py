"""GraphQL types of the changes in a version, one for each type of a changed value.

The names of the fields for the old and the new value contain the type. In GraphQL, fragments on different types may
share a field name only if the fields have the same type.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NotRequired, TypedDict

import strawberry

from domain.kernel.changes import Change, lost_groups, opened
from domain.kernel.event import Sealed
from domain.messages.history import field_name


class ChangeRow(TypedDict):
    """A change as the fields read it, with the name of its type. Only a text has the last two keys."""

    of: str
    field: str
    before: Any
    after: Any
    erased: NotRequired[bool]
    erased_by: NotRequired[str | None]


@strawberry.interface
class FieldChange:
    """One field that differs between two versions."""

    @classmethod
    def resolve_type(cls, change: "ChangeRow", info: object, abstract: object) -> str:
        """Return the name in the row, without testing every type."""
        return change["of"]

    @classmethod
    def is_type_of(cls, change: "ChangeRow", info: object) -> bool:
        return change["of"] == cls.__name__

    field: str = strawberry.field(
        description="Path of the field, as the record names it, such as `checks.2.outcome`. Lists count from 1."
    )

    @strawberry.field(description="Name of the field, in Vietnamese.")
    @staticmethod
    def label_vi(parent: strawberry.Parent["ChangeRow"]) -> str:
        return field_name(parent["field"], "vi")

    @strawberry.field(description="Name of the field, in English.")
    @staticmethod
    def label_en(parent: strawberry.Parent["ChangeRow"]) -> str:
        return field_name(parent["field"], "en")


@strawberry.type
class TextChange(FieldChange):
    """A change of a text. The old or the new text is null if there was no text, or if the text was erased."""

    before: str | None = strawberry.field(name="textBefore", description="The text before.")
    after: str | None = strawberry.field(name="textAfter", description="The text after.")
    erased: bool = strawberry.field(description="True if the old or the new text has been erased since.")
    erased_by: str | None = strawberry.field(
        description="Event that destroyed the key of an erased text, as `stream:version`. Null when nothing was "
        "erased, and when no event records the destruction."
    )


@strawberry.type
class WordChange(FieldChange):
    """A change of an enum value, an id or a human-readable number."""

    before: str | None = strawberry.field(
        name="wordBefore", description="Value before the change; null when there was none."
    )
    after: str | None = strawberry.field(
        name="wordAfter", description="Value after the change; null when there is none."
    )


@strawberry.type
class NumberChange(FieldChange):
    """A change of a whole number."""

    before: int | None = strawberry.field(
        name="numberBefore", description="Number before the change; null when there was none."
    )
    after: int | None = strawberry.field(
        name="numberAfter", description="Number after the change; null when there is none."
    )


@strawberry.type
class FlagChange(FieldChange):
    """A change of a true or false value."""

    before: bool | None = strawberry.field(
        name="flagBefore", description="Value before the change; null when there was none."
    )
    after: bool | None = strawberry.field(
        name="flagAfter", description="Value after the change; null when there is none."
    )


@strawberry.type
class InstantChange(FieldChange):
    """A change of a date with a time."""

    before: datetime | None = strawberry.field(
        name="instantBefore", description="Value before the change; null when there was none."
    )
    after: datetime | None = strawberry.field(
        name="instantAfter", description="Value after the change; null when there is none."
    )


@strawberry.type
class DayChange(FieldChange):
    """A change of a date."""

    before: date | None = strawberry.field(
        name="dayBefore", description="Date before the change; null when there was none."
    )
    after: date | None = strawberry.field(
        name="dayAfter", description="Date after the change; null when there is none."
    )


CHANGES = (TextChange, WordChange, NumberChange, FlagChange, InstantChange, DayChange)

NAMES: Final[Mapping[type, str]] = {
    bool: FlagChange.__name__,
    int: NumberChange.__name__,
    datetime: InstantChange.__name__,
    date: DayChange.__name__,
    str: WordChange.__name__,
}


def row_of(found: Change, texts: Mapping[str, str], destroyed: Mapping[str, str]) -> ChangeRow:
    """Return a change as clients see it, with the readable texts. `destroyed` maps a group of texts to the event that
    erased it."""
    field, before, after = found
    sample = before if after is None else after
    if not isinstance(sample, Sealed):
        return {"of": NAMES[type(sample)], "field": field, "before": before, "after": after}
    groups = lost_groups((found,), texts)
    return {
        "of": TextChange.__name__,
        "field": field,
        "before": opened(before, texts),
        "after": opened(after, texts),
        "erased": bool(groups),
        "erased_by": next((destroyed[group] for group in groups if group in destroyed), None),
    }
