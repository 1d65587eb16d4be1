"""Changes to the pages of Sphinx for people who use a keyboard or a screen reader, made after the build."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

CHANGES: Final = (
    # A caption of the menu says that it is a heading; of which level, it does not say.
    (re.compile(r'<p class="caption" role="heading">'), '<p class="caption" role="heading" aria-level="2">'),
    # Two regions of one kind need names.
    (re.compile(r'<aside class="sidebar-drawer">'), '<aside class="sidebar-drawer" aria-label="All pages">'),
    (re.compile(r'<aside class="toc-drawer( no-toc)?">'), r'<aside class="toc-drawer\1" aria-label="This page">'),
    # A head without words is no head.
    (re.compile(r'<th class="head[^"]*"><p></p></th>'), "<td></td>"),
    # The page of the search has no heading of its own.
    (re.compile(r'(?<!</h1>\n)<div id="search-results">'), '<h1>Search</h1>\n<div id="search-results">'),
    # What is wider than the screen is scrolled by keys only where it can have the focus.
    (re.compile(r"<pre>"), '<pre tabindex="0">'),
)
"""Pattern, and its replacement."""


def accessible(page: str) -> str:
    """Return a page with all changes."""
    for found, put in CHANGES:
        page = found.sub(put, page)
    return page


def make_accessible(pages: Iterable[Path]) -> None:
    """Change the pages of a site in place."""
    for page in pages:
        page.write_text(accessible(page.read_text(encoding="utf-8")), encoding="utf-8")
