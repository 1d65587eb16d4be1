"""A rule without one of its guards: the statement that gives a refusal is cut out of the rule's source."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

Rule = Callable[..., Any]
GIVERS = {
    **{"unguarded": 1, "invalid": 1, "RuleNotMet": 0, "LimitReached": 0, "TransitionNotAllowed": 0},
    **{"room_for": 2, "room_in": 2},
}


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


def put_in_place(patch: pytest.MonkeyPatch, rule: Any, weaker: Rule) -> None:
    """The weaker rule's code in the rule itself: whoever knows the rule has the weaker one, rows of commands too."""
    patch.setattr(rule, "__code__", weaker.__code__)


def drop(patch: pytest.MonkeyPatch, *guards: Rule) -> None:
    """Let guards hold whatever they are given."""
    for guard in guards:
        put_in_place(patch, guard, lambda *_, **__: None)
