"""What is tried row by row in one test fails as it would in tests of its own."""

import pytest

from tests.support.each import each

TRIED: list[tuple[int, str]] = []


@each("number", [1, 2])
@each(("word", "length"), [("a", 1), ("ab", 2)])
def test_every_row_is_tried(number: int, word: str, length: int) -> None:
    TRIED.append((number, word))
    assert len(word) == length


def test_a_product_was_tried() -> None:
    test_every_row_is_tried()
    assert {*TRIED} == {(1, "a"), (1, "ab"), (2, "a"), (2, "ab")}


class TestFixtures:
    @each("number", range(3))
    def test_are_handed_over(self, number: int, tmp_path_factory: pytest.TempPathFactory) -> None:
        assert isinstance(self, TestFixtures)
        assert tmp_path_factory.getbasetemp()
        assert number in range(3)


@each("number", range(5))
def odd(number: int) -> None:
    assert number % 2


@each("number", range(2))
def raising(number: int) -> None:
    with pytest.raises(ZeroDivisionError):
        assert 1 // number


def test_every_row_that_fails_is_named() -> None:
    with pytest.raises(BaseExceptionGroup) as failed:
        odd()
    assert [fault.__notes__ for fault in failed.value.exceptions] == [[f"where number is {n}"] for n in (0, 2, 4)]


def test_what_does_not_raise_fails_too() -> None:
    with pytest.raises(pytest.fail.Exception) as failed:
        raising()
    assert failed.value.__notes__ == ["where number is 1"]


def test_nothing_to_try_is_refused() -> None:
    with pytest.raises(AssertionError):
        each("number", [])
