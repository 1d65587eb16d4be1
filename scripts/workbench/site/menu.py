"""The menu beside each page, written from the contents: for each page Sphinx would copy every heading of the site."""

from collections.abc import Callable, Iterable, Iterator
from html import escape

from scripts.workbench.site.contents import ALL, Section, document


def menu(sections: Iterable[Section], page: str, address: Callable[[str], str]) -> str:
    """The menu of a page as the theme reads it; `address` gives the way to another page."""
    return "".join(line for section in (Section("Casebook", ALL), *sections) for line in _lines(section, page, address))


def _lines(section: Section, page: str, address: Callable[[str], str]) -> Iterator[str]:
    yield f'<p class="caption" role="heading"><span class="caption-text">{escape(section.title)}</span></p>\n<ul>\n'
    for words, path in section.entries:
        name = document(path).removeprefix("/")
        current = " current" if name == page else ""
        link = f'<a class="reference internal{current}" href="{escape(address(name))}">{escape(words)}</a>'
        yield f'<li class="toctree-l1{current}">{link}</li>\n'
    yield "</ul>\n"
