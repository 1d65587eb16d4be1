"""Keys that a process unwrapped lately, so that what was read before costs no further read."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEYS_MOST: Final = 50_000


class OpenedKeys:
    """The KEYS_MOST keys that were used last, by their ids."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, AESGCM] = OrderedDict()

    def some(self, ids: Iterable[str]) -> dict[str, AESGCM]:
        """Return those of these keys that are at hand."""
        found = {id: key for id in ids if (key := self._kept.get(id))}
        for id in found:
            self._kept.move_to_end(id)
        return found

    def keep(self, id: str, key: AESGCM) -> None:
        """Keep a key, at the cost of the one that was used longest ago."""
        self._kept[id] = key
        if len(self._kept) > KEYS_MOST:
            self._kept.popitem(last=False)
