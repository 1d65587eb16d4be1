"""GraphQL over HTTP, according to the GraphQL foundation's draft, and over server-sent events.

A token comes in the Authorization field and never in a cookie, and a body must be JSON. A page of another site can send
neither without a preflight, which this server does not answer. So no further header is required against cross-site
request forgery.

A complete answer to GET has an entity tag. A client that already has the same data gets 304. The tag is a hash of the
data that this caller would get now. The query is executed, its rights are checked and its reading is recorded as usual,
so the tag of another caller reveals nothing.

The stream sends `event: next` for each answer and `event: complete` at the end. Comments between the answers keep the
connection alive. The stream ends when the token expires. If the client reads nothing for SEND_SECONDS, the connection
is closed.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractContextManager, ExitStack, aclosing, suppress
from functools import cache
from typing import Any

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.callers.authentication import purpose_of
from api.callers.rates import CallerRates, Minute
from api.errors.responses import RequestRefused, forbidden, too_long, unauthenticated
from api.graphql.context import Connections, context_of
from api.graphql.engine import Answer, Engine, StreamedAnswer, refusal
from api.graphql.explorer import page, wants_page
from api.graphql.limits import SECONDS_MOST, SEND_SECONDS
from api.graphql.parameters import GRAPHQL, JSON, STREAM, Parameters, media_type_of, parameters_of_request
from api.graphql.prepare import MUTATION, QUERY, SUBSCRIPTION
from api.web.headers import Representation, respond
from api.web.waiting import limited
from auth.authenticator import Authenticator, TokenWatch
from auth.tokens import Unauthenticated, Viewer
from domain.kernel.refusals import NotAllowed
from resolvers.context import RequestContext
from store.process import logs
from store.process.setting_values import Mode
from store.store import Store

AWAKE_SECONDS = 12.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}
log = logging.getLogger("casebook.graphql")
COMPLETE = b"event: complete\ndata: \n\n"


class EventStream(StreamingResponse):
    """Stream that limits the wait for its reader, and closes its source as soon as the stream ends."""

    body_iterator: AsyncGenerator[bytes, None]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.held = ExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream, then release its slot among the caller's connections."""
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
    """Return the response that streams the answers. It counts as a connection until it is completely sent.

    Raise RequestRefused before anything is sent if the caller has too many connections.
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
        finally:  # first: a source cannot be closed while it is running
            for future in (over, following):
                if future is not None:
                    future.cancel()
                    with suppress(asyncio.CancelledError, StopAsyncIteration, Exception):
                        await future


BY_GET, BY_POST = frozenset({QUERY}), frozenset({QUERY, MUTATION})
EXTENSIONS = b',"extensions":'
"""Start of the member with the cost in an answer's JSON. The entity tag excludes this member, because the cost varies
with the caches of a process. No text contains these bytes, because quotes in texts are escaped."""
PARTIAL = 294
"""Status of an answer with data and errors, even if the data is null. It is used with the draft's own media type."""
OWN_ERRORS = frozenset({400, 422})
"""Statuses of faults in the document, its variables or its answer, not in the transport."""
ALWAYS = {
    "Cache-Control": "private, no-store",
    "Vary": "Accept, Authorization, Casebook-Purpose",
    "X-Content-Type-Options": "nosniff",
}


class GraphqlEndpoint:
    def __init__(
        self,
        store: Store,
        authenticator: Authenticator,
        engine: Engine,
        mode: Mode,
        callers: CallerRates,
        connections: Connections | None = None,
    ) -> None:
        self._store, self._authenticator, self._engine, self._mode = store, authenticator, engine, mode
        self._callers = callers
        self._connections = connections or Connections()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request. As an ASGI application the endpoint avoids the wrappers of Starlette's routes around
        functions."""
        answer = await self.respond(Request(scope, receive, send))
        await answer(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Return the response to a request. Without a token nothing is parsed."""
        if self._mode is Mode.DEVELOPMENT and wants_page(request):
            return page()
        return await self._authenticated(request, logs.current())

    async def _authenticated(self, request: Request, correlation: str) -> Response:
        try:
            context, viewer = await limited(SECONDS_MOST, self._entered(request, correlation))
        except Unauthenticated as error:
            return unauthenticated(error, correlation)
        except NotAllowed as denied:
            return forbidden(denied, correlation)
        except TimeoutError:
            return response(refusal(too_long(), correlation), JSON, 503)
        return await self._answered(request, context, viewer)

    async def _entered(self, request: Request, correlation: str) -> tuple[RequestContext, Viewer]:
        """Return the request's context, with the caller's current rights, and its viewer. Raise Unauthenticated,
        NotAllowed."""
        entry = await self._authenticator.entry(request.headers.getlist("authorization"))
        purpose = purpose_of(request.headers.get("casebook-purpose"))
        turn = self._engine.next_turn
        return await context_of(self._store, entry.viewer, correlation, purpose, entry.registry, turn), entry.viewer

    async def _answered(self, request: Request, context: RequestContext, viewer: Viewer) -> Response:
        media = media_type_of(request.headers.get("accept"))
        try:
            minute = await self._callers.count(viewer)  # first: a refused request takes work, too
            if media is None:
                raise RequestRefused(code="NOT_ACCEPTABLE", status=406)
            parameters = await parameters_of_request(request)
            if media == STREAM:
                held = self._connections.one(viewer)
                streamed = self._streamed(request, context, viewer, parameters, minute)
                return event_stream(streamed, self._authenticator.watch, viewer, held)
        except RequestRefused as refused:
            shown = refusal(refused, context.correlation)
            return response(shown, GRAPHQL if media == GRAPHQL else JSON, refused.status)
        answer = await self._engine.answer(context, parameters, kinds_of(request), minute)
        if request.method != "POST" and answer.status is None and not answer.partial:
            said, _, _ = answer.body.rpartition(EXTENSIONS)
            current = Representation.saying(said, answer.body, _written_as(media))
            return respond(request, current, {**ALWAYS, **minute.headers(), **answer.headers})
        return response(answer, media, status_of(answer, media), minute.headers())

    def _streamed(
        self, request: Request, first: RequestContext, viewer: Viewer, parameters: Parameters, minute: Minute
    ) -> AsyncGenerator[StreamedAnswer, None]:
        """Return the answers of an event stream, each with the caller's rights at its time."""

        async def fresh() -> RequestContext:
            return await context_of(self._store, viewer, first.correlation, first.purpose)

        kinds = kinds_of(request) | {SUBSCRIPTION}
        return self._engine.stream(fresh, parameters, kinds, minute, first.correlation)


def response(answer: Answer, media: str, status: int, more: Mapping[str, str] | None = None) -> Response:
    made = Response(answer.body, status)
    made.raw_headers += [*_fields(media), *_raw(more or {})]
    if answer.headers:
        made.headers.update(answer.headers)
    return made


@cache
def _fields(media: str) -> list[tuple[bytes, bytes]]:
    """Return the header fields that all answers of a media type share, as ASGI sends them."""
    return _raw({**ALWAYS, "Content-Type": _written_as(media)})


def _raw(fields: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in fields.items()]


def _written_as(media: str) -> str:
    return f"{media}; charset=utf-8"


def status_of(answer: Answer, media: str) -> int:
    """Return the status of a well-formed request. In `application/json` the status is 200 for faults of the document,
    as the draft requires."""
    if answer.status is None:
        return PARTIAL if answer.partial and media == GRAPHQL else 200
    return 200 if media == JSON and answer.status in OWN_ERRORS else answer.status


def kinds_of(request: Request) -> frozenset[OperationType]:
    """Return the kinds of operation that the method allows: GET and HEAD change nothing (RFC 9110 section 9.2.1)."""
    return BY_POST if request.method == "POST" else BY_GET
