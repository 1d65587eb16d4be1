"""Fill frozen objects by the names of their fields: a field has the value that its namesake in the source has.

What cannot be filled is an error early. Classes that declare it are checked when they are defined (`unfillable`); in
calls mypy asks for what is left (`scripts/workbench/filling_types.py`).
"""

import dataclasses
from collections.abc import Collection, Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

T = TypeVar("T")


def filled(kind: type[T], source: Any, /, **given: Any) -> T:
    """Make an object of what is given, and of the source's fields for the rest.

    Raises TypeError for a field that is not filled, and for one whose namesake has another type and is not given.
    """
    classes: tuple[Any, Any] = (kind, type(source))
    names, others = _namesakes(*classes)
    if not others <= given.keys():
        raise TypeError(f"{kind.__name__}: {', '.join(sorted(others - given.keys()))} has to be given")
    return kind(**given, **{name: getattr(source, name) for name in names if name not in given})


@cache
def _namesakes(kind: Any, source: Any) -> tuple[tuple[str, ...], frozenset[str]]:
    """The fields that two dataclasses have in common: those of a fitting type, and the others."""
    wanted, theirs = types_of(kind), types_of(source)
    both = [name for name in wanted if name in theirs]
    names = tuple(name for name in both if fits(theirs[name], wanted[name]))
    return names, frozenset(both).difference(names)


@cache
def types_of(kind: Any) -> dict[str, Any]:
    return {field.name: _bare(field.type) for field in dataclasses.fields(kind)}


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def alternatives(hint: Any) -> frozenset[Any]:
    return frozenset(get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,))


def fits(hint: Any, wanted: Any) -> bool:
    """Return whether every value of a type may stand where another type is declared. A subclass does not fit: it is
    named."""
    return alternatives(hint) <= alternatives(wanted)


def unfillable(kind: Any, source: type, given: Collection[str]) -> Iterator[str]:
    """Yield what prevents filling an object from a source: what is missing, and what is lost."""
    wanted, theirs = types_of(kind), types_of(source)
    yield from (f"{name} is not filled" for name in sorted(needed(kind) - theirs.keys() - set(given)))
    for name, hint in theirs.items():
        if name in given:
            yield f"{name} is filled twice"
        elif name not in wanted:
            yield f"{name} goes nowhere"
        elif not fits(hint, wanted[name]):
            yield f"{name} is of another type"


def needed(kind: Any) -> frozenset[str]:
    return frozenset(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
