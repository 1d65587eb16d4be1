"""Index entries from the glossary's column *also called*, which the site's search ranks above words in a text."""

import os
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

GLOSSARY: Final = "docs/glossary.md"
ROW: Final = re.compile(r"^\|[^|]*\|[^|]*\|([^|]+)\| \[[^\]]+\]\(([^)#\s]+)(?:#([^)\s]+))?\)", re.MULTILINE)
HEADING: Final = re.compile(r"#+ (.+)")
OTHER_WORDS: Final = re.compile(r"\([^)]*\)|`")

Words = Mapping[str, Sequence[str]]
"""Words by the heading that explains them; the empty heading is the page's title."""


def other_words(glossary: str) -> dict[str, Words]:
    """Return the words that others use, by the page to which the first link of their row leads."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for also, target, heading in ROW.findall(glossary):
        page = os.path.normpath(os.path.join(os.path.dirname(GLOSSARY), target))
        found[page][heading] += [word.strip() for word in OTHER_WORDS.sub("", also).split(",")]
    return {page: dict(words) for page, words in found.items()}


def indexed(text: str, words: Words) -> str:
    """Return a page with an index directive of Sphinx below each heading that explains such words."""
    lines, fenced = list[str](), False
    for number, line in enumerate(text.splitlines()):
        lines.append(line)
        fenced ^= line.startswith("```")
        heading = None if fenced else HEADING.fullmatch(line)
        if heading and (entries := words.get(_slug(heading[1]) if number else "")):
            lines += ["", f"```{{index}} {', '.join(f'! {word}' for word in entries)}", "```"]
    return "\n".join(lines) + "\n"


def _slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
