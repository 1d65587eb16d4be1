"""A line between a client and a server that can fall silent: to the client the server then hangs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.support.patience import PATIENCE

CHUNK = 65_536


class Line:
    """A port of its own that leads to another one."""

    def __init__(self, port: int) -> None:
        self._to, self._open = port, asyncio.Event()
        self._open.set()
        self.port = 0

    def hang(self) -> None:
        self._open.clear()

    def go_on(self) -> None:
        """Pass on what waits, and what comes."""
        self._open.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways."""
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, back))
                both.create_task(self._pass(there, writer))
        except* OSError:
            pass  # one of both has gone
        finally:
            for item in (writer, back):
                item.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            await self._open.wait()
            writer.write(data)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def line_to(port: int) -> AsyncIterator[Line]:
    """A line to a port of this machine, for as long as the block runs."""
    line = Line(port)
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        line.go_on()
        server.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await server.wait_closed()
