"""Somebody with a telephone: the public pages in Chromium at its width, where axe-core looks at each of them."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.support.browser import Looker, looking, tools
from tests.support.public import Person, plain

WIDTH = 360
TO_FIELDS = ("Tab",) * 4
"""Past the way to the content, the site's name and the other language."""


class Phone(Person):
    """What one person opens on a telephone. Without Chromium the same pages come by HTTP, and nobody looks at them."""

    def __init__(self, url: str, looker: Looker | None) -> None:
        super().__init__(url)
        self._looker = looker

    def finds(self, address: str) -> str:
        return self._seen("decision", address) if self._looker else plain(self.post("decision", url=address))

    def follows(self, code: str) -> str:
        return self._seen("matter", code) if self._looker else plain(self.post("matter", code=code))

    def _seen(self, page: str, typed: str) -> str:
        assert self._looker is not None
        keys = [*TO_FIELDS, f"={typed}", "Enter"]
        words: str = self._looker.flawless(
            [{"url": f"{self.url}/report/{page}?lang=vi", "width": WIDTH, "keys": keys}]
        )[-1]["words"]
        return words


def words_of(page: httpx.Response) -> str:
    """The words of a page that came in good order."""
    assert page.status_code == 200, plain(page)
    return plain(page)


@contextmanager
def a_browser() -> Iterator[Looker | None]:
    """The browser of telephones; None where the machine has none, or npm has not what looks at pages."""
    if tools() is None:
        yield None
        return
    with looking() as running:
        yield running
