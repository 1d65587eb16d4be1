"""Texts altered as people alter what they pass on, and how many of them are recognised.

Each is altered and compared with all originals as the register compares: a shared band, then the comparison.
"""

import csv
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from unicodedata import combining, normalize

from store.keys.master import MasterKey
from store.kinds.similarity import bands, likeness

TEXT_LEAST = 20
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class Figures:
    """What came of one way to alter texts."""

    name: str
    asked: int
    found: int
    shown: int
    right: int

    @property
    def recall(self) -> float:
        """The part of the originals that their altered copies find."""
        return self.found / self.asked

    @property
    def precision(self) -> float:
        """The part of what is shown that is the original, or a copy of it in the file itself."""
        return self.right / self.shown if self.shown else 1.0


def kept(wanted: Callable[[int, int], bool]) -> Callable[[str], str]:
    """The text with the sentences that are wanted, by number and count."""

    def cut(text: str) -> str:
        sentences = _SENTENCE.split(text)
        return " ".join(sentence for at, sentence in enumerate(sentences) if wanted(at, len(sentences)))

    return cut


def plain(text: str) -> str:
    """Without diacritics, as people type in a hurry."""
    bare = "".join(character for character in normalize("NFD", text) if not combining(character))
    return bare.replace("đ", "d").replace("Đ", "D")


ALTERED: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "diacritics dropped": plain,
    "decomposed (NFD)": lambda text: normalize("NFD", text),
    "capitals": str.upper,
    "every third sentence cut": kept(lambda at, count: at % 3 != 2),
    "every second sentence cut": kept(lambda at, count: at % 2 == 0),
    "second half cut": kept(lambda at, count: at < (count + 1) // 2),
    "diacritics dropped, second half cut": lambda text: plain(kept(lambda at, count: at < (count + 1) // 2)(text)),
}


def texts_of(path: Path) -> list[str]:
    """The distinct texts of the column `text`. Raises OSError, KeyError."""
    with path.open(encoding="utf-8", newline="") as file:
        found = [row["text"].strip() for row in csv.DictReader(file)]
    return list(dict.fromkeys(passage for passage in found if len(passage) >= TEXT_LEAST))


class Known:
    """Originals, found by their bands."""

    def __init__(self, texts: list[str]) -> None:
        self.texts, self.master = texts, MasterKey(secrets.token_bytes(32))
        self.by_band: dict[bytes, set[int]] = defaultdict(set)
        for number, text in enumerate(texts):
            for band in bands(text, self.master):
                self.by_band[band].add(number)

    def alike(self, claim: str) -> set[int]:
        """The originals that a claim is found to be like."""
        near: set[int] = set().union(*(self.by_band.get(band, set()) for band in bands(claim, self.master)))
        return {number for number in near if likeness(claim, self.texts[number]) is not None}


def measured(texts: list[str], names: Iterable[str] = ALTERED) -> list[Figures]:
    """The figures of each way to alter."""
    known = Known(texts)
    same = [known.alike(text) for text in texts]  # copies in the file itself are no mistakes
    rows = []
    for name in names:
        found = shown = right = 0
        for number, text in enumerate(texts):
            hits = known.alike(ALTERED[name](text))
            found += number in hits
            shown += len(hits)
            right += len(hits & (same[number] | {number}))
        rows.append(Figures(name, len(texts), found, shown, right))
    return rows
