"""Values of a TOML file as the fields of commands want them. Strict: nothing is guessed or converted."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_args, get_origin

from domain.kernel import text

PLAIN = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    date: "a day, as 2021-07-04",
    datetime: "a moment",
}


def value_of(given: Any, kind: Any) -> Any:
    """The value for a field of the type `kind`. Raises ValueError saying what it must be."""
    if get_origin(kind) is tuple:
        if not isinstance(given, list):
            raise ValueError("must be a list")
        return tuple(value_of(item, get_args(kind)[0]) for item in given)
    if issubclass(kind, StrEnum):
        return _member(given, kind)
    if type(given) is not kind:  # a moment is a day to isinstance, and true is a number
        raise ValueError(f"must be {PLAIN[kind]}")
    return text.nfc(given) if kind is str else given


def _member(given: Any, kind: type[StrEnum]) -> StrEnum:
    if given not in list(kind):
        raise ValueError(f"must be one of {', '.join(kind)}")
    return kind(given)
