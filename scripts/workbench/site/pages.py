"""Pages of the site in the layout of Sphinx: those of the repository, and the schema in words.

`docs/README.md` names the pages, in their order.
"""

import os
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from scripts.workbench import ROOT
from scripts.workbench.site.index_entries import GLOSSARY, indexed, other_words
from scripts.workbench.site.schema_pages import SCHEMA_FOLDER, schema_pages

FIRST: Final = "README.md"
"""First page of the repository, which becomes `index.md`."""
CONTENTS: Final = "docs/README.md"
SECTION: Final = re.compile(r"^## (.+)$", re.MULTILINE)
ENTRY: Final = re.compile(r"^- \[([^\]]+)\]\(([^)\s]+)\)", re.MULTILINE)
LINK: Final = re.compile(r"(!?\[[^\]]*\])\(([^)\s#:]+)(#[^)\s]*)?\)")
FENCE: Final = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
Section = tuple[str, list[tuple[str, str]]]
"""Heading with its pages: title and path from the root of the repository."""


def lay_out(source: Path) -> None:
    """Write all pages, and the files that they link to, into an empty folder."""
    words = other_words((ROOT / GLOSSARY).read_text(encoding="utf-8"))
    for page in repository_pages():
        text = (ROOT / page).read_text(encoding="utf-8")
        _write(source / _place(page), indexed(_linked(text, page, source), words.get(page, {})))
    for name, text in schema_pages((ROOT / "schema/schema.graphql").read_text(encoding="utf-8")).items():
        _write(source / SCHEMA_FOLDER / f"{name}.md", text)
    with (source / _place(FIRST)).open("a", encoding="utf-8") as first:
        first.writelines(map(_tree, [("Casebook", [("All pages", CONTENTS)]), *contents()]))


def contents() -> Iterator[Section]:
    """Yield the sections of the contents in their order."""
    _, *parts = SECTION.split((ROOT / CONTENTS).read_text(encoding="utf-8"))
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        yield title, [(words, os.path.normpath(Path("docs") / target)) for words, target in ENTRY.findall(text)]


def _tree(section: Section) -> str:
    """Return a section for Sphinx, which orders the pages by it."""
    lines = [f"{words} <{_document(path)}>" for words, path in section[1]]
    return "\n".join(["\n```{toctree}", ":hidden:", f":caption: {section[0]}", "", *lines, "```\n"])


def _document(path: str) -> str:
    """Return the name of a page in Sphinx. The schema is a folder of pages there."""
    return "/schema/index" if path == "schema/schema.graphql" else "/" + path.removesuffix(".md")


@cache
def repository_pages() -> list[str]:
    """Return the contents page and every page that it names."""
    named = [path for _, entries in contents() for _, path in entries if path.endswith(".md")]
    return list(dict.fromkeys([FIRST, CONTENTS, *named]))


def _place(page: str) -> str:
    return "index.md" if page == FIRST else page


def _linked(text: str, page: str, source: Path) -> str:
    """Return the text with links within the site. Copy linked files that are not pages."""
    known = set(repository_pages())

    def put(found: re.Match[str]) -> str:
        words, target, heading = found[1], found[2], found[3] or ""
        path = os.path.normpath(Path(page).parent / target)
        if path in known:
            return f"{words}({os.path.relpath(_place(path), Path(page).parent)}{heading})"
        if (ROOT / path).is_dir():
            return f"{words[1:-1]} (`{path}/`)"
        if not words.startswith("!") and path.endswith(".md"):
            return f"{words[1:-1]} (`{path}`)"
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, source / path)
        return found[0]

    return "".join(part if part.startswith("```") else LINK.sub(put, part) for part in FENCE.split(text))


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
