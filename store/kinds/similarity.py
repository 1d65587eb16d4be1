"""Similarity of claims: bands of a MinHash find candidates by equality, and a comparison confirms them.

Bands and comparison use the folded text, so diacritics, Unicode forms, case and punctuation do not matter. The bands
are keyed hashes: without the master key they reveal nothing of a text (Broder 1997; bands as in Leskovec, Rajaraman,
Ullman, Mining of Massive Datasets, 3.4).

Values equal those of datasketch 2.0 (MIT) for its scheme `affine32` and seed 1, because heads contain hashes of them:
SHA-1 of a feature, the finalizer of MurmurHash3 (Appleby), then `a * h + b` modulo 2^32 for each permutation.
"""

from array import array
from collections.abc import Collection, Iterable
from hashlib import sha1
from random import Random
from sys import byteorder
from typing import Final

from domain.kernel import text
from store.keys.master import MasterKey

LOW: Final = (1 << 32) - 1
LANE: Final = "Q"
"""Array type of 64-bit lanes. Values are computed in parallel within one integer, which is three times as fast."""
WORDS: Final = 624
"""Number of words in the state of a Mersenne Twister."""


def twister(seed: int) -> Random:
    """Return an MT19937 seeded by `init_genrand` (Matsumoto, Nishimura 2002), as NumPy seeds it. Python seeds
    differently."""
    state = [seed]
    for place in range(1, WORDS):
        state.append((1812433253 * (state[-1] ^ (state[-1] >> 30)) + place) & LOW)
    made = Random()
    made.setstate((3, (*state, WORDS), None))
    return made


def permutations(count: int) -> list[tuple[int, int]]:
    """Return this many permutations as pairs of an odd factor and a summand."""
    drawn = twister(1)
    factors = [2 * (drawn.getrandbits(32) & (LOW >> 1)) + 1 for _ in range(count)]
    return [(factor, drawn.getrandbits(32)) for factor in factors]


def hashed(feature: bytes) -> int:
    value = int.from_bytes(sha1(feature, usedforsecurity=False).digest()[:4], "little")
    value = (value ^ value >> 16) * 0x85EBCA6B & LOW
    value = (value ^ value >> 13) * 0xC2B2AE35 & LOW
    return value ^ value >> 16


def sketch(features: Collection[bytes], by: Collection[tuple[int, int]]) -> list[int]:
    """Return the least value of the features under each permutation; LOW if there are no features.

    Each permutation has a lane. A lane's bit above LOW tells whether the least value so far is not below the next one.
    """
    factors, summands = _lanes(factor for factor, _ in by), _lanes(summand for _, summand in by)
    least, ones, above = (_lanes([value] * len(by)) for value in (LOW, 1, LOW + 1))
    low = least
    for feature in features:
        more = (least | above) - (factors * hashed(feature) + summands & low)
        least -= more & (more >> LOW.bit_length() & ones) * LOW
    return [*memoryview(least.to_bytes(array(LANE).itemsize * len(by), byteorder)).cast(LANE)]


def _lanes(values: Iterable[int]) -> int:
    return int.from_bytes(array(LANE, values).tobytes(), byteorder)


SHINGLE: Final = 3
"""Number of consecutive syllables in one feature of a text."""
BANDS: Final = 50
ROWS: Final = 2
"""Number of values in a band. Texts that share a quarter of their features share a band with 96 % probability;
unrelated texts with under 1 %."""
PERMUTATIONS: Final = permutations(BANDS * ROWS)
WIDTH: Final = 8
"""Bytes of a value in a band."""
COMPARED_MOST: Final = 20_000
WHOLE_LEAST, PART_LEAST = 50, 90
"""Least likeness in per cent: of both whole texts, or of the shorter text alone if it is a part of the longer one.

Likeness counts syllables in the same order. Unrelated articles reach 20 and 44 per cent.
"""
PART_SYLLABLES_LEAST: Final = 8
"""Least syllables for a partial match: a shorter text is part of other texts by chance."""


def shingles(folded: str) -> list[bytes]:
    """Return the features of a folded text: every sequence of SHINGLE syllables; for a shorter text, the whole text."""
    words = folded[:COMPARED_MOST].split()
    rows = range(max(1, len(words) - SHINGLE + 1))
    return list({" ".join(words[at : at + SHINGLE]).encode() for at in rows})


def bands(claim: str, master: MasterKey) -> list[bytes]:
    """Return the keyed bands of a claim; an empty list for a claim without letters."""
    folded = text.fold(claim)
    if not folded:
        return []
    values = b"".join(value.to_bytes(WIDTH, "little") for value in sketch(shingles(folded), PERMUTATIONS))
    width = ROWS * WIDTH
    return [master.band(number, values[number * width : (number + 1) * width]) for number in range(BANDS)]


def likeness(one: str, other: str) -> int | None:
    """Return the likeness of two claims in per cent; None if they are not similar."""
    words = [text.fold(one_text)[:COMPARED_MOST].split() for one_text in (one, other)]
    if not all(words):
        return None
    from rapidfuzz.distance import LCSseq  # imported where it is used: most processes compare no texts

    shorter, both = min(map(len, words)), sum(map(len, words))
    common = LCSseq.similarity(*words)
    whole, part = 200 * common // both, 100 * common // shorter
    if whole >= WHOLE_LEAST:
        return whole
    return whole if part >= PART_LEAST and shorter >= PART_SYLLABLES_LEAST else None
