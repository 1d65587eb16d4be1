"""The made-up register over HTTP: GraphQL with event streams, the schema, and files. No token is looked at."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
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

from scripts.mock.answers import Mock

WANTED: Final = "Casebook-Mock"
"""The header that asks for what goes wrong: the name of a type of problem, the code of an error, or a status."""
GRAPHQL, STREAM = "application/graphql-response+json", "text/event-stream"
EVENT_SECONDS = 2.0
ORIGINS = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])


def app(sdl: str, seconds: float = EVENT_SECONDS) -> Starlette:
    """The application; a subscription tells something every so many seconds."""
    schema = build_schema(sdl)
    mock = Mock(schema)

    async def graphql(request: Request) -> Response:
        wanted = request.headers.get(WANTED, "")
        if wanted.isdecimal():
            return JSONResponse(_error("UNAVAILABLE"), int(wanted))
        asked = await _asked(request)
        if asked is None or (not wanted_problem(schema, wanted) and wanted) or "query" not in asked:
            code = wanted or ("DOCUMENT_UNKNOWN" if asked and "documentId" in asked else "BAD_REQUEST")
            return JSONResponse(_error(code), 200 if wanted else 400, media_type=GRAPHQL)
        return await _answer(request, mock, asked, wanted, seconds)

    async def upload(request: Request) -> Response:
        return JSONResponse({"upload": f"upload-mock-{len(await request.body())}"}, 201)

    async def download(request: Request) -> Response:
        return Response(b"MOCK", media_type="application/octet-stream")

    routes = [
        Route("/graphql", graphql, methods=["GET", "POST"]),
        Route("/schema.graphql", lambda request: PlainTextResponse(sdl)),
        Route("/evidence", upload, methods=["POST"]),
        Route("/evidence/{case}/{item}", download),
    ]
    return Starlette(routes=routes, middleware=[ORIGINS])


def wanted_problem(schema: GraphQLSchema, name: str) -> bool:
    """Whether a name is that of a type of problem."""
    problem: Any = schema.type_map["Problem"]
    return name in {kind.name for kind in schema.get_possible_types(problem)}


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
        return JSONResponse({"errors": [fault.formatted for fault in faults]}, 400, media_type=GRAPHQL)
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


def _error(code: str) -> dict[str, Any]:
    told = {"code": code, "messageVi": f"MẪU – {code}", "messageEn": f"MOCK – {code}", "correlationId": "mock"}
    return {"data": None, "errors": [{"message": told["messageEn"], "extensions": told}]}
