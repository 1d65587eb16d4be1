"""Pages of the site in the layout of Sphinx: the repository's pages, and the schema in words."""

import os
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Final

from scripts.workbench import ROOT
from scripts.workbench.site.contents import contents, trees
from scripts.workbench.site.schema_pages import SCHEMA_FOLDER, schema_pages

FIRST: Final = "README.md"
"""First page of the repository, which becomes `index.md`."""
CONTENTS: Final = "docs/README.md"
LINK: Final = re.compile(r"(!?\[[^\]]*\])\(([^)\s#:]+)(#[^)\s]*)?\)")
FENCE: Final = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def lay_out(source: Path) -> None:
    """Write all pages, and the files that they link to, into an empty folder."""
    for page in repository_pages():
        text = (ROOT / page).read_text(encoding="utf-8")
        _write(source / _place(page), _linked(text, page, source))
    for name, text in schema_pages((ROOT / "schema/schema.graphql").read_text(encoding="utf-8")).items():
        _write(source / SCHEMA_FOLDER / f"{name}.md", text)
    _append(source / _place(FIRST), trees(contents(ROOT / CONTENTS)))


@cache
def repository_pages() -> list[str]:
    """Return the contents page and every page that it names."""
    named = [path for section in contents(ROOT / CONTENTS) for _, path in section.entries if not _made(path)]
    return list(dict.fromkeys([FIRST, CONTENTS, *named]))


def _made(path: str) -> bool:
    return not path.endswith(".md")


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
        _copy(path, source)
        return found[0]

    return "".join(part if part.startswith("```") else LINK.sub(put, part) for part in FENCE.split(text))


def _copy(path: str, source: Path) -> None:
    place = source / path
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / path, place)


def _append(page: Path, text: str) -> None:
    page.write_text(page.read_text(encoding="utf-8") + text, encoding="utf-8")


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
