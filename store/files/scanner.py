"""Scan of a stranger's file with clamd over its socket (clamd(8), INSTREAM), before anybody opens the file.

The scan runs each time a file is opened, because newer signatures may find what older ones did not. While clamd is
unreachable the file stays sealed; it opens once clamd answers.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

SCAN_SECONDS: Final = 30.0
"""Longest time for one file, including its wait in the queue: a client waits no longer for the first byte."""
PING_SECONDS: Final = 5.0
AT_ONCE: Final = 4
ANSWER_MOST: Final = 1_024
LENGTH_BYTES: Final = 4
END: Final = bytes(LENGTH_BYTES)
AWAY: Final = (OSError, UnicodeError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


class Verdict(StrEnum):
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    AWAY = "AWAY"
    """The scanner did not answer, or could not read the file."""


@dataclass(frozen=True)
class Scanner:
    """Client of a clamd at `unix:/PATH` or `HOST:PORT`."""

    address: str
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def verdict(self, pieces: AsyncIterator[bytes]) -> Verdict:
        try:
            async with asyncio.timeout(SCAN_SECONDS), self._turns:
                return _verdict(await self._said(b"zINSTREAM\0", pieces))
        except AWAY:
            return Verdict.AWAY

    async def answers(self) -> bool:
        try:
            async with asyncio.timeout(PING_SECONDS):
                return await self._said(b"zPING\0") == b"PONG\0"
        except AWAY:
            return False

    async def _said(self, command: bytes, pieces: AsyncIterator[bytes] | None = None) -> bytes:
        reader, writer = await self._opened()
        try:
            writer.write(command)
            if pieces is not None:
                async for piece in pieces:
                    if piece:  # an empty piece would end the file
                        writer.write(len(piece).to_bytes(LENGTH_BYTES, "big") + piece)
                        await writer.drain()
                writer.write(END)
            await writer.drain()
            return await reader.readuntil(b"\0")
        finally:
            writer.close()

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.address.startswith("unix:"):
            return await asyncio.open_unix_connection(self.address.removeprefix("unix:"), limit=ANSWER_MOST)
        host, _, port = self.address.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port), limit=ANSWER_MOST)


def _verdict(said: bytes) -> Verdict:
    """Parse an answer. Anything but the two answers of clamd(8) for a readable file counts as AWAY."""
    if said == b"stream: OK\0":
        return Verdict.CLEAN
    return Verdict.INFECTED if said.startswith(b"stream: ") and said.endswith(b" FOUND\0") else Verdict.AWAY
