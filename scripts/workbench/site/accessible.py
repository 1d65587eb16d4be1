"""Changes Sphinx's pages after the build, for people who use a keyboard or a screen reader."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

CHANGES: Final = (
    # Captions of the menu are marked as headings without a level.
    (re.compile(r'<p class="caption" role="heading">'), '<p class="caption" role="heading" aria-level="2">'),
    # Two regions of the same kind need names.
    (re.compile(r'<aside class="sidebar-drawer">'), '<aside class="sidebar-drawer" aria-label="All pages">'),
    (re.compile(r'<aside class="toc-drawer( no-toc)?">'), r'<aside class="toc-drawer\1" aria-label="This page">'),
    # An empty header cell is not a header.
    (re.compile(r'<th class="head[^"]*"><p></p></th>'), "<td></td>"),
    # The search page lacks a heading.
    (re.compile(r'(?<!</h1>\n)<div id="search-results">'), '<h1>Search</h1>\n<div id="search-results">'),
    # Wide content can be scrolled by keys only if it can have the focus.
    (re.compile(r"<pre>"), '<pre tabindex="0">'),
)
"""Changes, each a pattern and its replacement."""


def accessible(page: str) -> str:
    """Return a page with all changes."""
    for found, put in CHANGES:
        page = found.sub(put, page)
    return page


def make_accessible(pages: Iterable[Path]) -> None:
    """Change the pages of a site in place."""
    for page in pages:
        page.write_text(accessible(page.read_text(encoding="utf-8")), encoding="utf-8")
