"""Differences between two states, computed from their JSON. Only leaves that differ become values of the domain."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache, cached_property, partial
from itertools import zip_longest
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from domain.kernel.calendar import from_iso_millis
from domain.kernel.changes import Change, Leaf
from domain.kernel.event import Sealed
from domain.kernel.refusals import camel
from store.record.canonical import read, to_bytes

Plain = Mapping[str, Any]


def differences(kind: type, before: Plain | None, after: Plain | None) -> tuple[Change, ...]:
    """Return the differences between two states of a class, given as JSON, like `changes`. None means that there is no
    state."""
    found = _Found()
    if before is not after:
        found.compare(_shape(kind), before, after, "")
    return (*found.new, *found.gone)


class _Member(NamedTuple):
    """A field of a class: its position, names and type, and the JSON of its default."""

    place: int
    name: str
    shown: str
    shape: "_Shape"
    default: Any

    def of(self, value: Plain) -> Any:
        """Return the member of a JSON object, or the default if the member is left out. Raise KeyError if there is no
        default."""
        return value[self.name] if self.default is MISSING else value.get(self.name, self.default)


class _Shape:
    """The structure of a type in JSON: a leaf, items, or members."""

    def __init__(self, hint: Any) -> None:
        [hint] = [part for part in get_args(hint) if part is not type(None)] if _may_be_none(hint) else [hint]
        self._of = hint
        self.item = _shape(get_args(hint)[0]) if get_origin(hint) is tuple else None
        self.leaf = None if self.item or (is_dataclass(hint) and hint is not Sealed) else _reader(hint)

    @cached_property
    def members(self) -> tuple[_Member, ...]:
        hints = get_type_hints(self._of)
        return tuple(
            _Member(place, field.name, camel(field.name), _shape(hints[field.name]), _default(field))
            for place, field in enumerate(fields(self._of))
        )

    @cached_property
    def _by_name(self) -> Mapping[str, _Member]:
        return {member.name: member for member in self.members}

    def apart(self, old: Plain, new: Plain) -> Iterable[_Member]:
        """Return the members that one object spells differently or leaves out."""
        names = {name for name, one in old.items() if (other := new.get(name, MISSING)) is not one and other != one}
        return sorted(self._by_name[name] for name in names | (new.keys() - old.keys()))


class _Found:
    """Differences found so far. Leaves that are gone come last."""

    def __init__(self) -> None:
        self.new, self.gone = list[Change](), list[Change]()

    def compare(self, shape: _Shape, old: Any, new: Any, path: str) -> None:
        """Add the leaves that differ between two unequal values. None means that there is no value."""
        if old is None:
            self.new += [Change(name, None, leaf) for name, leaf in _leaves(shape, new, path)]
        elif new is None:
            self.gone += [Change(name, leaf, None) for name, leaf in _leaves(shape, old, path)]
        elif shape.leaf:
            self.new.append(Change(path, shape.leaf(old), shape.leaf(new)))
        elif shape.item:
            for number, (one, other) in enumerate(zip_longest(old, new), start=1):
                if one != other:
                    self.compare(shape.item, one, other, f"{path}.{number}")
        else:
            for member in shape.apart(old, new):
                one, other = member.of(old), member.of(new)
                if one != other:
                    self.compare(member.shape, one, other, f"{path}.{member.shown}" if path else member.shown)


def _leaves(shape: _Shape, value: Any, path: str) -> list[tuple[str, Leaf]]:
    """Return the leaves of a value with their paths."""
    found = list[tuple[str, Leaf]]()
    _add(found, shape, value, path)
    return found


def _add(found: list[tuple[str, Leaf]], shape: _Shape, value: Any, path: str) -> None:
    if shape.leaf:
        found.append((path, shape.leaf(value)))
    elif shape.item:
        for number, item in enumerate(value, start=1):
            _add(found, shape.item, item, f"{path}.{number}")
    else:
        for member in shape.members:
            if (one := member.of(value)) is not None:
                _add(found, member.shape, one, f"{path}.{member.shown}" if path else member.shown)


_shape: Callable[[Any], _Shape] = cache(_Shape)


def _reader(hint: Any) -> Callable[[Any], Leaf]:
    """Return the function that makes a leaf from its JSON. The function raises TypeError for a type without leaves."""
    if hint in READERS:
        return READERS[hint]
    plain = isinstance(hint, type) and issubclass(hint, str | int)
    return _same if plain else partial(_no_leaf, hint)


def _same(value: Any) -> Leaf:
    leaf: Leaf = value
    return leaf


def _no_leaf(hint: Any, value: Any) -> Leaf:
    raise TypeError(hint)


READERS: Final[Mapping[Any, Callable[[Any], Leaf]]] = {
    datetime: from_iso_millis,
    date: date.fromisoformat,
    Sealed: lambda value: Sealed(**value),
}


def _default(field: Field[Any]) -> Any:
    """Return the JSON of a field's default; MISSING if it has none."""
    value = field.default if field.default_factory is MISSING else field.default_factory()
    return MISSING if value is MISSING else read(to_bytes(value))


def _may_be_none(hint: Any) -> bool:
    return type(None) in get_args(hint)
