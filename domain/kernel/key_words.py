"""Words of a signing key: eight syllables, 64 bits, which two people compare face to face.

Any Vietnamese reader can pronounce the syllables. No two syllables differ only in tone marks, or only in letters that
sound alike in some region: d gi r, s x, ch tr, l n.
"""

import re
from hashlib import sha256
from typing import Final

FIRST: Final = ("b", "c", "ch", "đ", "g", "h", "kh", "l", "m", "ng", "nh", "ph", "r", "t", "th", "v")
REST: Final = ("a", "ai", "am", "ang", "ao", "ay", "o", "oi", "om", "ong", "ơ", "ơi", "u", "ui", "um", "ung")
BYTES: Final = 8
PURPOSE: Final = "casebook/signing-key/v1"


def words_of(officer: str, key: str, public: str) -> str:
    """Return the words of an officer's key. `key` and `public` are spelled as in the record."""
    digest = sha256(f"{PURPOSE}\n{officer}\n{key}\n{public}".encode()).digest()
    return " ".join(FIRST[byte >> 4] + REST[byte & 15] for byte in digest[:BYTES])


def same_words(typed: str, words: str) -> bool:
    """Return whether the typed words match the key's words, ignoring spaces, commas and capitals."""
    return re.split(r"[ ,;.-]+", typed.lower().strip()) == words.split(" ")
