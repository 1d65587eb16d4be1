"""Files under seal in segments, so that neither writing nor reading holds more than one of them.

Each segment is encrypted by itself (AES-GCM) under a nonce of a random beginning, its number, and a flag for the
last one: the construction STREAM of Hoang, Reyhanitabar, Rogaway and Vizár (2015). So segments can be neither moved nor
left out, nor cut off at the end. The bytes of a part are opened without the others. Each is bound to the
object of its file. Older files are one sealed text: they begin with their nonce, and begin like MAGIC once in 2^128
files.
"""

import secrets
from collections.abc import AsyncIterable, AsyncIterator
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"casebook/file/2\n"
SEGMENT: Final = 256 * 1024
"""Bytes of a segment before sealing; the last one may have fewer."""
TAG_BYTES: Final = 16
BEGINNING_BYTES: Final = 7
"""Random bytes at the beginning of each nonce of a file; 4 for the number follow, and 1 for the last segment."""
HEADER: Final = len(MAGIC) + BEGINNING_BYTES


def _nonce(beginning: bytes, number: int, last: bool) -> bytes:
    return beginning + number.to_bytes(4, "big") + bytes([last])


async def sealed(key: bytes, pieces: AsyncIterable[bytes], bound: str) -> AsyncIterator[bytes]:
    """The bytes of a sealed file, a segment at a time."""
    cipher, beginning, number = AESGCM(key), secrets.token_bytes(BEGINNING_BYTES), 0
    yield MAGIC + beginning
    waiting = bytearray()
    async for piece in pieces:
        waiting += piece
        while len(waiting) > SEGMENT:  # never the last one: what follows it is here already
            yield cipher.encrypt(_nonce(beginning, number, False), bytes(waiting[:SEGMENT]), bound.encode())
            number += 1
            del waiting[:SEGMENT]
    yield cipher.encrypt(_nonce(beginning, number, True), bytes(waiting), bound.encode())


def segments_of(size: int) -> int:
    return max(1, -(-size // SEGMENT))


def place_of(number: int) -> int:
    return HEADER + number * (SEGMENT + TAG_BYTES)


def opened(key: bytes, beginning: bytes, number: int, segment: bytes, size: int, bound: str) -> bytes:
    """One segment of a file of a size. Raises cryptography's InvalidTag for any other bytes, place, size or key."""
    last = number == segments_of(size) - 1
    return AESGCM(key).decrypt(_nonce(beginning, number, last), segment, bound.encode())
