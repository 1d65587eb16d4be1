"""Bands of a claim's MinHash: claims that share one may be near the same; `store/read/likeness.py` compares them.

They are made from the folded text, so that diacritics, Unicode forms, case and punctuation make no difference, and
are keyed hashes: without the master key, what a head holds tells nothing of the text (bands as in Leskovec, Rajaraman,
Ullman, Mining of Massive Datasets, 3.4).
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
