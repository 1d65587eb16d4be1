"""Worlds in which one requirement of a command does not hold and all others do, and what happens without it.

They are found, not written: a world in which the command was carried out, with another actor, another moment, other law
or offices, or one field of the state, or of a part of it, from another state.

`python -m tests.domain.lone ACTION …` prints the lines of `requirements.txt` as they are now; without an action all.
"""

import sys
from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from domain.book import ACTIONS
from domain.kernel.refusals import Refused
from domain.rules.command import Action, standing
from tests.domain.variants import variants
from tests.domain.worlds import BROKEN, World, worlds

FILE: Final = Path(__file__).parent / "requirements.txt"
NEVER: Final = "never-alone:"


class Effect(StrEnum):
    """What happens when a requirement is dropped, the more telling first."""

    DONE = "carried out"
    OFFERED = "offered, and refused by the rule"
    BROKEN = "the rule relies on it"


class Lone(NamedTuple):
    """A requirement that does not hold alone: its name, its refusal, and what happens without it."""

    name: str
    code: str
    effect: Effect


def name_of(guard: Any) -> str:
    """The name of a guard, without the mark of one with settings."""
    rule = guard.func if isinstance(guard, partial) else guard
    return rule.__name__.removeprefix("_")


def lone(
    action: Action, known: Collection[str] = (), enough: Collection[tuple[str, str]] = ()
) -> dict[tuple[str, str], Effect]:
    """The requirements of an action that can fail alone, each with its codes and what happens without it.

    What is not found one change away is looked for two changes away; not so what is `known` never to fail alone. The
    search ends once it found `enough`.
    """
    found: dict[tuple[str, str], Effect] = {}
    for world in worlds(action.command):
        search(action, world, found, enough)
        if enough and found.keys() >= {*enough}:
            return found
    wanted = set(parts_of(action)).difference(known)
    for world in further(action) if missing(wanted, found) else ():
        search(action, world, found)
        if not missing(wanted, found):
            break
    return found


def missing(wanted: Collection[str], found: Collection[tuple[str, str]]) -> set[str]:
    """What was not found."""
    return {*wanted} - {name for name, _ in found}


def search(
    action: Action, world: World, found: dict[tuple[str, str], Effect], enough: Collection[tuple[str, str]] = ()
) -> None:
    """Enter what fails alone in the variants of a world."""
    for state, facts in variants(action, world):
        if enough and found.keys() >= {*enough}:
            return
        for one in failing(action, state, World(state, world.command, facts)):
            before = found.get((one.name, one.code))
            if before is None or [*Effect].index(one.effect) < [*Effect].index(before):
                found[one.name, one.code] = one.effect


def further(action: Action) -> Iterator[World]:
    """The variants in which the command is still carried out: the first of each field, and of the registry."""
    seen = set[str]()
    for world in worlds(action.command):
        for state, facts in variants(action, world):
            where = changed_field(world.state, state) if state is not world.state else "registry"
            other = World(state, world.command, facts)
            changed = state is not world.state or facts.registry is not world.facts.registry
            if changed and where not in seen and carried_out(action, other):
                seen.add(where)
                yield other


def changed_field(before: Any, after: Any) -> str:
    """The field in which two states differ."""
    changed = (field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name))
    return next(changed, "")


def carried_out(action: Action, world: World) -> bool:
    """Whether the act is done."""
    try:
        return not standing(action, world.state, world.facts) and effect(action, world) is Effect.DONE
    except BROKEN:
        return False


def parts_of(action: Action) -> Iterator[str]:
    """The names of what a row requires, and of the guards of parts where there are several."""
    for requirement in action.requires:
        yield name_of(requirement)
        guards = requirement.keywords.get("guards", ()) if isinstance(requirement, partial) else ()
        yield from (name_of(guard) for guard in guards[: len(guards) * (len(guards) > 1)])


def failing(action: Action, state: Any, world: World) -> Iterator[Lone]:
    """The requirement that alone does not hold, if it is one alone."""
    facts = world.facts
    try:
        if standing(replace_row(action, ()), state, facts):
            return
        problems = [(place, problem) for place, one in enumerate(action.requires) if (problem := one(state, facts))]
    except BROKEN:
        return
    if len(problems) != 1:
        return
    ((place, problem),) = problems
    requirement = action.requires[place]
    yield Lone(name_of(requirement), problem.code, effect(action, world))
    guards = requirement.keywords.get("guards", ()) if isinstance(requirement, partial) else ()
    if len(guards) > 1:
        for guard in guards:
            rest = tuple(other for other in guards if other is not guard)
            weaker = partial(cast(Any, requirement), guards=rest)
            if weaker(state, facts) is None:
                yield Lone(name_of(guard), problem.code, effect(action, world, guard))


def replace_row(action: Action, requires: tuple[Any, ...]) -> Action:
    """The action with other requirements."""
    return replace(action, requires=requires)


def effect(action: Action, world: World, guard: Any = None) -> Effect:
    """What happens without what did not hold; a guard that the rule asks of a part is dropped there too."""
    code = guard.__code__ if guard else None
    try:
        if guard:
            guard.__code__ = _holds.__code__
        action.decide(world.state, world.command, world.facts)
    except Refused:
        return Effect.OFFERED
    except BROKEN:
        return Effect.BROKEN
    finally:
        if guard:
            guard.__code__ = code
    return Effect.DONE


def _holds(*_: Any) -> None:
    """Anything holds."""


def written() -> list[str]:
    """The lines of the file: an action, what it requires, and the refusals with which that fails alone."""
    return [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def reasons() -> dict[str, dict[str, str]]:
    """What never fails alone, by action and requirement, and why."""
    found: dict[str, dict[str, str]] = {}
    for line in written():
        action, name, *rest = line.split(" ", 3)
        if rest[0] == NEVER:
            found.setdefault(action, {})[name] = " ".join(rest[1:])
    return found


def lines(action: Action, enough: Collection[tuple[str, str]] = ()) -> Iterator[str]:
    """The lines of an action, in the order of its row."""
    why = reasons().get(action.name, {})
    codes: dict[str, list[str]] = {}
    for name, code in lone(action, why, enough):
        codes.setdefault(name, []).append(code)
    for name in dict.fromkeys(parts_of(action)):
        found = " ".join(sorted(codes[name])) if name in codes else f"{NEVER} {why.get(name, '')}".strip()
        yield f"{action.name} {name} {found}"


def listed() -> Iterator[Action]:
    """The actions whose rows require something."""
    yield from (action for action in ACTIONS if action.requires and not action.creates)


if __name__ == "__main__":
    asked = sys.argv[1:]
    print(*(line for action in listed() if not asked or action.name in asked for line in lines(action)), sep="\n")
