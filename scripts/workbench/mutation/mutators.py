"""Makes mutations, one at a time: losses of a guard, and common mistakes.

A guard is lost if its `raise` or one of its conditions is removed. It is also lost if the answer becomes None, or a
check is removed from a command's row. Annotations and decorators stay unchanged.
"""

import ast
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from itertools import islice
from typing import Any

CHECKS = {"scope", "posts", "states", "requires", "by", "by_kind", "needs"}
"""Keys of a command's row that are checks outside its rule."""
UNTOUCHED = {"annotation", "returns", "decorator_list"}
SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
TWINS = {"any": "all", "all": "any", "min": "max", "max": "min"}
Change = tuple[str, ast.AST]
"""Description of a change, and the node that replaces the old one."""


@dataclass(frozen=True)
class Mutation:
    """One mutation of a module: its number, place and description, and the original source."""

    number: int
    line: int
    where: str
    what: str
    original: str

    @property
    def source(self) -> str:
        """Return the mutated source."""
        tree = ast.parse(self.original)
        next(islice(_made(tree), self.number, None))
        return ast.unparse(ast.fix_missing_locations(tree))


def mutations(source: str) -> Iterator[Mutation]:
    """Yield every mutation of a module in the order of the syntax tree."""
    for number, (node, where, what) in enumerate(_made(ast.parse(source))):
        yield Mutation(number, _line(node), where, f"{what}: {_said(node)}", source)


def _made(tree: ast.Module) -> Iterator[tuple[Any, str, str]]:
    """Make each change in the tree, and undo it when the next is requested. Yield the replaced node, its place, and the
    change."""
    for where, holder, key in _places(tree, "module"):
        node = holder[key]
        for what, other in _changes(node, key):
            holder[key] = other
            yield node, where, what
        holder[key] = node


def _line(node: Any) -> int:
    line: int = node.target.lineno if isinstance(node, ast.comprehension) else node.lineno
    return line


def _said(node: ast.AST) -> str:
    return ast.unparse(node).strip().partition("\n")[0]


def _places(node: ast.AST, where: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield each node below with its place: the definition around it, the list or node that contains it, and the
    key."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        where = node.name if where == "module" else f"{where}.{node.name}"
    for field in node._fields:
        value = getattr(node, field, None)
        if field in UNTOUCHED or value is None:
            continue
        holder: Any = value if isinstance(value, list) else vars(node)
        keys: Iterable[Any] = range(len(value)) if isinstance(value, list) else (field,)
        for key in keys:
            if isinstance(holder[key], ast.AST):
                yield where, holder, key
                yield from _places(holder[key], where)


def _changes(node: ast.AST, field: str | int) -> Iterator[Change]:
    """Yield the possible changes of a node in a field of its parent."""
    for mutator in (_statement, _condition, _comparison, _repeated, _row, _value):
        yield from mutator(node)
    if field == "test" and isinstance(node, ast.expr) and not list(_condition(node)) and not list(_comparison(node)):
        yield "negated", ast.UnaryOp(ast.Not(), node)


def _statement(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise():
            yield "gone", ast.Pass()
        case ast.Return(value=value) if value is not None and ast.unparse(value) != "None":
            yield "answers None", ast.Return(ast.Constant(None))


def _condition(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.BoolOp(op=op, values=values):
            for place, value in enumerate(values):
                rest = values[:place] + values[place + 1 :]
                yield f"without {ast.unparse(value)}", ast.BoolOp(op, rest) if len(rest) > 1 else rest[0]
            yield "and for or", ast.BoolOp(ast.And() if isinstance(op, ast.Or) else ast.Or(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "without not", operand


def _comparison(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPPED:
        yield "compared otherwise", ast.Compare(node.left, [SWAPPED[type(node.ops[0])]()], node.comparators)


def _repeated(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "without its condition", ast.comprehension(node.target, node.iter, [], node.is_async)
    if isinstance(node, ast.comprehension | ast.For):
        first = copy(node)
        first.iter = ast.Subscript(ast.Call(ast.Name("list"), [node.iter], []), ast.Slice(upper=ast.Constant(1)))
        yield "of the first only", first


def _row(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Call | ast.ClassDef):
        for keyword in node.keywords:
            if keyword.arg in CHECKS:
                bare = copy(node)
                bare.keywords = [other for other in node.keywords if other is not keyword]
                yield f"without {keyword.arg}", bare
            if keyword.arg == "requires" and isinstance(keyword.value, ast.Tuple):
                yield from _requirements(node, keyword, keyword.value.elts)


def _requirements(node: ast.Call | ast.ClassDef, keyword: ast.keyword, listed: list[ast.expr]) -> Iterator[Change]:
    """Yield the changes that remove one requirement, if a row lists several."""
    for place, one in enumerate(listed if len(listed) > 1 else ()):
        rest = ast.keyword("requires", ast.Tuple(listed[:place] + listed[place + 1 :], ast.Load()))
        weaker = copy(node)
        weaker.keywords = [rest if other is keyword else other for other in node.keywords]
        yield f"without the requirement {ast.unparse(one)}", weaker


def _value(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Constant(value=bool(value)):
            yield "the other truth", ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield "one more", ast.Constant(value + 1)
        case ast.Subscript(value=value, slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))):
            yield "the first for the last", ast.Subscript(value, ast.Constant(0), ast.Load())
        case ast.Call(func=ast.Name(id=name)) if name in TWINS:
            yield TWINS[name], ast.Call(ast.Name(TWINS[name], ast.Load()), node.args, node.keywords)
        case ast.BinOp(op=ast.Add()):
            yield "minus", ast.BinOp(node.left, ast.Sub(), node.right)
        case ast.BinOp(op=ast.Sub()):
            yield "plus", ast.BinOp(node.left, ast.Add(), node.right)
