"""A rule without one of its guards: the statement that gives a refusal is cut out of the rule's source.

What a planted violation proves is this: with the guard it is refused, and with nothing but the guard gone it passes.
"""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from domain.rules.action import Action, anyone

Rule = Callable[..., Any]
GIVERS = {"unguarded": 1, "invalid": 1, "RuleNotMet": 0, "LimitReached": 0, "full": 2, "TransitionNotAllowed": 0}
OURS = ("domain.", "tests.support.", "tests.domain.plants.")


def given(node: ast.AST) -> str | None:
    """The code that a call gives as a refusal, if it is such a call."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GIVERS):
        return None
    if node.func.id == "TransitionNotAllowed":
        return "transition-not-allowed"
    place = GIVERS[node.func.id]
    found = [keyword.value for keyword in node.keywords if keyword.arg == "code"] or node.args[place : place + 1]
    return next((str(item.value) for item in found if isinstance(item, ast.Constant)), None)


class _Cut(ast.NodeTransformer):
    """Removes what gives the code: a statement that only does so, else the value within a larger expression."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes, self.gone = codes, set[str]()

    def _gives(self, node: ast.AST | None) -> bool:
        code = given(node) if node is not None else None
        if code not in self.codes:
            return False
        self.gone.add(code)
        return True

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        return ast.Pass() if any(self._gives(item) for item in ast.walk(node)) else node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        return ast.Pass() if self._gives(node.value) else self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        given_here = isinstance(node.value, ast.Yield) and self._gives(node.value.value)
        return ast.Pass() if given_here else self.generic_visit(node)

    def visit_List(self, node: ast.List) -> ast.AST:
        node.elts = [elt for elt in node.elts if not self._gives(elt)]
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return ast.Constant(value=None) if self._gives(node) else self.generic_visit(node)


def cut(rule: Rule, *codes: str) -> Rule:
    """The rule without what gives the codes. Raises AssertionError when one of them is not given in it."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    transformer = _Cut(codes)
    made = ast.fix_missing_locations(transformer.visit(tree))
    assert transformer.gone == set(codes), f"{rule.__qualname__} gives {transformer.gone} of {codes}"
    found: dict[str, Any] = {}
    exec(compile(made, f"<{rule.__name__} without {codes}>", "exec"), rule.__globals__, found)
    weaker = found[rule.__name__]
    return weaker.__func__ if isinstance(weaker, staticmethod) else weaker


def put_in_place(patch: pytest.MonkeyPatch, rule: Rule, weaker: Rule) -> None:
    """The weaker rule wherever our code knows the rule by a name: in a module, or as a method of a class."""
    if "." in rule.__qualname__:
        owner = vars(sys.modules[rule.__module__])[rule.__qualname__.partition(".")[0]]
        static = isinstance(vars(owner)[rule.__name__], staticmethod)
        patch.setattr(owner, rule.__name__, staticmethod(weaker) if static else weaker)
    for module, known in _known_as(len(sys.modules)).get(rule, ()):
        patch.setattr(module, known, weaker)


@cache
def _known_as(_: int) -> Mapping[Any, Sequence[tuple[ModuleType, str]]]:
    """The modules of ours that know a function, with the name there; of as many modules as are imported."""
    found: dict[Any, list[tuple[ModuleType, str]]] = {}
    for name, module in sys.modules.items():
        if name.startswith(OURS):
            for known, value in vars(module).items():
                if inspect.isfunction(value):
                    found.setdefault(value, []).append((module, known))
    return found


def without(row: Action, cuts: Mapping[Rule, tuple[str, ...]], patch: pytest.MonkeyPatch) -> Action:
    """The row, and all that it calls, without the guards."""
    for rule, codes in cuts.items():
        weaker = cut(rule, *codes)
        put_in_place(patch, rule, weaker)
        row = replace(
            row, decide=weaker if row.decide is rule else row.decide, may=weaker if row.may is rule else row.may
        )
    return row


def unchecked(row: Action, check: str) -> Action:
    """The row without one of the checks that rows have."""
    nothing: dict[str, Any] = {"scope": None, "posts": frozenset(), "states": None, "may": anyone}
    return replace(row, **{check: nothing[check]})


def sites(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Every refusal of a module: the function that gives it, and its code."""
    tree = ast.parse(inspect.getsource(module))
    for name, function in _functions(tree.body):
        yield from ((name, code) for node in ast.walk(function) if (code := given(node)))


def _functions(body: list[ast.stmt], owner: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and the methods of its classes, by their qualified names."""
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield f"{owner}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{node.name}.")
