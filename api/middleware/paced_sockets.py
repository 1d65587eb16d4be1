"""uvicorn's sockets, each limited to a share of the event loop (option `--ws`).

The server answers pings and pongs of the WebSocket protocol below the application. One read from the network may
contain ten thousand of them, which would block everybody else for a quarter of a second. Here received bytes are
processed in slices. After each slice the connection pauses for SHARE times the duration of that slice.
"""

import time
from collections import deque
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

SLICE: Final = 2 * 1024
"""Bytes processed at once: about a hundred pings."""
SHARE: Final = 9
"""Length of a pause, as a multiple of the time of its slice."""
FREE_SECONDS: Final = 0.001
"""Duration below which a slice needs no pause: the next slice follows in the next round of the loop."""


class PacedSockets(WebSocketsSansIOProtocol):
    """Socket that processes received bytes in slices. While slices wait, the socket reads nothing more from the
    network."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._waiting = deque[bytes]()
        self._going_on = False

    def data_received(self, data: bytes) -> None:
        """Process a first slice now. The other slices wait for their turns."""
        self._waiting.extend(data[at : at + SLICE] for at in range(0, len(data), SLICE))
        if not self._going_on:
            self._take()

    async def receive(self) -> Any:
        """Return the application's next message, and resume reading only if no slice waits."""
        message = await super().receive()
        if self._waiting and not self.transport.is_closing():
            self.transport.pause_reading()
            self._go_on(0)
        return message

    def _take(self) -> None:
        self._going_on = False
        if not self._waiting or self.transport.is_closing():
            return
        if self.read_paused:  # a message waits for the application, which then resumes reading
            return
        since = time.thread_time()
        super().data_received(self._waiting.popleft())
        took = time.thread_time() - since
        if self.transport.is_closing():
            self._waiting.clear()
        elif self._waiting:
            self.transport.pause_reading()
            self._go_on(took * SHARE if took > FREE_SECONDS else 0)
        elif not self.read_paused:
            self.transport.resume_reading()

    def _go_on(self, seconds: float) -> None:
        if not self._going_on:
            self._going_on = True
            self.loop.call_later(seconds, self._take)
