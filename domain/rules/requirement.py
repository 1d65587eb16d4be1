"""Requirements: what must hold in the state, and between it and the actor, before a command is decided.

A command's row lists them in the order in which they are checked; those of a base class come first:

    requires=(member, not_concerned, room_for("own_measures", MEASURES_MOST, "too-many-own-measures"))

A requirement is a guard: a plain function named for what must hold. It answers with the problem when that does not
hold, else None. A guard with settings is a `functools.partial`, so that its parts can be read and its sentence made.
"""

from collections.abc import Callable, Iterable, Sized
from enum import Enum
from functools import partial
from typing import Any, TypeVarTuple

from domain.kernel.refusals import LimitReached, Problem, Refused
from domain.rules.facts import Facts

Ts = TypeVarTuple("Ts")
Requirement = Callable[[Any, Facts], Problem | None]
"""A guard of the state that a command is on."""


def unmet(guards: Iterable[Callable[[*Ts], Problem | None]], *given: *Ts) -> Problem | None:
    """Return the problem of the first guard that does not hold, or None if all hold."""
    for guard in guards:
        if problem := guard(*given):
            return problem
    return None


def demand(guards: Iterable[Callable[[*Ts], Problem | None]], *given: *Ts) -> None:
    """Raise Refused with the problem of the first guard that does not hold."""
    if problem := unmet(guards, *given):
        raise Refused(problem)


def room_for(rows: str | Callable[[Any], Sized], most: int, code: str) -> Requirement:
    """Require fewer than `most` rows: in the list of that name in the state, or in what a function finds in it."""
    return partial(_room_for, rows=rows, most=most, code=code)


def _room_for(state: Any, facts: Facts, *, rows: str | Callable[[Any], Sized], most: int, code: str) -> Problem | None:
    """The limit of {most} is not reached for {rows}."""
    return room_in(getattr(state, rows) if isinstance(rows, str) else rows(state), most, code)


def room_in(rows: Sized, most: int, code: str) -> Problem | None:
    """There is room for one more row."""
    return LimitReached(code=code, limit=most) if len(rows) >= most else None


def some_of(rows: Callable[[Any], Iterable[Any]], *guards: Callable[..., Problem | None]) -> Requirement:
    """Require that the guards hold for one of the rows, if there are any; else answer with the first row's problem.

    A guard is given the row, the state and the facts. `decide` demands the same of the row that the input names.
    """
    return partial(_some_of, rows=rows, guards=guards)


def _some_of(
    state: Any,
    facts: Facts,
    *,
    rows: Callable[[Any], Iterable[Any]],
    guards: tuple[Callable[..., Problem | None], ...],
) -> Problem | None:
    """One of {rows}: {guards}."""
    problems = [unmet(guards, row, state, facts) for row in rows(state)]
    return None if None in problems else next(iter(problems), None)


def sentence(guard: Callable[..., Any]) -> str:
    """Return what the guard requires: the first line of its docstring, with its settings filled in.

    Raises TypeError for a guard, or a function among its settings, that has none.
    """
    settings = guard.keywords if isinstance(guard, partial) else {}
    rule: Any = guard.func if isinstance(guard, partial) else guard
    if rule.__doc__ is None:
        raise TypeError(f"{rule.__name__} does not say what it requires")
    line = str(rule.__doc__).partition("\n")[0]
    return line.format(**{name: _said(value) for name, value in settings.items()}) if settings else line


def _said(value: Any) -> str:
    if isinstance(value, tuple | frozenset):
        guards = any(map(callable, value))
        return "; ".join(map(_said, value)) if guards else " or ".join(sorted(map(_said, value)))
    if callable(value):
        line = sentence(value).removesuffix(".")
        return line[:1].lower() + line[1:]
    return str(value) if isinstance(value, Enum) else str(value).replace("_", " ")
