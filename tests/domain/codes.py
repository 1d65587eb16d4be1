"""Refusal codes, found in the syntax trees of our packages with the parameters they are given."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.kernel.refusals import Problem

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "store", "auth", "schema", "resolvers", "workers", "api", "scripts")

ROOMS = ("room_for", "room_in")
"""What names a limit with its code."""
# Where a call has its code, by the name of what is called.
PLACES = {"invalid": 1, "unguarded": 1, **dict.fromkeys(ROOMS, 2), "NotAllowed": 0}
PROBLEMS = {"Problem", *(item.__name__ for item in Problem.__subclasses__())}
ADDRESS = "address-"


@dataclass(frozen=True)
class Code:
    """A code where it is used."""

    code: str
    params: frozenset[str]
    where: str


class CodeNotLiteral(AssertionError):
    """A code that cannot be read from the source: nobody could check that it has a message."""


def sources(*packages: str) -> Iterator[Path]:
    """Our Python files."""
    for package in packages or PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def trees(*packages: str, holding: Collection[str] = ("",)) -> Iterator[tuple[str, ast.Module]]:
    """Syntax trees by file name, of files that hold one of these words: to look for it takes less than to parse."""
    for path in sources(*packages):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in holding):
            yield str(path.relative_to(ROOT)), ast.parse(text)


def codes_in(tree: ast.AST, where: str) -> Iterator[Code]:
    """Every code that a tree gives. Raises CodeNotLiteral."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _called(node, where)
        elif isinstance(node, ast.ClassDef):
            yield from _defaults(node, where)


@cache
def all_codes() -> list[Code]:
    """Every code that our packages give. Raises CodeNotLiteral."""
    return [code for where, tree in trees(holding={*PLACES, *PROBLEMS}) for code in codes_in(tree, where)]


def _called(node: ast.Call, where: str) -> Iterator[Code]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    if name in PLACES:
        place = PLACES[name]
        given = node.args[place] if len(node.args) > place else keywords.pop("code")
        params = frozenset({"limit"} if name in ROOMS else keywords) - {"scopes", "posts", "of"}
    elif name in PROBLEMS and "code" in keywords:
        given = keywords["code"]
        params = _literal_keys(keywords.get("params"))
        params |= {"limit"} if name == "LimitReached" else frozenset()  # it says its limit by itself
    else:
        return
    place_of = f"{where}:{node.lineno}"
    for code in _read(given, place_of):
        yield Code(code, params, place_of)


def _literal_keys(given: ast.expr | None) -> frozenset[str]:
    keys = given.keys if isinstance(given, ast.Dict) else []
    return frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))


def _read(given: ast.expr, where: str) -> Iterator[str]:
    match given:
        case ast.Constant(value=str(code)):
            yield code
        case ast.JoinedStr(values=[ast.Constant(value=prefix), ast.FormattedValue()]) if prefix == ADDRESS:
            yield from (f"{ADDRESS}{fault}" for fault in address_faults())
        case ast.Attribute(attr="code"):
            return  # passes on a code that was made elsewhere
        case ast.Name(id="code"):
            return  # the constructors themselves
        case _:
            raise CodeNotLiteral(where)


def _defaults(node: ast.ClassDef, where: str) -> Iterator[Code]:
    if node.name not in PROBLEMS:
        return
    for item in node.body:
        match item:
            case ast.AnnAssign(target=ast.Name(id="code"), value=ast.Constant(value=str(code))):
                named = node.name == "TransitionNotAllowed"  # it names its object by itself
                yield Code(code, frozenset({"object"} if named else ()), f"{where}:{item.lineno}")


def address_faults() -> Iterator[str]:
    """What `text.url_fault` can answer."""
    tree = ast.parse((ROOT / "domain" / "kernel" / "text.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="_Unacceptable"), args=[ast.Constant(value=str(fault))]):
                yield fault
            case ast.FunctionDef(name="url_fault"):
                answers = (item.value for item in ast.walk(node) if isinstance(item, ast.Return))
                values = (answer.value for answer in answers if isinstance(answer, ast.Constant))
                yield from (value for value in values if isinstance(value, str))


def texts_in(tree: ast.AST) -> Iterator[str]:
    """All string constants of a tree."""
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
