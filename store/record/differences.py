"""Differences between two states, computed from their JSON. Only parts that differ become objects."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from itertools import zip_longest
from typing import Any, Final, get_args, get_origin, get_type_hints

from domain.kernel.changes import Change, Part, apart, changes_in
from domain.kernel.event import Sealed
from domain.kernel.refusals import camel
from store.record.canonical import JSON

Plain = Mapping[str, Any]
ABSENT: Final = object()


def differences(kind: type, before: Plain | None, after: Plain | None) -> tuple[Change, ...]:
    """Return the differences between two states of a class, given as JSON, like `changes`. None means that there is no
    state."""
    return changes_in(_apart(kind, before, after, ""))


def _apart(hint: Any, left: Any, right: Any, path: str) -> Iterator[Part]:
    """Yield the smallest parts in which two values differ; yield nothing for equal values."""
    of, item = _inside(hint)
    if item and isinstance(left, list) and isinstance(right, list):
        for number, (one, other) in enumerate(zip_longest(left, right), start=1):
            if one != other:
                yield from _apart(item, one, other, f"{path}.{number}")
    elif of and isinstance(left, dict) and isinstance(right, dict):
        members = _members(of)
        names = {name for name, one in left.items() if (at := right.get(name, ABSENT)) is not one and at != one}
        names |= right.keys() - left.keys()
        for _, name, shown, within in sorted(members[name] for name in names):
            one, other, place = left.get(name, ABSENT), right.get(name, ABSENT), f"{path}.{shown}" if path else shown
            if one is not ABSENT and other is not ABSENT:
                yield from _apart(within, one, other, place)
            else:
                yield from apart(_member(of, name, within, one), _member(of, name, within, other), place)
    else:
        yield from apart(_made(hint, left), _made(hint, right), path)


def _made(hint: Any, value: Any) -> Any:
    return None if value is None else JSON.structure(value, hint)


def _member(of: Any, name: str, hint: Any, value: Any) -> Any:
    """Return a member of a JSON object, or the field's default if the member is left out. Raises KeyError if there is
    no default."""
    return _default(of, name) if value is ABSENT else _made(hint, value)


@cache
def _default(of: Any, name: str) -> Any:
    field = of.__dataclass_fields__[name]
    if field.default_factory is not MISSING:
        return field.default_factory()
    if field.default is MISSING:
        raise KeyError(name)
    return field.default


@cache
def _inside(hint: Any) -> tuple[Any, Any]:
    """Return the dataclass in a type hint, and the hint of a tuple's items; None for each that does not apply."""
    [hint, *others] = [part for part in get_args(hint) if part is not type(None)] if _may_be_none(hint) else [hint]
    if others:
        return None, None
    of = hint if is_dataclass(hint) and hint is not Sealed else None
    item = get_args(hint)[0] if get_origin(hint) is tuple and get_args(hint)[1:] == (...,) else None
    return of, item


def _may_be_none(hint: Any) -> bool:
    return type(None) in get_args(hint)


@cache
def _members(of: Any) -> Mapping[str, tuple[int, str, str, Any]]:
    """Return the fields of a class by name: position, name, spelling for clients, and hint."""
    hints = get_type_hints(of)
    return {each.name: (at, each.name, camel(each.name), hints[each.name]) for at, each in enumerate(fields(of))}
