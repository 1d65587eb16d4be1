"""Plain English of docstrings and pages, counted for each folder. A figure in `plain_english.csv` may fall, never rise.

Whoever mends a sentence lowers the figure: `python -m tests.test_plain_english` writes the file again.
"""

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.docs.pages import ROOT, pages, prose

FIGURES = Path(__file__).with_name("plain_english.csv")
FOLDERS = ("domain", "store", "auth", "schema", "resolvers", "workers", "api", "scripts")
PAGES = "pages"
WORDS_MOST = 25
QUESTION = re.compile(r"(?:What|Who|Whose|Whom|Whether|Which|How|Where|When|Why)\b")
BANNED = re.compile(
    r"\b(?:is told|are told|anew|at one(?=[,.;])|none such|of today|besides|nobody \w+ but|what is kept of)\b"
    r"|\b(?:who asks is|hangs? together)\b",
    re.IGNORECASE,
)
END = re.compile(r"(?<=[.!?:;])\s+|\n\s*\n|\n\s*[-*]\s|\|")
SHOWN = 40


class Found(NamedTuple):
    """Sentences to mend, each with its place."""

    long: list[str]
    questions: list[str]
    banned: list[str]


def sentences(text: str) -> Iterator[str]:
    plain = re.sub(r"`[^`]*`", "x", re.sub(r"\]\([^)]*\)", "]", text))
    return (" ".join(part.split()) for part in END.split(plain))


def docstrings(folder: str) -> Iterator[tuple[str, str]]:
    """Yield each docstring of a folder with its place; also those that follow a constant or a field."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            body = getattr(node, "body", None)
            for child in body if isinstance(body, list) else ():
                value = getattr(getattr(child, "value", None), "value", None)
                if isinstance(child, ast.Expr) and isinstance(value, str):
                    yield f"{path.relative_to(ROOT)}:{child.lineno}", value


def texts(folder: str) -> Iterator[tuple[str, str]]:
    if folder != PAGES:
        return docstrings(folder)
    english = (page for page in pages() if not page.name.endswith(".vi.md"))
    return ((str(page.relative_to(ROOT)), prose(page)) for page in english)


@cache
def found(folder: str) -> Found:
    each = Found([], [], [])
    for place, text in texts(folder):
        if folder != PAGES and QUESTION.match(text):
            each.questions.append(f"{place} {text.splitlines()[0]}")
        for sentence in sentences(text):
            if len(sentence.split()) > WORDS_MOST:
                each.long.append(f"{place} {sentence}")
            if BANNED.search(sentence):
                each.banned.append(f"{place} {sentence}")
    return each


def figures() -> dict[str, list[int]]:
    rows = csv.reader(FIGURES.read_text(encoding="utf-8").splitlines()[1:])
    return {folder: [int(figure) for figure in row] for folder, *row in rows}


@pytest.mark.parametrize("folder", [*FOLDERS, PAGES])
@pytest.mark.parametrize("kind", Found._fields)
def test_no_figure_rises(folder: str, kind: str) -> None:
    places: list[str] = getattr(found(folder), kind)
    most = figures()[folder][Found._fields.index(kind)]
    assert len(places) <= most, "\n".join([f"{len(places)} {kind} in {folder}, at most {most}", *places[-SHOWN:]])


if __name__ == "__main__":
    lines = (f"{folder},{','.join(str(len(each)) for each in found(folder))}\n" for folder in (*FOLDERS, PAGES))
    FIGURES.write_text(f"folder,{','.join(Found._fields)}\n{''.join(lines)}", encoding="utf-8")
