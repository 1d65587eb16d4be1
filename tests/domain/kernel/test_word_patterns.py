"""A pattern of many words matches what a plain alternation of them matches."""

import re

import pytest

from domain.kernel.word_patterns import one_of

WORDS = ("ba", "bảy", "bay", "chín", "chứng minh", "chứng minh nhân dân", "seri", "sê-ri", "a", "1.2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ba bảy BAY chín", ["Ba", "bảy", "BAY", "chín"]),
        ("chứng  minh\nnhân dân, chứng minh", ["chứng  minh\nnhân dân", "chứng minh"]),
        ("sê-ri và seri; ſeri", ["sê-ri", "seri", "ſeri"]),
        ("1.2 nhưng 1x2", ["1.2"]),
        ("đồi núi", []),
    ],
)
def test_finds_the_longest_words_in_any_case(text: str, found: list[str]) -> None:
    assert re.findall(one_of(WORDS), text, re.IGNORECASE) == found
    plain = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(WORDS, key=len, reverse=True))
    assert re.findall(plain, text, re.IGNORECASE) == found


def test_matches_inside_other_patterns() -> None:
    assert re.fullmatch(rf"\b(?:{one_of(WORDS)}){{2}}\b", "babay")
    assert not re.fullmatch(rf"{one_of(WORDS)}\b", "bayo")
