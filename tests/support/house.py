"""House rules that no tool checks: small functions that inspect one source or text and return its faults."""

import ast
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "store", "auth", "schema", "resolvers", "workers", "api", "scripts")
FILE_LINES_MOST, FUNCTION_LINES_MOST = 400, 60
LONGER = {
    # Made from clients/operations/, and from the SDL, where they are read.
    "clients/python/casebook_client/operations.py": 800,
    "clients/python/casebook_client/refusals.py": 800,
}

# Spelled in pieces, so that this file does not hold what it looks for.
FORBIDDEN: Mapping[str, str] = {
    **{word: rf"(?<![\w.]){word}" for word in ("/wo" + "rk/", "/ro" + "ot/", "/use" + "rs/")},
    "/ho" + "me/": r"/ho" + r"me/(?!nonroot\b)\w+/",
    "../sha" + "red": r"\.\./sha" + "red",
    **dict.fromkeys(("py" + "pi.org", "pythonhos" + "ted.org", "npm" + "js.org", "npm" + "js.com"), ""),
    "proxy.gol" + "ang.org": "",
    **{word: rf"{word}\d+" for word in ("iss" + "ues/", "pu" + "ll/")},
    **{word: rf"\b{word}\d+" for word in ("issue #", "pr #", "bug #")},
    **{word: rf"\b{word}\b" for word in ("cla" + "ude", "anthr" + "opic", "open" + "ai", "chat" + "gpt")},
    **{word: rf"\b{word}\b" for word in ("copi" + "lot", "gem" + "ini")},
}
"""Words in small letters, each with the pattern that is forbidden; without one it is the word. A text is searched for
words first: that takes a hundredth of the time."""
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
    """Yield our files with these suffixes. Hidden ones are left out, except the folder of continuous integration."""
    return (path for path in _everything() if path.suffix in suffixes)


@cache
def _everything() -> Sequence[Path]:
    """Return all our files, read once in a process. Foreign folders such as the environment's are not entered."""
    found: list[Path] = []
    for folder, inside, names in os.walk(ROOT):
        inside[:] = filter(_ours, inside)
        found += (Path(folder, name) for name in filter(_ours, names))
    return sorted(found)


def _ours(name: str) -> bool:
    return name not in NOT_OURS and (not name.startswith(".") or name == ".ci")


def forbidden(text: str) -> Iterator[str]:
    """Yield names of machines, hosts, numbers of other people's lists, and tools, which readers do not need."""
    small = text.lower()
    patterns = [pattern or re.escape(word) for word, pattern in FORBIDDEN.items() if word in small]
    if patterns:
        wanted = re.compile("|".join(patterns), re.IGNORECASE)
        for number, line in enumerate(text.splitlines(), start=1):
            if found := wanted.search(line):
                yield f"{number}: {found[0]}"


@lru_cache(maxsize=1)
def nodes(tree: ast.AST) -> Sequence[ast.AST]:
    """Return all nodes of a tree, cached for the next call."""
    return list(ast.walk(tree))


def long_functions(tree: ast.AST) -> Iterator[str]:
    for node in nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MOST:
                yield f"{node.name}: {lines} lines"


def undocumented(tree: ast.Module) -> Iterator[str]:
    """Yield a module without a docstring at its beginning, and a command or guard without the docstring that people
    read.

    `tests/schema/test_descriptions.py` requires the same of everything in the schema.
    """
    if tree.body and not ast.get_docstring(tree):
        yield "the module"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and _is_read(node) and not ast.get_docstring(node):
            yield node.name


def _is_read(node: ast.FunctionDef | ast.ClassDef) -> bool:
    if isinstance(node, ast.ClassDef):
        return any(isinstance(base, ast.Name) and base.id.endswith("Command") for base in node.bases)
    return not node.name.startswith("_") and node.returns is not None and ast.unparse(node.returns) == "Problem | None"


def imports(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Return which of these modules each imports, also within functions. `sources` are their texts by name."""
    return among({name: imported(ast.parse(text)) for name, text in sources.items()})


def among(found: Mapping[str, Collection[tuple[str, str]]]) -> dict[str, set[str]]:
    """Return which of these modules each imports, given the result of `imported` for each."""
    named = {name: {f"{module}.{what}" if f"{module}.{what}" in found else module for module, what in pairs}
             for name, pairs in found.items()}  # fmt: skip
    return {name: modules - {name} for name, modules in named.items()}


def imported(tree: ast.Module) -> set[tuple[str, str]]:
    """Return the modules that a module imports, each with the imported name, or an empty one.

    Types that GraphQL finds by name once all modules are loaded are left out.
    """
    pairs: set[tuple[str, str]] = set()
    later = set()
    for node in nodes(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="lazy"), args=[ast.Constant(value=str(module))]):
                later.add(module)
        if isinstance(node, ast.ImportFrom):
            pairs |= {(str(node.module), alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            pairs |= {(alias.name, "") for alias in node.names}
    return {(module, name) for module, name in pairs if module not in later}


def circle(graph: Mapping[str, Collection[str]]) -> list[str]:
    """Return a path from a module over its imports back to itself; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def impure(tree: ast.AST) -> Iterator[str]:
    """Yield clocks, randomness, input and output: the domain gets these as arguments."""
    for node in nodes(tree):
        match node:
            case ast.Import(names=names):
                yield from (item.name for item in names if item.name.split(".")[0] in NEVER_IN_DOMAIN)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in NEVER_IN_DOMAIN:
                yield module
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                yield name
            case ast.Call(func=ast.Name(id=name)) if name in INPUT:
                yield name
