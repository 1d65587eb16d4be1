"""GraphQL over WebSockets, by the protocol graphql-transport-ws only. The older `graphql-ws` is refused.

The token comes in the payload of `connection_init` (`{"authorization": "Bearer …", "purpose": "…"}`). Every operation
is treated as over HTTP: with the current caller and registry, the same limits, the same errors.

4400 not a message of the protocol    4401 no token, or an ended one     4403 caller without rights today
4406 another protocol                           4408 no connection_init in time    4409 the id is in use
4429 initialised twice, or too many messages    1009 the message is too large      1011 internal error
1013 too many connections, unread answers, or no answer of the database: try again later
"""

import asyncio
import logging
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from api.callers.authentication import purpose_of
from api.callers.rates import CallerRates, Minute
from api.errors.responses import RequestRefused, over
from api.graphql.context import Connections, context_of
from api.graphql.engine import Engine, StreamedAnswer, told_of
from api.graphql.limits import SECONDS_MOST, SEND_SECONDS
from api.graphql.parameters import Parameters, parameters_of, read_json
from api.graphql.prepare import MUTATION, QUERY, SUBSCRIPTION
from api.graphql.wire import dumps
from api.middleware.body_limit import BODY_MOST
from api.middleware.cross_origin import Origins
from api.web.origin import is_own_origin
from auth.authenticator import Authenticator
from auth.tokens import Unauthenticated, Viewer, bearer
from domain.access.record import Purpose
from domain.kernel.refusals import NotAllowed
from resolvers.context import RequestContext
from store.process import logs
from store.store import Store

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
OPERATIONS_MOST = 20
"""Most operations open at once on one connection."""
CANCEL_SECONDS = 1.0
"""Seconds to wait for cancelled operations before they are cancelled again."""
ID_MOST = 100
KINDS = frozenset({QUERY, MUTATION, SUBSCRIPTION})

log = logging.getLogger("casebook.socket")


class Closed(Exception):
    """The connection must be closed, with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Sockets:
    def __init__(
        self, store: Store, authenticator: Authenticator, engine: Engine, callers: CallerRates, connections: Connections
    ) -> None:
        self.store, self.authenticator, self.engine = store, authenticator, engine
        self.origins = Origins(store)
        self.callers, self.connections = callers, connections

    async def serve(self, socket: WebSocket) -> None:
        if not (is_own_origin(socket.headers) or await self.origins.admit(socket.headers["origin"])):
            await socket.close(1008)
            return
        if PROTOCOL not in socket.scope["subprotocols"]:
            await socket.accept()
            await socket.close(4406, "Subprotocol not acceptable")
            return
        await socket.accept(subprotocol=PROTOCOL)
        try:
            viewer, purpose = await self._initialised(socket)
            with self.connections.one(viewer):
                await Conversation(self, socket, viewer, purpose).run()
        except Closed as closed:
            await _close(socket, closed.code, closed.reason)
        except RequestRefused:
            await _close(socket, 1013, "Too many connections")
        except WebSocketDisconnect:
            pass

    async def _initialised(self, socket: WebSocket) -> tuple[Viewer, Purpose | None]:
        try:
            async with asyncio.timeout(INIT_SECONDS):
                message = await received(socket)
        except TimeoutError:
            raise Closed(4408, "Connection initialisation timeout") from None
        if message["type"] != "connection_init":
            raise Closed(4401, "Unauthorized")
        payload = message.get("payload") or {}
        if not isinstance(payload, dict):
            raise Closed(4400, "Invalid payload")
        try:
            async with asyncio.timeout(SECONDS_MOST):
                entry = await self.authenticator.entry_of_token(bearer([str(payload.get("authorization", ""))]))
                await context_of(self.store, entry.viewer, logs.current(), None, entry.registry)
        except Unauthenticated:
            raise Closed(4401, "Unauthorized") from None
        except NotAllowed:
            raise Closed(4403, "Forbidden") from None
        except TimeoutError:
            raise Closed(1013, "Try again later") from None
        given = payload.get("purpose")
        return entry.viewer, purpose_of(given if isinstance(given, str) else None)


class Conversation:
    """An initialised connection with its operations, and with the token on which the connection depends."""

    def __init__(self, sockets: Sockets, socket: WebSocket, viewer: Viewer, purpose: Purpose | None) -> None:
        self._sockets, self._socket, self._viewer, self._purpose = sockets, socket, viewer, purpose
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Run until the client leaves or the connection must be closed. Raise Closed, WebSocketDisconnect."""
        await self._send({"type": "connection_ack"})
        ends: asyncio.Future[Any] = asyncio.ensure_future(self._sockets.authenticator.watch.ended(self._viewer))
        reading: asyncio.Future[Any] = asyncio.ensure_future(self._read())
        try:
            await asyncio.wait({ends, reading, self._failed}, return_when=asyncio.FIRST_COMPLETED)
            if ends.done():
                raise Closed(4401, f"Token {ends.result().lower()}")
            await (reading if reading.done() else self._failed)
        finally:
            await _end_all([self._failed, ends, reading, *self._operations.values()])

    async def _read(self) -> None:
        while True:
            message = await received(self._socket)
            await asyncio.sleep(0)  # messages may be waiting already: serve other connections in between
            if message["type"] != "subscribe":  # a subscription is counted later, and answers with its own refusal
                await self._count()
            match message["type"]:
                case "ping":
                    await self._send({"type": "pong"})
                case "pong":
                    pass
                case "subscribe":
                    await self._begin(_id_of(message), message.get("payload"))
                case "complete":
                    if task := self._operations.pop(_id_of(message), None):
                        task.cancel()
                case "connection_init":
                    raise Closed(4429, "Too many initialisation requests")
                case _:
                    raise Closed(4400, "Unknown message")

    async def _count(self) -> None:
        """Count a message as one of the caller's operations. Raise Closed once the limit of operations in the minute is
        reached."""
        try:
            await self._sockets.callers.count(self._viewer)
        except RequestRefused:
            raise Closed(4429, "Too many messages") from None

    async def _begin(self, id: str, payload: Any) -> None:
        if id in self._operations:
            raise Closed(4409, f"Subscriber for {id} already exists")
        try:
            minute = await self._sockets.callers.count(self._viewer)  # first: a refused message takes work, too
            if len(self._operations) >= OPERATIONS_MOST:
                raise over("OPERATIONS", OPERATIONS_MOST, status=429)
            parameters = parameters_of(payload)
        except RequestRefused as refused:
            await self._end(id, StreamedAnswer(told_of(refused, logs.current()), refused=True))
            return
        self._operations[id] = asyncio.create_task(self._follow(id, parameters, minute))

    async def _follow(self, id: str, parameters: Parameters, minute: Minute) -> None:
        correlation = logs.begin()  # each operation has its own task, and so its own id

        async def fresh() -> RequestContext:
            return await context_of(self._sockets.store, self._viewer, correlation, self._purpose)

        last = StreamedAnswer(b"")
        try:
            async for last in self._sockets.engine.stream(fresh, parameters, KINDS, minute, correlation):
                if self._operations.get(id) is not asyncio.current_task():
                    return  # completed by the client, although the cancellation was lost
                if not last.refused:
                    await self._send_raw(b'{"id":%s,"type":"next","payload":%s}' % (dumps(id), last.body))
        except (Closed, WebSocketDisconnect) as closed:
            self._fail(closed)
            return
        except Exception:
            log.exception("operation failed %s", correlation)
            self._fail(Closed(1011, "Internal error"))
            return
        self._operations.pop(id, None)
        try:
            await self._end(id, last)
        except (Closed, WebSocketDisconnect) as closed:
            self._fail(closed)

    def _fail(self, closed: Exception) -> None:
        if not self._failed.done():
            self._failed.set_exception(closed)

    async def _end(self, id: str, last: StreamedAnswer) -> None:
        if last.refused:
            refusal: Any = read_json(last.body)
            await self._send({"id": id, "type": "error", "payload": refusal["errors"]})
        else:
            await self._send({"id": id, "type": "complete"})

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_raw(dumps(message))

    async def _send_raw(self, message: bytes) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._socket.send_text(message.decode())
        except TimeoutError:
            raise Closed(1013, "Answers are not taken") from None
        except RuntimeError:  # it was closed meanwhile
            raise WebSocketDisconnect from None


async def _end_all(futures: Collection[asyncio.Future[Any]]) -> None:
    """Cancel futures until all have ended.

    Before Python 3.12, `asyncio.wait_for` loses a cancellation that arrives together with a result (cpython#86296).
    """
    left = set(futures)
    while left:
        for future in left:
            future.cancel()
        ended, left = await asyncio.wait(left, timeout=CANCEL_SECONDS)
        await asyncio.gather(*ended, return_exceptions=True)


async def received(socket: WebSocket) -> dict[str, Any]:
    """Return the next message. Raise Closed if the message is malformed, and WebSocketDisconnect at the end."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    if text is None:
        raise Closed(4400, "Messages are text")
    if len(text.encode()) > BODY_MOST:
        raise Closed(1009, "Message too large")
    try:
        value = read_json(text)
    except RequestRefused:
        raise Closed(4400, "Messages are JSON") from None
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise Closed(4400, "No such message")
    return value


def _id_of(message: dict[str, Any]) -> str:
    id = message.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= ID_MOST:
        raise Closed(4400, "No such id")
    return id


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        async with asyncio.timeout(SEND_SECONDS):
            await socket.close(code, reason)
