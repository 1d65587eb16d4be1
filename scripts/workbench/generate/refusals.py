"""Finds the refusal codes of each action in the source, for `schema/refusals.toml`.

A rule is followed from its guards, its `decide` and the reactions to its events. The search goes through every name
that these use, to the codes in the source. For a method of an unknown object all methods with that name are followed: a
list may contain a code too many, never one too few. `tests/support/answered.py` compares the list with the refusals in
tests.
"""

import ast
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache, partial
from itertools import chain
from types import FunctionType, ModuleType
from typing import Any, Final, cast

from domain.book import ACTIONS, FOLLOWED, STATES
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import (
    OFFICERS_OWN,
    Address,
    Items,
    Phrases,
    Ref,
    Spec,
    Whole,
    Words,
    fields_of,
    may_name,
)
from domain.kernel.refusals import Problem
from domain.kernel.wording import looked_for, looked_through
from domain.messages import sentences
from domain.rules.command import HUMANS_AND_MACHINES, Action, Command
from domain.rules.linking import reactions_to
from scripts.workbench import ROOT

FILE: Final = "schema/refusals.toml"
OUR: Final = "domain."
"""Prefix of the modules whose functions are followed."""
CODES: Final = frozenset(sentences("refusals", "en")) - {"internal", "unauthenticated"}
"""Refusal codes of rules. Two codes are left out, because they are errors of the API and also common words in code."""
OF_ADDRESSES: Final = ("length", "control", "space", "scheme", "userinfo", "host")
"""Possible results of `text.url_fault`."""
NOT_FOLLOWED: Final = frozenset({"decide", "joint_faults", "fold", "begin", "jobs"})
"""Names of methods that every command or event has. They are not followed, because a rule does not call them on another
command."""
OF_FORM: Final = "InvalidInput"
HEAD: Final = """# The codes that each action can be refused with, but those of every action (`schema/codes.py`).
# First are those of the form of a field, which any action with such a field can answer.
# Made by scripts/generate from the rules.
"""


class Reached:
    """Codes that a rule can reach, and the classes of the events that it makes."""

    def __init__(self) -> None:
        self.codes: set[str] = set()
        self.events: set[type[Event]] = set()
        self._seen: set[int] = set()
        self._called: set[tuple[FunctionType, type | None]] = set()

    def follow(self, found: Any, owner: type | None = None) -> None:
        """Follow an object of the source. `owner` is the class of a method."""
        if isinstance(found, str):
            self.codes |= {found} & CODES
        elif isinstance(found, partial | Mapping | tuple | list | set | frozenset | type):
            if id(found) not in self._seen:
                self._seen.add(id(found))
                self._whole(found)
        elif callable(found):
            self._function(inspect.unwrap(found), owner)

    def _whole(self, found: Any) -> None:
        match found:
            case partial():
                parts = (found.func, *found.args, *found.keywords.values())
            case Mapping():
                parts = (*found, *found.values())
            case type():
                return self._class(found)
            case _:
                parts = tuple(found)
        for part in parts:
            self.follow(part)

    def react(self) -> None:
        """Follow the reactions of other streams to the events found, and to further events that these make."""
        done: set[type[Event]] = set()
        while new := self.events - done:
            done |= new
            for event in new:
                self.follow(tuple(reactions_to(event)))

    def _class(self, found: type) -> None:
        if not found.__module__.startswith(OUR):
            return
        if issubclass(found, Problem):
            self.follow(getattr(found, "code", ""))
        elif issubclass(found, Event):
            self.events.add(found)
        for name in ("__init__", "__post_init__"):
            self._function(vars(found).get(name), found)

    def _function(self, found: Any, owner: type | None) -> None:
        made = getattr(found, "__func__", found)
        if not isinstance(made, FunctionType) or not made.__module__.startswith(OUR) or (made, owner) in self._called:
            return
        self._called.add((made, owner))
        for named, of in names_in(made, owner):
            self.follow(named, of)


@cache
def names_in(made: FunctionType, owner: type | None) -> Sequence[tuple[Any, type | None]]:
    """Return the objects that a function names: texts, functions, classes and constants, each with its class."""
    walk = Walk(made, owner)
    for tree in trees(made.__module__).get(made.__code__.co_firstlineno, ()):
        walk.visit(tree)
    return walk.found


class Walk(ast.NodeVisitor):
    """Collects the names in one function."""

    def __init__(self, made: FunctionType, owner: type | None) -> None:
        self.found: list[tuple[Any, type | None]] = []
        self._owner = owner
        closed = zip(made.__code__.co_freevars, made.__closure__ or (), strict=True)
        self._names = {**made.__globals__, **{name: cell.cell_contents for name, cell in closed}}

    def visit_Constant(self, node: ast.Constant) -> None:
        if node.value in CODES:
            self.found.append((node.value, None))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Add all codes that begin with the constant part of a formatted string."""
        match node.values[0]:
            case ast.Constant(value=str(head)) if head.endswith("-"):
                self.found += ((code, None) for code in sorted(CODES) if code.startswith(head))
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        self.found.append((self._names.get(node.id), None))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        match node.value:
            case ast.Name(id="self" | "cls") if self._owner:
                self.found.append((_plain(inspect.getattr_static(self._owner, node.attr, None)), self._owner))
            case ast.Call(func=ast.Name(id="super")) if self._owner:
                self.found += ((_plain(vars(base).get(node.attr)), self._owner) for base in self._owner.__mro__[1:])
            case ast.Name(id=name) if isinstance(module := self._names.get(name), ModuleType):
                self.found.append((getattr(module, node.attr, None), None))
            case _:
                self.found += ((method, owner) for owner, method in methods().get(node.attr, ()))
        self.generic_visit(node)


def _plain(found: Any) -> Any:
    """Return the function behind a property, a class method or a static one."""
    for name in ("fget", "func", "__func__"):
        found = getattr(found, name, None) or found
    return found


Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@cache
def trees(module: str) -> Mapping[int, list[ast.AST]]:
    """Return the bodies of a module's functions by their first lines, decorators included."""
    found: dict[int, list[ast.AST]] = {}
    for node in ast.walk(ast.parse(inspect.getsource(sys.modules[module]))):
        if isinstance(node, Function):
            decorators: list[ast.expr] = getattr(node, "decorator_list", [])
            line = min([node.lineno, *(decorator.lineno for decorator in decorators)])
            found.setdefault(line, []).append(_body(node))
    return found


def _body(node: Function) -> ast.AST:
    """Return the body of a function, without annotations and docstring."""
    if isinstance(node, ast.Lambda):
        return node.body
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return ast.Module(body=[*body], type_ignores=[])


@cache
def methods() -> Mapping[str, list[tuple[type, FunctionType]]]:
    """Return the methods of our classes by name."""
    found: dict[str, list[tuple[type, FunctionType]]] = {}
    ours = ((name, vars(module)) for name, module in [*sys.modules.items()] if name.startswith(OUR))
    kinds = (
        kind for name, held in ours for kind in held.values() if isinstance(kind, type) and kind.__module__ == name
    )
    for owner in kinds:
        for name, value in vars(owner).items():
            if isinstance(plain := _plain(value), FunctionType) and not name.startswith("__"):
                found.setdefault(name, []).append((owner, plain))
    return {name: owners for name, owners in found.items() if name not in NOT_FOLLOWED}


def codes_of(action: Action) -> list[str]:
    """Return the sorted codes of an action, without the codes of every action (`schema/codes.py`) and of malformed
    fields."""
    return sorted({*_before(action), *_of_rule(action)} - of_form())


@cache
def of_form() -> frozenset[str]:
    """Return the codes for a malformed field: a text, a list, a number, a time, a reference."""
    return frozenset(chain.from_iterable(map(_of_fields, filter(is_open, ACTIONS))))


def _before(action: Action) -> Iterator[str]:
    """Yield the codes that are possible before the rule runs, and during the write (`domain/rules/command.py`,
    `store/write/`)."""
    if not action.by >= HUMANS_AND_MACHINES:
        yield "actor-not-admitted"
    if action.posts:
        yield "post-missing"
    if action.states is not None:
        yield "transition-not-allowed"
    if not action.creates and any(field.name == "recused" for field in fields(STATES[action.stream])):
        yield "recused"
    if action.daily is not None:
        yield "daily-limit"
    if action.alone:
        yield "one-act-a-request"
    if action.command in FOLLOWED or ActorKind.PUBLIC in action.by:
        yield "code-secret-malformed"


def _of_fields(action: Action) -> Iterator[str]:
    """Yield the codes of faults that `domain/kernel/fields.py` finds in each field."""
    for field in fields_of(action.command):
        yield from _of_spec(field.spec)
        if field.type is datetime:
            yield from ("time-without-zone", "time-out-of-range")
    if may_name(action.command):
        yield "confirmed-name-unknown"


def _of_spec(spec: Spec) -> Iterator[str]:
    match spec:
        case Words():
            yield from ("text-too-short" if spec.least > 1 else "text-empty", "text-too-long", "text-character")
            if spec.exempt in OFFICERS_OWN:
                yield from ("text-says-nothing", "text-label-of-persons")
            if isinstance(spec, Address):
                yield from (f"address-{fault}" for fault in OF_ADDRESSES)
            if looked_for(spec.exempt):
                yield from _of_names()
        case Ref():
            yield "reference-malformed"
        case Whole():
            yield "number-out-of-range"
        case Items():
            yield from ("too-many", "repeated", "reference-malformed")
            if isinstance(spec, Phrases):
                yield from _of_names()


def _of_rule(action: Action) -> set[str]:
    reached, command = Reached(), cast(type[Command], action.command)
    reached.follow(action.requires)
    for name in ("decide", "joint_faults"):
        reached.follow(getattr(command, name), command)
    reached.follow(command.ROW.get("writes"))
    reached.react()
    return reached.codes


@cache
def _of_names() -> frozenset[str]:
    """Return the codes of the search for persons' names in a text."""
    reached = Reached()
    reached.follow(looked_through)
    return frozenset(reached.codes)


def made() -> str:
    lists = {OF_FORM: sorted(of_form()), **{action.name: codes_of(action) for action in ACTIONS if is_open(action)}}
    return HEAD + "".join(f"{name} = {json.dumps(codes)}\n" for name, codes in lists.items())


def is_open(action: Action) -> bool:
    """Return whether one of the schemas has the action."""
    return action.public or ActorKind.PUBLIC in action.by


def made_apart() -> str:
    """Return the file's text, made in a separate process. Other modules that are loaded in this process would add
    methods to follow."""
    command = [sys.executable, "-m", __name__, "--print"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.write(made())
    elif "--check" not in sys.argv:
        (ROOT / FILE).write_text(made(), encoding="utf-8")  # before the schema reads it
