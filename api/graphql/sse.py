"""Event streams: GraphQL over server-sent events, "distinct connections mode" of the protocol graphql-sse.

`event: next` for each answer, `event: complete` at the end, a comment now and then to keep what is in between awake.
The stream ends when the token does.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import Any

from starlette.responses import StreamingResponse

from api.graphql.engine import Told
from auth.viewer import Viewer
from auth.watch import Watch

AWAKE_SECONDS = 12.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}
COMPLETE = b"event: complete\ndata: \n\n"


def event_stream(told: AsyncGenerator[Told, None], watch: Watch, viewer: Viewer) -> StreamingResponse:
    """The response that gives the answers as they come."""
    return StreamingResponse(_written(told, watch, viewer), headers=HEADERS, media_type="text/event-stream")


async def _written(told: AsyncGenerator[Told, None], watch: Watch, viewer: Viewer) -> AsyncIterator[bytes]:
    over: asyncio.Future[Any] = asyncio.ensure_future(watch.over(viewer))
    following: asyncio.Future[Told] | None = None
    try:
        async with aclosing(told):
            yield b":\n\n"
            while not over.done():
                following = following or asyncio.ensure_future(anext(told))
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
    finally:
        for each in (over, following):
            if each is not None:
                each.cancel()
                with suppress(asyncio.CancelledError, StopAsyncIteration, Exception):
                    await each
