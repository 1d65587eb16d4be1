"""What changed between two states, field by field, with the type of what changed.

A state is flattened to its leaves by path (`checks.2.outcome`, counted from 1); two flattened states are
compared path by path. Texts stay sealed here: who may read them opens them afterwards.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from domain.kernel.event import Sealed
from domain.kernel.spelling import camel

Leaf = Sealed | str | int | bool | datetime | date | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One leaf that differs; None where it was or is absent."""

    field: str
    before: Leaf
    after: Leaf

    @property
    def sample(self) -> Leaf:
        """A value to tell the type by; both sides of a field have the same one."""
        return self.before if self.after is None else self.after


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every leaf of a state with its path; absent ones are left out."""
    if value is None:
        return
    if isinstance(value, Sealed | str | int | bool | datetime | date):
        yield path, str(value.value) if isinstance(value, Enum) else value
    elif isinstance(value, tuple | list):
        for number, item in enumerate(value, start=1):
            yield from leaves(item, f"{path}.{number}")
    elif is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), f"{path}.{camel(field.name)}" if path else camel(field.name))
    else:
        raise TypeError(f"{path}: {type(value).__name__}")


def changes(before: Any, after: Any) -> tuple[Change, ...]:
    """What differs from one state to another, in the order of the fields; `before` None: everything is new."""
    old, new = dict(leaves(before)), dict(leaves(after))
    paths = dict.fromkeys((*new, *old))
    return tuple(
        Change(field=path, before=old.get(path), after=new.get(path))
        for path in paths
        if old.get(path) != new.get(path)
    )


def sealed_in(found: tuple[Change, ...]) -> frozenset[str]:
    """The commitments whose texts the changes show."""
    sides = (side for change in found for side in (change.before, change.after))
    return frozenset(side.commitment for side in sides if isinstance(side, Sealed))


def opened(leaf: Leaf, texts: Mapping[str, str]) -> str | None:
    """A sealed leaf's text; None when it is absent or erased."""
    return texts.get(leaf.commitment) if isinstance(leaf, Sealed) else None


def lost_groups(found: Iterable[Change], texts: Mapping[str, str]) -> list[str]:
    """The groups of the texts that the changes show and that cannot be opened any more, each once."""
    sides = (side for change in found for side in (change.before, change.after))
    lost = (side.group for side in sides if isinstance(side, Sealed) and side.commitment not in texts)
    return list(dict.fromkeys(lost))
