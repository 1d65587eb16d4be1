"""The made-up register over HTTP: GraphQL with event streams, the schema, and files. No token is looked at."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
    build_schema,
    execute,
    get_operation_ast,
    parse,
    subscribe,
    validate,
)
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from scripts.cli.mock.answers import Mock
from scripts.cli.mock.values import BY_STATUS, EXAMPLES, error, known

WANTED: Final = "Casebook-Mock"
"""The header that asks for what goes wrong: the name of a type of problem, the code of an error, or a status.

A client that can send no header of its own puts it into the address, before `/graphql`.
"""
GRAPHQL, STREAM = "application/graphql-response+json", "text/event-stream"
EVENT_SECONDS = 2.0
ORIGINS = Middleware(
    CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], expose_headers=["*"]
)


def app(sdl: str, seconds: float = EVENT_SECONDS) -> Starlette:
    """The application; a subscription tells something every so many seconds."""
    schema = build_schema(sdl)
    mock = Mock(schema)

    async def graphql(request: Request) -> Response:
        wanted = request.path_params.get("wanted") or request.headers.get(WANTED, "")
        if wanted.isdecimal():
            return _refused(BY_STATUS.get(int(wanted), "INTERNAL"), int(wanted))
        if wanted and wanted not in EXAMPLES:
            return _refused(wanted, 200) if known(wanted) else _refused("BAD_REQUEST", 400)
        asked = await _asked(request)
        if asked is None or "query" not in asked:
            return _refused("DOCUMENT_UNKNOWN" if asked and "documentId" in asked else "BAD_REQUEST", 400)
        return await _answer(request, mock, asked, wanted, seconds)

    async def upload(request: Request) -> Response:
        return JSONResponse({"upload": f"upload-mock-{len(await request.body())}"}, 201)

    async def begin(request: Request) -> Response:
        return Response(status_code=201, headers={"Location": f"/uploads/{request.headers.get('upload-length', 0)}"})

    async def append(request: Request) -> Response:
        came, size = (
            int(request.headers.get("upload-offset", 0)) + len(await request.body()),
            request.path_params["size"],
        )
        whole = {"Casebook-Upload": f"upload-mock-{size}"} if came == size else {}
        return Response(status_code=204, headers={"Upload-Offset": str(came), **whole})

    async def download(request: Request) -> Response:
        return Response(b"MOCK", media_type="application/octet-stream")

    routes = [
        Route("/graphql", graphql, methods=["GET", "POST"]),
        Route("/{wanted}/graphql", graphql, methods=["GET", "POST"]),
        Route("/schema.graphql", lambda request: PlainTextResponse(sdl)),
        Route("/evidence", upload, methods=["POST"]),
        Route("/evidence/{case}/{item}", download),
        Route("/uploads", begin, methods=["POST"]),
        Route("/uploads/{size:int}", append, methods=["PATCH"]),
    ]
    return Starlette(routes=routes, middleware=[ORIGINS])


def _refused(code: str, status: int) -> Response:
    headers = {"Retry-After": "1"} if status in (429, 503) else None
    return JSONResponse({"data": None, "errors": [error(code)]}, status, headers, media_type=GRAPHQL)


async def _asked(request: Request) -> dict[str, Any] | None:
    try:
        found = await request.json() if request.method == "POST" else dict(request.query_params)
        if isinstance(found.get("variables"), str):
            found["variables"] = json.loads(found["variables"])
    except (ValueError, AttributeError):
        return None
    return found if isinstance(found, dict) else None


async def _answer(request: Request, mock: Mock, asked: dict[str, Any], wanted: str, seconds: float) -> Response:
    try:
        document = parse(asked["query"])
        faults = validate(mock.schema, document)
    except GraphQLError as fault:
        faults = [fault]
    if faults:
        return JSONResponse({"errors": [_invalid(fault) for fault in faults]}, 400, media_type=GRAPHQL)
    options: dict[str, Any] = {
        "context_value": {"problem": wanted},
        "variable_values": asked.get("variables"),
        "operation_name": asked.get("operationName"),
        "field_resolver": mock.resolve,
        "type_resolver": mock.type_of,
    }
    operation = get_operation_ast(document, asked.get("operationName"))
    if operation is None or operation.operation is not OperationType.SUBSCRIPTION:
        result: Any = execute(mock.schema, document, **options)
        if STREAM in request.headers.get("accept", ""):
            return StreamingResponse(_once(result), media_type=STREAM)
        if result.errors:  # variables that do not fit: every document that fits is answered
            return JSONResponse({"errors": [_invalid(fault) for fault in result.errors]}, 400, media_type=GRAPHQL)
        accepted = GRAPHQL if GRAPHQL in request.headers.get("accept", "") else "application/json"
        return JSONResponse(result.formatted, media_type=accepted)

    def events(_: Any, info: Any, **arguments: Any) -> AsyncIterator[Any]:
        return mock.events(info, lambda: asyncio.sleep(seconds), **arguments)

    told: Any = subscribe(mock.schema, document, **options, subscribe_field_resolver=events)
    told = await told if asyncio.iscoroutine(told) else told
    return StreamingResponse(_once(told) if isinstance(told, ExecutionResult) else _each(told), media_type=STREAM)


async def _once(result: ExecutionResult) -> AsyncIterator[str]:
    yield _next(result)
    yield "event: complete\ndata: \n\n"


async def _each(results: AsyncIterator[ExecutionResult]) -> AsyncIterator[str]:
    yield ":\n\n"
    async for result in results:
        yield _next(result)


def _next(result: ExecutionResult) -> str:
    return f"event: next\ndata: {json.dumps(result.formatted, ensure_ascii=False)}\n\n"


def _invalid(fault: GraphQLError) -> dict[str, Any]:
    return error("INVALID_REQUEST", fault.message, locations=fault.formatted.get("locations", []))
