"""The glossary: every name stands where it says, and the words that it replaced are gone."""

import ast
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.*?) ?\| (.+?) \| `([\w.]+)` \|$", PAGE, re.MULTILINE)
PRODUCT = ("domain", "store", "auth", "schema", "resolvers", "workers", "api")
REPLACED = frozenset(
    {"Among", "Confidence", "Confided", "Contested", "Door", "Edge", "Equations", "Erasable", "Errand"}
    | {"Found", "Frontier", "Growing", "Happening", "Home", "Matters", "Offers", "Sought", "Tip", "Told"}
    | {"_door", "_frontier", "beside", "companions", "confide", "confided", "confidence", "consequences", "door"}
    | {"errand", "errands", "growing", "happening", "matters", "streams_beside", "telling", "told_of", "without_doubt"}
)
"""Names of before, whose words had other meanings: of classes, functions, parameters, fields and attributes."""
REPLACED_MODULES = frozenset(
    {"chunks", "companions", "compact_range", "confided", "consequences", "contested", "desk", "disclosure", "door"}
    | {"doubts", "edge", "equations", "erasable", "errands", "home", "marks", "matters", "mirror", "notices", "offers"}
    | {"once", "ruled", "telling", "told"}
)
"""Names of modules of before."""
KEPT = frozenset(
    {
        "schema/connection.py: Edge",  # the word of the GraphQL cursor connections specification
        "store/log/mirror.py",  # of a log: the word of its administrators
        "store/oauth/once.py",  # what may be used once
    }
)
"""Where a word of before is the right one."""


def found(name: str) -> bool:
    """Whether a dotted name is a module, something in one, or a name of a class in one."""
    module, _, last = name.rpartition(".")
    try:
        return hasattr(import_module(module), last) or bool(import_module(name))
    except ImportError:
        return "." in module and isinstance(owner := resolved(module), type) and hasattr(owner, last)


def resolved(name: str) -> object | None:
    """What a dotted name of something in a module stands for; None for nothing."""
    module, _, last = name.rpartition(".")
    try:
        return getattr(import_module(module), last, None)
    except ImportError:
        return None


def defined(source: str) -> set[str]:
    """The names that a module gives to something: classes, functions, parameters, fields, attributes of objects."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.arg(arg=name) | ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return found


def back(files: Mapping[str, str]) -> set[str]:
    """The words that are back: of sources by their paths, modules and names that were replaced."""
    modules = {path for path in files if Path(path).stem in REPLACED_MODULES}
    names = {f"{path}: {name}" for path, source in files.items() for name in defined(source) & REPLACED}
    return (modules | names) - KEPT


def test_every_name_is_where_the_page_says() -> None:
    assert [name for *_, name in ROWS if not found(name)] == []
    assert len(ROWS) >= 50


def test_a_name_that_is_gone_is_seen() -> None:
    assert not found("domain.case.state.case.Gone")
    assert not found("domain.gone.Case")


def test_no_term_stands_twice() -> None:
    for column in (1, 2):
        terms = [row[column] for row in ROWS]
        assert len(set(terms)) == len(terms)


def test_the_words_of_before_are_gone() -> None:
    files = {str(path.relative_to(ROOT)): path for package in PRODUCT for path in (ROOT / package).rglob("*.py")}
    assert back({name: path.read_text(encoding="utf-8") for name, path in files.items()}) == set()
    assert len(files) > 300


def test_no_module_is_called_as_the_plural_of_another_in_its_room() -> None:
    names = {path.with_suffix("") for path in (ROOT / "domain").rglob("*.py")}
    assert {str(name) for name in names if name.with_name(f"{name.name}s") in names} == set()


def test_a_word_of_before_that_comes_back_is_seen() -> None:
    ways = {
        "a class": "class Door: ...",
        "a function": "def telling(): ...",
        "a method": "class Store:\n    async def telling(self): ...",
        "a parameter": "def read(door): ...",
        "an attribute": "def set(self): self._door = 1",
        "a field": "class Facts:\n    beside: int = 1",
    }
    for way, source in ways.items():
        assert len(back({"store/some.py": source})) == 1, way
    assert back({"store/mirror.py": "", "store/locks.py": "", "store/oauth/once.py": ""}) == {"store/mirror.py"}
