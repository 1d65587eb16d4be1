"""Contents of the documentation, from the lists of `docs/README.md`."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SECTION: Final = re.compile(r"^## (.+)$", re.MULTILINE)
ENTRY: Final = re.compile(r"^- \[([^\]]+)\]\(([^)\s]+)\)", re.MULTILINE)

ALL: Final = (("All pages", "docs/README.md"),)


@dataclass(frozen=True)
class Section:
    """Heading with its pages: title and path from the root of the repository."""

    title: str
    entries: tuple[tuple[str, str], ...]


def contents(page: Path) -> list[Section]:
    """Return the sections of the contents in their order."""
    _, *parts = SECTION.split(page.read_text(encoding="utf-8"))
    return [
        Section(title, tuple((words, _path(target)) for words, target in ENTRY.findall(text)))
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    ]


def _path(target: str) -> str:
    return os.path.normpath(Path("docs") / target)


def trees(sections: Iterable[Section]) -> str:
    """Return the sections as a table of contents for Sphinx, which orders the pages by it."""
    return "".join(_tree(section) for section in (Section("Casebook", ALL), *sections))


def _tree(section: Section) -> str:
    lines = [f"{words} <{document(path)}>" for words, path in section.entries]
    return "\n".join(["\n```{toctree}", ":hidden:", f":caption: {section.title}", "", *lines, "```\n"])


def document(path: str) -> str:
    """Return the name of a page in Sphinx. The schema is a folder of pages there."""
    return "/schema/index" if path == "schema/schema.graphql" else "/" + path.removesuffix(".md")
