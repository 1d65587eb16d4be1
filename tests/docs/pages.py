"""The pages for people, and what can be read from them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
WORD = re.compile(r"\w[\w'’/-]*")
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?(?:::\w+)*")
NAMED = (".md", ".toml", ".py", ".csv", ".graphql", ".lock", ".in", ".yaml", ".png")


def pages() -> list[Path]:
    """All of them, but those of packages that npm brought."""
    found = sorted(page for folder in ("docs", "clients") for page in (ROOT / folder).rglob("*.md"))
    return [*(ROOT / item for item in TOP), *(page for page in found if "node_modules" not in page.parts)]


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def links(text: str) -> Iterator[str]:
    return (item[1] for item in LINK.finditer(text))


def dead_links(page: Path, text: str) -> list[str]:
    """The links to files that do not exist, or to headings that the file does not have."""
    found = []
    for target in links(text):
        name, _, heading = target.partition("#")
        place = (page.parent / name) if name else page
        outside = target.startswith(("https://", "http://", "mailto:"))
        if not outside and (not place.exists() or (heading and heading not in headings(place))):
            found.append(target)
    return found


def reached(page: Path) -> set[Path]:
    places = (page.parent / target.partition("#")[0] for target in links(prose(page)) if "://" not in target)
    return {place.resolve() for place in places}


def words(page: Path) -> list[str]:
    """The words of a page, without its code and without where its links lead."""
    return WORD.findall(re.sub(r"\]\([^)]*\)", "]", prose(page)))


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as web sites make them."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


MADE = ".casebook"
"""The folder of an installation for trying things out: what is in it is not of the repository."""


def paths(text: str) -> Iterator[str]:
    """What stands in backticks and can only be meant as a file or folder of this repository."""
    for code in CODE.findall(text):
        if PATH.fullmatch(code) and (_under_a_folder(code) or _a_file(code)):
            yield code


def _under_a_folder(code: str) -> bool:
    first, slash, _ = code.partition("/")
    return bool(slash) and first != MADE and (ROOT / first).is_dir()


def _a_file(code: str) -> bool:
    """A name with a known ending; `__init__.py` is spoken of in general."""
    return Path(code).suffix in NAMED and not code.startswith("__")


def missing_paths(text: str) -> list[str]:
    """Paths that do not exist, and tests that their file does not hold."""
    found = []
    for code in paths(text):
        name, *inside = code.split("::")
        place = ROOT / name
        if not place.exists() or not all(_defines(place, item) for item in inside):
            found.append(code)
    return found


def _defines(place: Path, name: str) -> bool:
    pattern = rf"^\s*(?:class|def|async def) {name}\b"
    return re.search(pattern, place.read_text(encoding="utf-8"), re.MULTILINE) is not None


def block(text: str, name: str) -> str:
    """The block of code under a name in bold."""
    found = re.search(rf"^\*\*{re.escape(name)}\*\*[^\n]*\n\n```\w+\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return found[1]
