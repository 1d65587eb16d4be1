"""The id of a failure's answer is in the log, and nothing that somebody sent is. A span has the first part of a path
that a route has: the rest may be an id or a secret."""

import io
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.errors.responses import broken, unauthenticated
from api.middleware.correlation import OTHER, Correlation, place_of
from api.pages.report.page_request import PageRequest, answered
from auth.tokens import Unauthenticated
from store.process import logs
from tests.conftest import api as api
from tests.support import web
from tests.support.lines import json_lines, ours

TYPED = "Bà Nguyễn Thị Hoa"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    with json_lines("api") as stream:
        yield stream


async def fails(request: Request) -> Response:
    raise ValueError(f"cannot read {(await request.body()).decode()}")


@answered
async def fails_as_a_page(page: PageRequest) -> Response:
    raise ValueError(f"cannot read {page.values['claim']}")


async def is_not_let_in(request: Request) -> Response:
    return unauthenticated(Unauthenticated(f"no such key: {request.headers['authorization']}"))


async def works(request: Request) -> Response:
    return PlainTextResponse(logs.current())


@pytest.fixture
async def client() -> httpx.AsyncClient:
    routes = [
        Route("/fails", fails, methods=["POST"]),
        Route("/report/fails", fails_as_a_page, methods=["POST"]),
        Route("/token", is_not_let_in),
        Route("/works", works),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Correlation)], exception_handlers={500: broken})
    app.state.store = app.state.rates = app.state.places = None
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return web.AsyncClient(transport=transport, base_url="http://here.example")


async def test_a_masked_error_is_logged_by_the_id_of_its_answer(client: httpx.AsyncClient, lines: io.StringIO) -> None:
    answer = await client.post("/fails", content=TYPED.encode())
    id = answer.json()["errors"][0]["extensions"]["correlationId"]
    (line,) = ours(lines)
    assert (line["level"], line["correlation"], line["process"], id in line["message"]) == ("ERROR", id, "api", True)
    assert TYPED not in lines.getvalue() + answer.text


async def test_so_is_that_of_a_page(client: httpx.AsyncClient, lines: io.StringIO) -> None:
    answer = await client.post("/report/fails", data={"claim": TYPED})
    (line,) = ours(lines)
    assert line["correlation"] in answer.text
    assert line["error"][0]["type"] == "builtins.ValueError"
    assert TYPED not in lines.getvalue()


ROUTES = [Route("/graphql", works), Route("/evidence/{case}/{item}", works), Route("/livez", works)]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/graphql", "/graphql"),
        ("/evidence/case-0198/0198f", "/evidence"),
        ("/livez/", "/livez"),
        ("/0198-secret", OTHER),
        ("/evidence-0198", OTHER),
        ("/", OTHER),
        ("", OTHER),
    ],
)
def test_a_path_is_told_by_its_first_part(path: str, said: str) -> None:
    assert place_of(path, ROUTES) == said
