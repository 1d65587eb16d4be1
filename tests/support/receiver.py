"""Receive webhooks on this machine, plain or over TLS with a given name, and keep every byte."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.support.certificates import root

OK = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
HOST = "hook.example"


@dataclass
class Canary:
    """Bytes that a listener received, and its answer."""

    port: int = 0
    answer: bytes = OK
    got: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    """Server name (SNI) of each TLS connection."""
    opened: int = 0
    silent: bool = False
    flood: int = 0
    """Blocks of 64 KiB to send after the answer."""


@asynccontextmanager
async def listening(
    canary: Canary, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Canary]:
    """Yield a listener on a free port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        canary.opened += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((int(word.split(b":")[1]) for word in head.lower().split(b"\r\n") if b"length:" in word), 0)
            canary.got.append(head + await reader.readexactly(length))
            if canary.silent:
                await reader.read()
            writer.write(canary.answer)
            for _ in range(canary.flood):
                writer.write(b"x" * 65536)
                await writer.drain()
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, host, 0, ssl=tls)
    canary.port = server.sockets[0].getsockname()[1]
    try:
        yield canary
    finally:
        server.close()


def certificate(folder: Path, name: str = HOST) -> tuple[Path, Path]:
    """Return the paths of a self-signed certificate for a name, and of its key."""
    made, held, secret = root(name), folder / f"{name}.pem", folder / f"{name}.key"
    held.write_bytes(made.pem)
    secret.write_bytes(made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return held, secret
