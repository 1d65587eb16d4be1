"""Differences between two states, field by field, with the type of the changed value.

A state is flattened to leaves with their paths (`checks.2.outcome`, counted from 1). Parts in which two states differ
are compared path by path. Texts stay sealed here. They are opened later, for a reader who may see them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from domain.kernel.event import Sealed
from domain.kernel.refusals import camel

Leaf = Sealed | str | int | bool | datetime | date | None


class Change(NamedTuple):
    """Leaf that differs between two versions of a state. The value is None on a side without the leaf."""

    field: str
    before: Leaf
    after: Leaf

    @property
    def sample(self) -> Leaf:
        """Return the value of the side that has the leaf. Both sides have the same type."""
        return self.before if self.after is None else self.after


LEAVES: Final = (Sealed, str, int, date)
"""Types of leaves. A truth value counts as a number (`int`), and an instant as a date."""
LISTS: Final = (tuple, list)


def leaves(value: Any, path: str = "") -> dict[str, Leaf]:
    """Map the path of every leaf in a state to its value."""
    found = dict[str, Leaf]()
    _add(found, value, path)
    return found


def _add(found: dict[str, Leaf], value: Any, path: str) -> None:
    if isinstance(value, LEAVES):
        found[path] = str(value.value) if isinstance(value, Enum) else value
    elif isinstance(value, LISTS):
        for number, item in enumerate(value, start=1):
            _add(found, item, f"{path}.{number}")
    elif is_dataclass(value):
        for name, shown in _names(value):
            if (inner := getattr(value, name)) is not None:
                _add(found, inner, f"{path}.{shown}" if path else shown)
    elif value is not None:
        raise TypeError(f"{path}: {type(value).__name__}")


def changes(before: Any, after: Any) -> tuple[Change, ...]:
    """Return the differences of two states in the order of the fields. Without `before`, every leaf is new."""
    return changes_in(apart(before, after))


Part = tuple[str, Any, Any]
"""Part of a state: its path, and its values before and after; None for a state without the part."""


def changes_in(parts: Iterable[Part]) -> tuple[Change, ...]:
    """Return the differences between two states within some of their parts, which do not overlap. Leaves that are gone
    come last."""
    found, gone = list[Change](), list[Change]()
    for path, left, right in parts:
        old, new = leaves(left, path), leaves(right, path)
        found += [Change(name, old.get(name), leaf) for name, leaf in new.items() if old.get(name) != leaf]
        gone += [Change(name, leaf, None) for name, leaf in old.items() if name not in new]
    return (*found, *gone)


def apart(before: Any, after: Any, path: str = "") -> Iterator[Part]:
    """Yield the smallest parts in which two states differ, with their paths.

    Most of a state equals the previous version, so equal parts are skipped.
    """
    if before == after:
        return
    if isinstance(before, LISTS) and isinstance(after, LISTS):
        for number, (left, right) in enumerate(zip_longest(before, after), start=1):
            yield from apart(left, right, f"{path}.{number}")
    elif type(before) is type(after) and is_dataclass(after) and not isinstance(after, Sealed):
        for name, shown in _names(after):
            yield from apart(getattr(before, name), getattr(after, name), f"{path}.{shown}" if path else shown)
    else:
        yield path, before, after


def _names(value: Any) -> tuple[tuple[str, str], ...]:
    """Return the fields of an object, each with the name that clients use."""
    kind: type = type(value)
    return _names_of(kind)


@cache
def _names_of(kind: type) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, camel(field.name)) for field in fields(kind))


def sealed_in(found: Iterable[Change]) -> list[Sealed]:
    """Return the sealed texts in these changes."""
    return [side for _, before, after in found for side in (before, after) if isinstance(side, Sealed)]


def opened(leaf: Leaf, texts: Mapping[str, str]) -> str | None:
    """Return the text of a sealed leaf; None if it is absent or erased."""
    return texts.get(leaf.commitment) if isinstance(leaf, Sealed) else None


def lost_groups(found: Iterable[Change], texts: Mapping[str, str]) -> list[str]:
    """Return each group of the erased texts in these changes once."""
    return list(dict.fromkeys(side.group for side in sealed_in(found) if side.commitment not in texts))
