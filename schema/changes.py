"""GraphQL types of the changes in a version, one for each type of a changed value.

The names of the fields for the old and the new value contain the type. In GraphQL, fragments on different types may
share a field name only if the fields have the same type.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

import strawberry

from domain.kernel.changes import Change as DomainChange
from domain.kernel.changes import lost_groups, opened
from domain.kernel.event import Sealed
from domain.messages.history import field_name


@strawberry.interface
class FieldChange:
    """One field that differs between two versions."""

    @classmethod
    def resolve_type(cls, change: "FieldChange", info: object, abstract: object) -> str:
        """Return the name of the object's own class, without testing every type."""
        return type(change).__name__

    field: str = strawberry.field(
        description="Path of the field, as the record names it, such as `checks.2.outcome`. Lists count from 1."
    )

    @strawberry.field(description="Name of the field, in Vietnamese.")
    @staticmethod
    def label_vi(parent: strawberry.Parent["FieldChange"]) -> str:
        return field_name(parent.field, "vi")

    @strawberry.field(description="Name of the field, in English.")
    @staticmethod
    def label_en(parent: strawberry.Parent["FieldChange"]) -> str:
        return field_name(parent.field, "en")


@strawberry.type
class TextChange(FieldChange):
    """A change of a text. The old or the new text is null if there was no text, or if the text was erased."""

    text_before: str | None = strawberry.field(description="The text before.")
    text_after: str | None = strawberry.field(description="The text after.")
    erased: bool = strawberry.field(description="True if the old or the new text has been erased since.")
    erased_by: str | None = strawberry.field(
        description="Event that destroyed the key of an erased text, as `stream:version`. Null when nothing was "
        "erased, and when no event records the destruction."
    )


@strawberry.type
class WordChange(FieldChange):
    """A change of an enum value, an id or a human-readable number."""

    word_before: str | None = strawberry.field(description="Value before the change; null when there was none.")
    word_after: str | None = strawberry.field(description="Value after the change; null when there is none.")


@strawberry.type
class NumberChange(FieldChange):
    """A change of a whole number."""

    number_before: int | None = strawberry.field(description="Number before the change; null when there was none.")
    number_after: int | None = strawberry.field(description="Number after the change; null when there is none.")


@strawberry.type
class FlagChange(FieldChange):
    """A change of a true or false value."""

    flag_before: bool | None = strawberry.field(description="Value before the change; null when there was none.")
    flag_after: bool | None = strawberry.field(description="Value after the change; null when there is none.")


@strawberry.type
class InstantChange(FieldChange):
    """A change of a date with a time."""

    instant_before: datetime | None = strawberry.field(description="Value before the change; null when there was none.")
    instant_after: datetime | None = strawberry.field(description="Value after the change; null when there is none.")


@strawberry.type
class DayChange(FieldChange):
    """A change of a date."""

    day_before: date | None = strawberry.field(description="Date before the change; null when there was none.")
    day_after: date | None = strawberry.field(description="Date after the change; null when there is none.")


CHANGES = (TextChange, WordChange, NumberChange, FlagChange, InstantChange, DayChange)

BY_TYPE: Final[Mapping[type, tuple[type[FieldChange], str]]] = {
    bool: (FlagChange, "flag"),
    int: (NumberChange, "number"),
    datetime: (InstantChange, "instant"),
    date: (DayChange, "day"),
    str: (WordChange, "word"),
}


def change_of(found: DomainChange, texts: Mapping[str, str], destroyed: Mapping[str, str]) -> FieldChange:
    """Return a change as clients see it, with the readable texts. `destroyed` maps a group of texts to the event that
    erased it."""
    if isinstance(found.sample, Sealed):
        before, after = opened(found.before, texts), opened(found.after, texts)
        lost = (found.before is not None and before is None) or (found.after is not None and after is None)
        groups = lost_groups((found,), texts) if lost else ()
        event = next((destroyed[group] for group in groups if group in destroyed), None)
        return TextChange(field=found.field, text_before=before, text_after=after, erased=lost, erased_by=event)
    make, name = next(filter(None, map(BY_TYPE.get, type(found.sample).__mro__)))
    sides = {f"{name}_before": found.before, f"{name}_after": found.after}
    return make(field=found.field, **sides)
