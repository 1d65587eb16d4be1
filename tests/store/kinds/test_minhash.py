"""Sketches have the values that heads hold hashes of: those of datasketch 2.0.0, which made these vectors."""

from collections.abc import Collection
from hashlib import sha256

import pytest

from domain.kernel.text import normal_text
from store.keys.master import MasterKey
from store.kinds.similarity import PERMUTATIONS, bands, hashed, permutations, shingles, sketch

CLAIM = "Tin lan truyền nói hồ chứa nước ở thượng nguồn sẽ xả lũ trong đêm nay và cả ba xã ven sông phải sơ tán."
BANDS = "b241f86598fcf3f6ee18b896141e5bb988bed93a1b5e4f7d9d9da846ca87b9ca"
"""SHA-256 of the claim's bands under a master key of bytes 7, made with datasketch."""


@pytest.mark.parametrize(
    ("features", "first", "all_values"),
    [
        (
            [b""],
            [2616320380, 3133756492, 2713295344, 760066715],
            "c6e4ddc0d577f8530fc7a662a2050f8da61f0f4b2dc1c13123e2902c701210a9",
        ),
        (
            [b"a"],
            [2591494982, 1935640702, 1796936158, 1399516825],
            "7e92f1f9f2a920fe6080ee6f66febcfab449be70c7332f6ee1787aa43421a859",
        ),
        (
            [b"a", b"b"],
            [1573564485, 354045017, 1796936158, 1399516825],
            "64dc9d59c54717a739b82518d2ed5b133c955bf7110c9790f5917107760da71b",
        ),
        (
            [b"%d" % number for number in range(1000)],
            [1722958, 4073007, 2818183, 2605311],
            "7a92a782ed8bfe79e53988d57a390d2647f2295221243f1adc9d8cd9ffcf6c6e",
        ),
        (
            shingles(normal_text(CLAIM)),
            [140458669, 180723287, 120044331, 191975749],
            "dae4c14dd60551a7e6fa53e63051edad8bc62bbcf7b07c54fd39b73617159e7f",
        ),
    ],
)
def test_known_values(features: Collection[bytes], first: list[int], all_values: str) -> None:
    found = sketch(features, PERMUTATIONS)
    assert found[:4] == first
    assert sha256(b"".join(value.to_bytes(4, "little") for value in found)).hexdigest() == all_values


def test_known_bands() -> None:
    assert sha256(b"".join(bands(CLAIM, MasterKey(b"\x07" * 32)))).hexdigest() == BANDS


def test_lanes_do_not_run_into_each_other() -> None:
    features = [b"%d" % number for number in range(500)]
    plain = [min((factor * hashed(one) + summand) % 2**32 for one in features) for factor, summand in permutations(20)]
    assert sketch(features, permutations(20)) == plain
