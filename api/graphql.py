"""GraphQL over HTTP. No decision of ours rests on a default of the library: every one is set here."""

import json
import logging
from secrets import token_hex
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from api.errors import formatted
from auth.entry import Entry
from auth.tokens import Unauthenticated
from domain.access import Purpose
from domain.facts import Actor, Caller
from domain.messages import message
from domain.refusals import NotAllowed
from resolvers.context import RequestContext
from resolvers.root import build
from store.settings import Mode
from store.store import Store

log = logging.getLogger("casebook.graphql")


class Endpoint(GraphQL[RequestContext, None]):
    """`/graphql`: a bearer token in, an answer out; a page to try things only in development."""

    def __init__(self, store: Store, entry: Entry, mode: Mode) -> None:
        super().__init__(
            build(),
            graphql_ide="graphiql" if mode is Mode.DEVELOPMENT else None,
            allow_queries_via_get=True,
            subscription_protocols=(),
            multipart_uploads_enabled=False,
            allowed_origins=(),
        )
        self._store, self._entry, self._mode = store, entry, mode

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Authenticate first, so that nobody without a token reaches the parser."""
        request = Request(scope, receive)
        scope.setdefault("state", {})["correlation"] = token_hex(8)
        if self._wants_page(request):
            scope["state"]["context"] = None  # the page itself asks nothing
            return await super().__call__(scope, receive, send)
        try:
            scope["state"]["context"] = await self._context(request)
        except Unauthenticated as error:
            log.info("unauthenticated %s: %s", scope["state"]["correlation"], error)
            return await unauthenticated()(scope, receive, send)
        except NotAllowed as denied:
            return await forbidden(denied, scope["state"]["correlation"])(scope, receive, send)
        await super().__call__(scope, receive, send)

    def _wants_page(self, request: Request) -> bool:
        accepts = request.headers.get("accept", "")
        return (
            self._mode is Mode.DEVELOPMENT
            and request.method == "GET"
            and "text/html" in accepts
            and "query" not in request.query_params
        )

    async def _context(self, request: Request) -> RequestContext:
        viewer = await self._entry.viewer(request.headers.getlist("authorization"))
        caller = viewer.caller
        actor = await self._admitted(caller)
        return RequestContext(
            store=self._store,
            caller=caller,
            actor=actor,
            registry=await self._store.registry.current(),
            now=self._store.connection.clock(),
            correlation=request.state.correlation,
            purpose=purpose_of(request.headers.get("casebook-purpose")),
        )

    async def _admitted(self, caller: Caller) -> Actor:
        """Who the caller is today. Raises NotAllowed, recorded."""
        try:
            return await self._store.actor(caller)
        except NotAllowed as denied:
            await self._store.access.refused(caller, "enter", denied, None)
            raise

    async def get_context(self, request: Request | WebSocket, response: Any) -> RequestContext:
        """The context that authentication made."""
        context: RequestContext = request.state.context
        return context

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Data and errors; what the caller could not foresee is masked."""
        correlation: str = request.state.correlation
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [formatted(error, correlation) for error in result.errors]
        return answer  # type: ignore[return-value]

    def encode_json(self, data: object) -> str:
        """JSON as UTF-8 text, Vietnamese unescaped."""
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def purpose_of(header: str | None) -> Purpose | None:
    """The purpose a header names; an unknown one counts as none and history is refused."""
    return Purpose(header) if header in set(Purpose) else None


def unauthenticated() -> Response:
    """401 as RFC 6750 section 3 says, without a reason that would help to forge."""
    error = {
        "message": message("unauthenticated", {}, "en"),
        "extensions": {
            "code": "UNAUTHENTICATED",
            "messageVi": message("unauthenticated", {}, "vi"),
            "messageEn": message("unauthenticated", {}, "en"),
        },
    }
    return JSONResponse({"errors": [error]}, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def forbidden(denied: NotAllowed, correlation: str) -> Response:
    """403: the token is good, but its agency or person counts for nothing today."""
    vi, en = (message(denied.code, {}, "vi"), message(denied.code, {}, "en"))
    extensions = {"code": "FORBIDDEN", "reason": denied.code, "messageVi": vi, "messageEn": en}
    error = {"message": en, "extensions": {**extensions, "correlationId": correlation}}
    return JSONResponse({"errors": [error]}, 403)
