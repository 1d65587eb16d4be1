"""`/graphql` in this process, over a store that a test holds: to count what goes to the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from api.graphql.engine import Engine
from api.graphql.http import GraphqlEndpoint
from auth.entry import Entry
from resolvers.root import build, executable
from store.settings import Mode
from store.store import Store

SCHEMA = executable(build())


def application(store: Store, entry: Entry) -> Starlette:
    """The address alone, without its processes beside it."""
    endpoint = GraphqlEndpoint(store, entry, Engine(SCHEMA, introspection=True), Mode.DEVELOPMENT)
    return Starlette(routes=[Route("/graphql", endpoint.respond, methods=["GET", "POST"])])


@asynccontextmanager
async def asking(store: Store, entry: Entry) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    transport = httpx.ASGITransport(app=application(store, entry))
    async with httpx.AsyncClient(transport=transport, base_url="http://here.example") as client:
        yield client
