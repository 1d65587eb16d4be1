"""What a process keeps for readers of notices is bounded, and goes with what it was made of."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from api.web.headers import Representation
from api.web.page_cache import BYTES_MOST, FRESH_SECONDS, READ_SECONDS, READS_MOST, PageCache, ReadCache


@dataclass
class Hand:
    """A clock that is set by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


def of(text: str) -> Callable[[], Representation]:
    return lambda: Representation.of(text.encode(), "text/plain", None)


class TestPages:
    def test_are_made_once_of_the_same(self, hand: Hand) -> None:
        pages, made = PageCache(hand), []

        def make() -> Representation:
            made.append(1)
            return of("a")()

        assert pages.get("place", ["view"], make) is pages.get("place", ["view"], make)
        assert len(made) == 1

    def test_of_something_else_take_the_place_of_what_was_kept(self, hand: Hand) -> None:
        pages = PageCache(hand)
        pages.get("place", "before", of("a" * 100))
        assert pages.get("place", "after", of("b")).content == b"b"
        assert pages.size == 1

    def test_that_nobody_asks_for_are_forgotten(self, hand: Hand) -> None:
        pages = PageCache(hand)
        pages.get("unused", "x", of("a" * 100))
        pages.get("used", "x", of("b"))
        hand.now += FRESH_SECONDS
        pages.get("used", "x", of("b"))
        assert pages.size == 1

    def test_take_no_more_room_than_there_is_however_many_cursors_somebody_writes(self, hand: Hand) -> None:
        pages, page = PageCache(hand), "a" * (BYTES_MOST // 10)
        for number in range(30):
            assert len(pages.get(number, "x", of(page)).content) == len(page)
        assert 0 < pages.size <= BYTES_MOST
        assert len(pages.get("large", "x", of(page * 11)).content) > BYTES_MOST, "one page is always served"


class TestLooks:
    async def test_are_good_for_a_second_and_then_gone(self, hand: Hand) -> None:
        reads, made = ReadCache(hand), []

        async def look() -> int:
            made.append(1)
            return len(made)

        assert [await reads.get("a", look), await reads.get("a", look)] == [1, 1]
        hand.now += READ_SECONDS
        assert await reads.get("b", look) == 2
        assert len(reads) == 1
        assert await reads.get("a", look) == 3

    async def test_are_so_many_at_most(self, hand: Hand) -> None:
        reads = ReadCache(hand)

        async def look() -> None:
            return None

        for number in range(READS_MOST + 5):
            await reads.get(number, look)
        assert len(reads) == READS_MOST
