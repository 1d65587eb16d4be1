"""Converts typed values into the field of a command, and chooses how a page shows each field."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING
from datetime import UTC, date, datetime
from typing import Any, Final, get_args, get_origin

from domain.kernel.calendar import VIETNAM
from domain.kernel.fields import Field, FieldKind, Fields, Signable, Words
from domain.kernel.refusals import InvalidInput
from domain.messages import Language, label
from domain.narrative.forms import FormField, vocabulary_of

Choices = Sequence[tuple[str, str]]
NEEDED: Final = InvalidInput(path="", code="field-needed")
NO_DAY: Final = InvalidInput(path="", code="day-malformed")
NO_NUMBER: Final = InvalidInput(path="", code="number-malformed")
SHOWN_AS: Final = {
    FieldKind.LONG_TEXT: "area",
    FieldKind.YES_NO: "check",
    FieldKind.DATE: "day",
    FieldKind.NUMBER: "number",
}
"""Names that pages give to kinds of fields. Any other field with one value is a text line."""
TYPED_DAY: Final = "%d/%m/%Y"
"""Format in which people here type a day, whatever the language of the page."""
TYPED_MOMENT: Final = f"%H:%M {TYPED_DAY}"
MOMENTS: Final = (
    TYPED_MOMENT,
    f"%H:%M, {TYPED_DAY}",
    f"{TYPED_DAY} %H:%M",
    f"{TYPED_DAY}, %H:%M",
    "%Y-%m-%dT%H:%M",
    TYPED_DAY,
)


def kind_of_field(field: FormField, choices: Mapping[str, Choices]) -> str:
    """Return the kind of input with which the page shows the field."""
    if field.many and (field.vocabulary or field.kind is FieldKind.REFERENCE):
        return "many"
    if field.field.name in choices or field.vocabulary:
        return "choice"
    return "lines" if field.many else SHOWN_AS.get(field.kind, "line")


def values_of(field: FormField, language: Language) -> Choices:
    return [(value.value, label(value, language)) for value in field.vocabulary or ()]


def value_of(field: Field, typed: Sequence[str]) -> tuple[Any, InvalidInput | None]:
    """Return the typed value, or its fault without the field's name. The value is None if a default applies."""
    if field.type is bool:
        return typed == ["yes"], None
    if get_origin(field.type) is tuple:
        return _list_of(field, typed)
    if not typed:
        if field.optional or field.default is not MISSING:
            return None, None
        return ("", None) if isinstance(field.spec, Words) else (None, NEEDED)
    one = typed[0]
    if field.type is date:
        day = day_of(one)
        return day, None if day else NO_DAY
    if field.type is int:
        number = number_in(one)
        return number, NO_NUMBER if number is None else None
    if vocabulary := vocabulary_of(field):
        return (vocabulary(one), None) if one in set(vocabulary) else (None, NEEDED)
    return one, None


def _list_of(field: Field, typed: Sequence[str]) -> tuple[Any, InvalidInput | None]:
    """Return a list, from ticked boxes or from a text area with one value a line."""
    lines = [line.strip() for text in typed for line in text.splitlines() if line.strip()]
    if get_args(field.type)[0] is date:
        days = [day_of(line) for line in lines]
        return (None, NO_DAY) if None in days else (tuple(days), None)
    vocabulary = vocabulary_of(field)
    if vocabulary and not isinstance(field.spec, Fields | Signable):
        return (tuple(map(vocabulary, lines)), None) if set(lines) <= set(vocabulary) else (None, NEEDED)
    return tuple(lines), None


def number_in(typed: str, digits: int = 9) -> int | None:
    """Parse a number of at most this many decimal digits. Return None for any other text."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= digits else None


def day_of(typed: str) -> date | None:
    """Parse a day as a browser sends it or as people here type it: 2026-07-31, 31/07/2026. Return None for any other
    text."""
    for form in ("%Y-%m-%d", TYPED_DAY):
        with suppress(ValueError):
            return datetime.strptime(typed, form).replace(tzinfo=UTC).date()
    return None


def moment_of(typed: str) -> datetime | None:
    """Parse a time in Viet Nam: hour and day in either order, or a day, which means its start. Return None for any
    other text."""
    for form in MOMENTS:
        with suppress(ValueError):
            return datetime.strptime(typed, form).replace(tzinfo=VIETNAM)
    return None
