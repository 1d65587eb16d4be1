"""The glossary: every name stands where it says, and the words that it replaced are gone."""

import re
from importlib import import_module
from pathlib import Path

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.*?) ?\| (.+?) \| `([\w.]+)` \|$", PAGE, re.MULTILINE)
PRODUCT = ("domain", "store", "auth", "schema", "resolvers", "workers", "api")
REPLACED = (
    "Door",
    "Growing",
    "Tip",
    "Confidence",
    "Sought",
    "Among",
    "Frontier",
    "Turns",
    "Happening",
    "Errand",
    "Matters",
)
"""Class names of before, whose words had other meanings."""


def found(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    module, _, last = name.rpartition(".")
    try:
        return hasattr(import_module(module), last) or bool(import_module(name))
    except ImportError:
        return False


def defined(source: str) -> set[str]:
    return set(re.findall(r"^class (\w+)", source, re.MULTILINE))


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
    files = [path for package in PRODUCT for path in (ROOT / package).rglob("*.py")]
    classes = {name for path in files for name in defined(Path(path).read_text(encoding="utf-8"))}
    assert classes.intersection(REPLACED) == set()
    assert "CommandHandler" in classes
