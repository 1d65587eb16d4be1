"""No page of the inspector's desk gives an agency a word of what it may not see: marks are looked for page by page."""

import re
from collections.abc import Iterator

import httpx
import pytest

from domain.kernel.vocabulary import Post
from tests.matrix.rich import AGENCIES, World
from tests.matrix.served import SLOW, TRIES
from tests.support.in_process import InProcess, in_process
from tests.support.reader import BASE, SETTINGS, Reader

PAGES = ("", "?show=reopened", "?show=overdue", "?show=erased", "board", "acts", "patterns", "readings")
DONE = ("case.decided", "case.closed", "case.reopened")
LISTS = ("quick", "alone", "silent", "reopened", "erased")
MARK = re.compile("mark[a-z]+")
"""A mark, and what may stand behind it: a page is kept as those of its words that can hold one."""
OF_A_CASE = ("", "/file", "/take", "/compare?older=0&newer=999999", "/proof", "/record")


@pytest.fixture(scope="module")
def desk(world: World) -> Iterator[InProcess]:
    with in_process({**world.api.env, **SETTINGS}, BASE) as running:
        yield running


def patiently(reader: Reader, path: str) -> httpx.Response:
    """A page, asked for again where the machine was too slow."""
    for _ in range(TRIES):
        answer = reader.open(path)
        if answer.status_code != SLOW:
            break
    return answer


def shown(reader: Reader, world: World) -> Iterator[tuple[str, str]]:
    paths = [*PAGES, *(f"patterns/{name}" for name in LISTS), *(f"done?type={type}" for type in DONE)]
    paths += [f"?q={case.code}" for case in world.cases.values()]
    paths += [f"cases/{case.id}{page}" for case in world.cases.values() for page in OF_A_CASE]
    for path in paths:
        answer = patiently(reader, f"/inspect/{path}")
        assert answer.status_code in (200, 403, 404, 409, 413), (path, answer.status_code, answer.text[:500])
        yield path, " ".join(MARK.findall(answer.text))


@pytest.mark.parametrize("agency", AGENCIES)
def test_no_page_says_a_word_of_what_an_agency_may_not_see(world: World, desk: InProcess, agency: str) -> None:
    post = Post.INSPECTOR if agency == "inspection" else Post.HANDLER
    reader = Reader.seated(desk, f"agency-{agency}", post)
    pages = dict(shown(reader, world))
    hidden = [marked for marked in world.everything if agency not in marked.seen_by]
    leaks = [(path, marked.mark) for path, text in pages.items() for marked in hidden if marked.mark in text]
    assert leaks == []
    withheld = list(world.withheld.values())
    looked_for = [*(marked.mark for marked in hidden), *withheld]
    assert all(MARK.fullmatch(mark) for mark in looked_for), "no other could be found in what is kept of a page"
    assert [(path, mark) for path, text in pages.items() for mark in withheld if mark in text] == []
    seen = [case for case in world.cases.values() if agency in case.seen_by]
    told = [case for case in seen if any(case.mark in pages[f"cases/{case.id}{page}"] for page in OF_A_CASE)]
    if agency != "paper":
        assert len(told) == len(seen) > 0 or not seen
