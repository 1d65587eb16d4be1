"""Similarity of claims: bands of a MinHash find candidates by equality, a comparison confirms them.

Both work on the folded text, so that diacritics, Unicode forms, case and punctuation make no difference. The bands
are keyed hashes: what a head holds says nothing of a text to who has no master key (Broder 1997; bands as in
Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4).
"""

from typing import Final

from domain.kernel import text
from store.keys.master import MasterKey
from store.kinds.minhash import permutations, sketch

SHINGLE: Final = 3
"""Syllables in a row that make one feature of a text."""
BANDS: Final = 50
ROWS: Final = 2
"""Texts that share a quarter of their features share a band with 96 % probability; unrelated ones with under 1 %."""
PERMUTATIONS: Final = permutations(BANDS * ROWS)
WIDTH: Final = 8
"""Bytes of a value in a band."""
COMPARED_MOST: Final = 20_000
"""Characters of a text that are looked at."""
WHOLE_LEAST, PART_LEAST = 50, 90
"""Per cent of likeness: syllables in the same order, of both texts together; or of the shorter one alone, when that
is a part of the longer one. Unrelated articles reach 20 and 44."""
PART_SYLLABLES_LEAST: Final = 8
"""A shorter text is part of anything by chance."""


def shingles(folded: str) -> list[bytes]:
    """The features of a folded text: every SHINGLE syllables in a row, or all of a shorter text."""
    words = folded[:COMPARED_MOST].split()
    rows = range(max(1, len(words) - SHINGLE + 1))
    return list({" ".join(words[at : at + SHINGLE]).encode() for at in rows})


def bands(claim: str, master: MasterKey) -> list[bytes]:
    """The keyed bands of a claim; none of a claim without a letter."""
    folded = text.normal_text(claim)
    if not folded:
        return []
    values = b"".join(value.to_bytes(WIDTH, "little") for value in sketch(shingles(folded), PERMUTATIONS))
    width = ROWS * WIDTH
    return [master.band(number, values[number * width : (number + 1) * width]) for number in range(BANDS)]


def likeness(one: str, other: str) -> int | None:
    """Return the likeness of two claims in per cent if they are similar; None if they are not."""
    words = [text.normal_text(one_text)[:COMPARED_MOST].split() for one_text in (one, other)]
    if not all(words):
        return None
    from rapidfuzz.distance import LCSseq  # where it is used alone: most processes compare no texts

    shorter, both = min(map(len, words)), sum(map(len, words))
    common = LCSseq.similarity(*words)
    whole, part = 200 * common // both, 100 * common // shorter
    if whole >= WHOLE_LEAST:
        return whole
    return whole if part >= PART_LEAST and shorter >= PART_SYLLABLES_LEAST else None
