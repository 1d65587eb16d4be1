"""What a process keeps for readers of notices is bounded, and goes with what it was made of."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from api.press.conditional import FRESH_SECONDS, Body
from api.press.kept import BYTES_MOST, LOOK_SECONDS, LOOKS_MOST, Kept, Looks


@dataclass
class Hand:
    """A clock that is set by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


def of(text: str) -> Callable[[], Body]:
    return lambda: Body.of(text.encode(), "text/plain", None)


class TestPages:
    def test_are_made_once_of_the_same(self, hand: Hand) -> None:
        kept, made = Kept(hand), []

        def make() -> Body:
            made.append(1)
            return of("a")()

        assert kept.body("place", ["view"], make) is kept.body("place", ["view"], make)
        assert len(made) == 1

    def test_of_something_else_take_the_place_of_what_was_kept(self, hand: Hand) -> None:
        kept = Kept(hand)
        kept.body("place", "before", of("a" * 100))
        assert kept.body("place", "after", of("b")).content == b"b"
        assert kept.size == 1

    def test_that_nobody_asks_for_are_forgotten(self, hand: Hand) -> None:
        kept = Kept(hand)
        kept.body("unused", "x", of("a" * 100))
        kept.body("used", "x", of("b"))
        hand.now += FRESH_SECONDS
        kept.body("used", "x", of("b"))
        assert kept.size == 1

    def test_take_no_more_room_than_there_is_however_many_cursors_somebody_writes(self, hand: Hand) -> None:
        kept, page = Kept(hand), "a" * (BYTES_MOST // 10)
        for number in range(30):
            assert len(kept.body(number, "x", of(page)).content) == len(page)
        assert 0 < kept.size <= BYTES_MOST
        assert len(kept.body("large", "x", of(page * 11)).content) > BYTES_MOST, "one page is always served"


class TestLooks:
    async def test_are_good_for_a_second_and_then_gone(self, hand: Hand) -> None:
        looks, made = Looks(hand), []

        async def look() -> int:
            made.append(1)
            return len(made)

        assert [await looks.at("a", look), await looks.at("a", look)] == [1, 1]
        hand.now += LOOK_SECONDS
        assert await looks.at("b", look) == 2
        assert len(looks) == 1
        assert await looks.at("a", look) == 3

    async def test_are_so_many_at_most(self, hand: Hand) -> None:
        looks = Looks(hand)

        async def look() -> None:
            return None

        for number in range(LOOKS_MOST + 5):
            await looks.at(number, look)
        assert len(looks) == LOOKS_MOST
