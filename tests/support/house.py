"""The house rules that no tool checks: small functions that look at one source or text and say what is wrong."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "store", "auth", "schema", "resolvers", "workers", "api", "scripts")
FILE_LINES_MOST, FUNCTION_LINES_MOST = 400, 60
LONGER = {
    # A program that strangers read and run as one file, words in two languages included; it has a limit of its own.
    "docs/verify/casebook_verify.py": 1600,
    # Made from clients/operations/, where it is read.
    "clients/python/casebook_client/operations.py": 800,
}

# Spelled in pieces, so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|Use" + r"rs)/",
            r"/ho" + r"me/(?!nonroot\b)\w+/",
            r"\.\./sha" + "red",
            r"py" + r"pi\.org|pythonhos" + r"ted\.org|npm" + r"js\.(?:org|com)|proxy\.gol" + r"ang\.org",
            r"(?:issues|pull)/" + r"\d+|\b(?:issue|PR|bug) #" + r"\d+",
            r"\b(?:cla" + r"ude|anthr" + r"opic|open" + r"ai|chat" + r"gpt|copi" + r"lot|gem" + r"ini)\b",
        )
    ),
    re.IGNORECASE,
)
TEXTS = frozenset({".py", ".md", ".toml", ".txt", ".in", ".yaml", ".yml", ".json", ".graphql", ".csv", ".html", ""})
NEVER_IN_DOMAIN = frozenset(
    {
        *("os", "sys", "io", "pathlib", "shutil", "tempfile", "socket", "subprocess", "logging"),
        *("random", "secrets", "time", "uuid", "asyncio", "threading", "locale"),
    }
)
CLOCKS = frozenset({"now", "today", "utcnow", "fromtimestamp", "time_ns"})
INPUT = frozenset({"open", "print", "input", "exec", "eval", "__import__"})


NOT_OURS = frozenset({"__pycache__", "node_modules"})


def files(*suffixes: str) -> Iterator[Path]:
    """Our files with these suffixes: nothing hidden, but the folder of continuous integration."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any((part.startswith(".") and part != ".ci") or part in NOT_OURS for part in parts)
        if not hidden and path.suffix in suffixes and path.is_file():
            yield path


def forbidden(text: str) -> Iterator[str]:
    """Names of machines, hosts, numbers of other people's lists, and tools, which a reader has no use for."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := FORBIDDEN.search(line):
            yield f"{number}: {found[0]}"


def long_functions(tree: ast.AST) -> Iterator[str]:
    """Functions over the limit."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MOST:
                yield f"{node.name}: {lines} lines"


METHODS_OF_A_MACHINE = frozenset({"begin", "fold", "jobs", "may", "decide"})
"""Their bases say what they are; the class says what happened, or what is wanted."""


def undocumented(tree: ast.Module | ast.ClassDef, inside: str = "") -> Iterator[str]:
    """Public classes and functions without a docstring; overloads and members of protocols only name a shape."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if inside and node.name in METHODS_OF_A_MACHINE:
            continue
        if not ast.get_docstring(node) and "overload" not in _names(node.decorator_list):
            yield f"{inside}{node.name}"
        if isinstance(node, ast.ClassDef) and "Protocol" not in _names(node.bases):
            yield from undocumented(node, f"{node.name}.")


def _names(expressions: list[ast.expr]) -> set[str]:
    return {expression.id for expression in expressions if isinstance(expression, ast.Name)}


def imports(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Which of these modules each of them imports, be it within a function. `sources` are their texts by name."""
    return {name: set(_imported(ast.parse(text), sources)) - {name} for name, text in sources.items()}


def _imported(tree: ast.Module, modules: Collection[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            members = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in modules else str(node.module) for name in members)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def circle(graph: Mapping[str, Collection[str]]) -> list[str]:
    """A way from a module over its imports back to itself; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def impure(tree: ast.AST) -> Iterator[str]:
    """Clocks, chance, input and output: what the domain is told instead of asking."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (item.name for item in names if item.name.split(".")[0] in NEVER_IN_DOMAIN)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in NEVER_IN_DOMAIN:
                yield module
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                yield name
            case ast.Call(func=ast.Name(id=name)) if name in INPUT:
                yield name
