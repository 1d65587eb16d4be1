"""MinHash sketches of sets (Broder 1997): two sets agree at a place with the probability of their Jaccard similarity.

Values equal those of datasketch 2.0 (MIT) for its scheme `affine32` and seed 1, because heads keep hashes of them:
SHA-1 of a feature, the finalizer of MurmurHash3 (Appleby), then `a * h + b` modulo 2^32 for each permutation.
"""

from array import array
from collections.abc import Collection
from hashlib import sha1
from random import Random
from sys import byteorder
from typing import Final

LOW: Final = (1 << 32) - 1
LANE: Final = "Q"
"""Values are computed side by side in one integer, each in 64 bits, which hold `a * h + b`: three times as fast."""
WORDS: Final = 624
"""Words in the state of a Mersenne Twister."""


def twister(seed: int) -> Random:
    """MT19937 seeded by `init_genrand` (Matsumoto, Nishimura 2002), as NumPy seeds it; Python does not."""
    state = [seed]
    for place in range(1, WORDS):
        state.append((1812433253 * (state[-1] ^ (state[-1] >> 30)) + place) & LOW)
    made = Random()
    made.setstate((3, (*state, WORDS), None))
    return made


def permutations(count: int) -> list[tuple[int, int]]:
    """The factors, which are odd, and the summands of so many permutations."""
    drawn = twister(1)
    factors = [2 * (drawn.getrandbits(32) & (LOW >> 1)) + 1 for _ in range(count)]
    return [(factor, drawn.getrandbits(32)) for factor in factors]


def hashed(feature: bytes) -> int:
    value = int.from_bytes(sha1(feature, usedforsecurity=False).digest()[:4], "little")
    value = (value ^ value >> 16) * 0x85EBCA6B & LOW
    value = (value ^ value >> 13) * 0xC2B2AE35 & LOW
    return value ^ value >> 16


def sketch(features: Collection[bytes], by: Collection[tuple[int, int]]) -> list[int]:
    """The least value of the features under each permutation. Raises ValueError for no features."""
    hashes, ones, low = (
        int.from_bytes(array(LANE, values).tobytes(), byteorder)
        for values in (map(hashed, features), [1] * len(features), [LOW] * len(features))
    )
    size = array(LANE).itemsize * len(features)
    values = ((hashes * factor + ones * summand & low).to_bytes(size, byteorder) for factor, summand in by)
    return [min(memoryview(lanes).cast(LANE)) for lanes in values]
