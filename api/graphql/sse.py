"""Event streams: GraphQL over server-sent events, "distinct connections mode" of the protocol graphql-sse.

`event: next` for each answer, `event: complete` at the end, a comment now and then to keep what is in between awake.
The stream ends when the token does, and when nothing of it is taken for SEND_SECONDS: the connection is closed then.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, ExitStack, aclosing, suppress
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.graphql.engine import StreamedAnswer
from api.graphql.limits import SEND_SECONDS
from auth.token_watch import TokenWatch
from auth.viewer import Viewer

AWAKE_SECONDS = 12.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}
log = logging.getLogger("casebook.graphql")
COMPLETE = b"event: complete\ndata: \n\n"


class EventStream(StreamingResponse):
    """A stream that waits for its reader no longer than it may, and lets go of its source at once when it ends."""

    body_iterator: AsyncGenerator[bytes, None]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.held = ExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it, and let go of the connection."""
        with self.held:
            await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        async def patient(message: Message) -> None:
            async with asyncio.timeout(SEND_SECONDS):
                await send(message)

        async with aclosing(self.body_iterator):
            try:
                await super().stream_response(patient)
            except TimeoutError:
                log.info("an event stream is not taken: closed")


def event_stream(
    answers: AsyncGenerator[StreamedAnswer, None],
    watch: TokenWatch,
    viewer: Viewer,
    connection: AbstractContextManager[None],
) -> EventStream:
    """The response that gives the answers as they come; it holds its connection from now on until it was sent.

    Raises RequestRefused, before anything is sent, for a caller that has too many connections.
    """
    made = EventStream(_written(answers, watch, viewer), headers=HEADERS, media_type="text/event-stream")
    made.held.enter_context(connection)
    return made


async def _written(
    answers: AsyncGenerator[StreamedAnswer, None], watch: TokenWatch, viewer: Viewer
) -> AsyncGenerator[bytes, None]:
    over: asyncio.Future[Any] = asyncio.ensure_future(watch.ended(viewer))
    following: asyncio.Future[StreamedAnswer] | None = None
    async with aclosing(answers):
        try:
            yield b":\n\n"
            while not over.done():
                following = following or asyncio.ensure_future(anext(answers))
                await asyncio.wait({over, following}, timeout=AWAKE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if following.done():
                    try:
                        yield b"event: next\ndata: " + following.result().body + b"\n\n"
                    except StopAsyncIteration:
                        break
                    following = None
                elif not over.done():
                    yield b":\n\n"
            yield COMPLETE
        finally:  # before the source is closed, which cannot be while it is being asked
            for future in (over, following):
                if future is not None:
                    future.cancel()
                    with suppress(asyncio.CancelledError, StopAsyncIteration, Exception):
                        await future
