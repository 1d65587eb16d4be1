"""What the row of a command loses in a mutation test, done to the row as it is: no module is loaded again.

A class argument of a command goes, for itself and for all commands that have it from it. What was made
of rows before, such as the list of what the API offers, stays: a survivor has to be tried again from the start.
"""

import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass
from functools import _lru_cache_wrapper
from gc import get_objects
from importlib import import_module
from pathlib import Path
from typing import Any

from domain.rules.action import Action
from domain.rules.command import Command
from scripts.workbench.mutation.mutators import Mutation

ARGUMENT = re.compile(r"without (?P<key>\w+): class (?P<command>\w+)\(")


@dataclass(frozen=True)
class LostCheck:
    """One check of a row, and the command, or the base of several, that says it."""

    command: type[Command]
    key: str

    def lose(self) -> None:
        """Leave what the base of the command says, or nothing. What rows were asked before is forgotten."""
        row: dict[str, Any] = {**self.command.ROW}
        rows = (vars(base).get("ROW") for base in self.command.__mro__[1:])
        base: dict[str, Any] = next(row for row in rows if row is not None)
        if self.key == "requires":  # an heir keeps what it adds
            changed: dict[type[Command], Any] = {
                heir: (*base.get("requires", ()), *heir.ROW["requires"][len(row["requires"]) :])
                for heir in _heirs(self.command)
            }
        else:
            rest = _as_kept(base[self.key]) if self.key in base else _default(self.key)
            having = (heir for heir in _heirs(self.command) if {**heir.ROW}.get(self.key) is row[self.key])
            changed = dict.fromkeys(having, rest)
        for heir, value in changed.items():
            if "ACTION" in vars(heir):
                object.__setattr__(heir.ACTION, self.key, value)
        for kept in get_objects():
            if type(kept) is _lru_cache_wrapper and kept.__module__.startswith("domain."):
                kept.cache_clear()


def lost_check(module: Path, mutation: Mutation) -> LostCheck | None:
    """What a change takes from the row of a command; None when it is another change."""
    if found := ARGUMENT.match(mutation.what):
        name, key = found["command"], found["key"]
    else:
        return None
    command = getattr(import_module(".".join(module.with_suffix("").parts)), name, None)
    return LostCheck(command, key) if isinstance(command, type) and issubclass(command, Command) else None


def _heirs(command: type[Command]) -> Iterator[type[Command]]:
    yield command
    for heir in command.__subclasses__():
        yield from _heirs(heir)


def _as_kept(value: Any) -> Any:
    return value if isinstance(value, tuple | dict) or not hasattr(value, "__iter__") else frozenset(value)


def _default(key: str) -> Any:
    field = Action.__dataclass_fields__[key]
    return (
        field.default_factory() if field.default is MISSING and field.default_factory is not MISSING else field.default
    )
