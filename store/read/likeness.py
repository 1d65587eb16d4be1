"""How alike two claims are, compared by their folded syllables."""

from typing import Final

from rapidfuzz.distance import LCSseq

from domain.kernel import text
from store.kinds.similarity import COMPARED_MOST

WHOLE_LEAST, PART_LEAST = 50, 90
"""Per cent of likeness: syllables in the same order, of both texts together; or of the shorter one alone, when that
is a part of the longer one. Unrelated articles reach 20 and 44."""
PART_SYLLABLES_LEAST: Final = 8
"""A shorter text is part of anything by chance."""


def likeness(one: str, other: str) -> int | None:
    """How alike two claims are, in per cent, when they are near the same; None when they are not."""
    words = [text.normal_text(one_text)[:COMPARED_MOST].split() for one_text in (one, other)]
    if not all(words):
        return None
    shorter, both = min(map(len, words)), sum(map(len, words))
    common = LCSseq.similarity(*words)
    whole, part = 200 * common // both, 100 * common // shorter
    if whole >= WHOLE_LEAST:
        return whole
    return whole if part >= PART_LEAST and shorter >= PART_SYLLABLES_LEAST else None
