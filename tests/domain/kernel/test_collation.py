"""Vietnamese order. The lists were put in order by ICU 78 under the locale `vi`."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.text import LETTERS_MOST, sort_key
from tests.support.each import each

IN_ORDER = [
    ["a", "à", "ả", "ã", "á", "ạ", "ă", "ằ", "ẳ", "ẵ", "ắ", "ặ", "â", "ầ", "b", "c", "d", "đ", "e", "ê", "g", "h"],
    ["o", "ò", "ỏ", "õ", "ó", "ọ", "ô", "ố", "ơ", "ợ", "p", "q", "r", "s", "t", "u", "ụ", "ư", "ự", "v", "x", "y", "z"],
    ["da", "dạ", "dă", "dâu", "de", "đa", "đá"],
    ["1", "2", "a"],
    ["ba", "ba ba", "bà ba", "bà bá", "bác", "bang", "bảng", "băng", "bằng"],
    ["cao", "Cao", "cáo", "cạo", "Cao Bằng", "căn"],
    ["bằng", "Bằng", "bắng"],
    ["ha", "hà", "Hà", "há", "hạ", "Hạ Lang", "hă"],
]


@each("words", IN_ORDER)
def test_words_stand_as_in_a_dictionary(words: list[str]) -> None:
    assert sorted(set(words), key=sort_key) == words
    assert all(sort_key(one) < sort_key(other) for one, other in pairwise(words))


def test_plain_text_order_would_be_wrong() -> None:
    assert sorted(IN_ORDER[0]) != IN_ORDER[0]


def test_punctuation_and_spaces_count_as_one_space() -> None:
    assert sort_key("  Cao -- Bằng! ") == sort_key("Cao Bằng")


def test_how_a_letter_was_typed_makes_no_difference() -> None:
    assert sort_key("Cao Ba\u0306\u0300ng") == sort_key("Cao Bằng")


def test_only_the_first_letters_count() -> None:
    assert sort_key("a" * LETTERS_MOST + "b") == sort_key("a" * LETTERS_MOST + "c")
    assert len(sort_key("ậ" * 10_000)) <= 3 * LETTERS_MOST + 2


@given(st.text(max_size=200))
def test_any_text_has_a_key_that_can_be_stored(text: str) -> None:
    key = sort_key(text)
    assert "\n" not in key
    assert key.count("\t") == 2
    assert len(key) < 1_500


vietnamese = st.text(alphabet="aăâbdđeêoôơuư àảãáạ", min_size=1, max_size=12)


@given(vietnamese, vietnamese)
def test_letters_decide_before_tones(one: str, other: str) -> None:
    letters = [sort_key(item).split("\t")[0] for item in (one, other)]
    if letters[0] != letters[1]:
        assert (sort_key(one) < sort_key(other)) is (letters[0] < letters[1])
