"""Read what was typed into the field of a command, and say how the field is filled in."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from domain.case.state.case import Category
from domain.kernel.fields import Address, Field, Fields, Items, Refs, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput
from domain.kernel.roles import Post
from domain.messages import Language, label

Choices = Sequence[tuple[str, str]]
NEEDED: Final = InvalidInput(path="", code="field-needed")
NO_DAY: Final = InvalidInput(path="", code="day-malformed")
NO_NUMBER: Final = InvalidInput(path="", code="number-malformed")
DIGEST: Final = 64
"""Characters of a SHA-256 in hexadecimal."""
LONG: Final = 400
"""Characters from which a field is shown as an area of several lines."""
TYPED_DAY: Final = "%d/%m/%Y"
"""How people here type a day, whatever the language of the page."""


def is_made(one: Field) -> bool:
    """Whether a field holds digests of what the desk draws and shows once; nobody types them."""
    return one.name == "secrets" or (isinstance(one.spec, Words) and one.spec.least == one.spec.most == DIGEST)


def kind_of_field(field: Field, choices: Mapping[str, Choices]) -> str:
    if isinstance(field.spec, Refs | Fields) or _item(field) in (Post, Scope):
        return "many"
    if field.name in choices or _is_enum(field.type):
        return "choice"
    if isinstance(field.spec, Items):
        return "lines"
    if field.type in (bool, date, int):
        return {bool: "check", date: "day", int: "number"}[field.type]
    several = isinstance(field.spec, Words) and not isinstance(field.spec, Address) and field.spec.most >= LONG
    return "area" if several else "line"


def _item(field: Field) -> Any:
    return get_args(field.type)[0] if get_origin(field.type) is tuple else None


def _is_enum(held: Any) -> bool:
    return isinstance(held, type) and issubclass(held, StrEnum)


def values_of(field: Field, language: Language) -> Choices:
    vocabulary = Category if isinstance(field.spec, Fields) else _item(field) or field.type
    return [(value.value, label(value, language)) for value in vocabulary] if _is_enum(vocabulary) else ()


def value_of(field: Field, typed: Sequence[str]) -> tuple[Any, InvalidInput | None]:
    """The value that was typed, and what is wrong with it, of no field yet; None where a default will do."""
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
        return (int(one), None) if one.isascii() and one.isdigit() and len(one) <= 9 else (None, NO_NUMBER)
    if _is_enum(field.type):
        return (field.type(one), None) if one in set(field.type) else (None, NEEDED)
    return one, None


def _list_of(field: Field, typed: Sequence[str]) -> tuple[Any, InvalidInput | None]:
    """A list: boxes that were ticked, or an area with one value a line."""
    lines = [line.strip() for text in typed for line in text.splitlines() if line.strip()]
    item = _item(field)
    if item is date:
        days = [day_of(line) for line in lines]
        return (None, NO_DAY) if None in days else (tuple(days), None)
    if item is Post:
        return (tuple(map(Post, lines)), None) if set(lines) <= set(Post) else (None, NEEDED)
    return tuple(lines), None


def day_of(typed: str) -> date | None:
    """Read a day as a browser sends it or as people here type it: 2026-07-31, 31/07/2026. None for anything else."""
    for form in ("%Y-%m-%d", TYPED_DAY):
        with suppress(ValueError):
            return datetime.strptime(typed, form).replace(tzinfo=UTC).date()
    return None
