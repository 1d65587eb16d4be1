"""A key for sorting that keeps the order of texts and does not show their letters.

Each byte becomes two printable characters. Which ones depends on a secret and on all bytes before it, and a greater
byte always gets greater ones. What remains visible is what an order cannot hide: which of two texts comes first, and
how much of their beginning they share.
"""

from hashlib import shake_256
from typing import Final

BYTES_MOST: Final = 300
"""Bytes of a text that decide its place; texts that agree in as many stand in any order."""
_SIGNS, _FIRST, _GAP = 94, ord("!"), 34
_GAPS: Final = bytes(1 + value % _GAP for value in range(256))
"""From a random byte to the distance between neighbours: 256 of the largest still fit in two characters."""


def keyed_order(secret: bytes, text: str) -> str:
    """The key of a text: printable ASCII that compares, character by character, as the UTF-8 bytes of the texts do."""
    found = []
    before = shake_256(secret)
    for byte in text.encode()[:BYTES_MOST]:
        place = sum(before.digest(byte + 1).translate(_GAPS)) - 1
        found.append(chr(_FIRST + place // _SIGNS) + chr(_FIRST + place % _SIGNS))
        before.update(bytes((byte,)))
    return "".join(found)
