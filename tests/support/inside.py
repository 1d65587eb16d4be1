"""`/graphql` in this process, over a store of a test: to count the traffic to the database."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import uvicorn
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from api.callers.rates import CallerRates, Rates, SharedCounters
from api.graphql.context import Connections
from api.graphql.engine import Engine
from api.graphql.http import GraphqlEndpoint
from api.graphql.socket import Sockets
from api.middleware.paced_sockets import PacedSockets
from auth import issuers
from auth.authenticator import Authenticator
from resolvers.root import build, executable
from store.driver.connection import Clock
from store.process.setting_values import Mode
from store.store import Store
from tests.support import web
from tests.support.tokens import AUDIENCE, ISSUER, Issuer

SCHEMA = executable(build())
BUFFERED = 65_536


def authenticator_of(store: Store, issuer: Issuer) -> Authenticator:
    return Authenticator(issuers_of(issuer, lambda: datetime.now(UTC)), store)


def issuers_of(issuer: Issuer, clock: Clock) -> issuers.Issuers:
    return issuers.Issuers([issuers.Issuer(name=ISSUER, keys=issuers.Fixed(KeySet([issuer.key])))], AUDIENCE, clock)


def application(store: Store, issuer: Issuer, connections: Connections | None = None) -> Starlette:
    """Return only the endpoint, without the background loops."""
    engine, connection = Engine(SCHEMA, introspection=True), store.connection
    shared = SharedCounters("redis://127.0.0.1:1/0")
    callers = CallerRates(Rates(shared, connection.master.place, connection.clock), 1_000_000)
    authenticator, connections = authenticator_of(store, issuer), connections or Connections()
    endpoint = GraphqlEndpoint(store, authenticator, engine, Mode.DEVELOPMENT, callers, connections)
    sockets = Sockets(store, authenticator, engine, callers, connections)
    made = Starlette(
        routes=[Route("/graphql", endpoint, methods=["GET", "POST"]), WebSocketRoute("/graphql", sockets.serve)]
    )
    made.state.shared = shared
    return made


@asynccontextmanager
async def asking(store: Store, issuer: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    made = application(store, issuer)
    transport = httpx.ASGITransport(app=made)
    async with web.AsyncClient(transport=transport, base_url="http://here.example") as client:
        yield client
    await made.state.shared.close()


@asynccontextmanager
async def serving(store: Store, issuer: Issuer, connections: Connections) -> AsyncIterator[str]:
    """Serve it on a port, in this loop, and yield the address. The system buffers little of unread answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFERED)
        made = application(store, issuer, connections)
        config = uvicorn.Config(made, log_level="warning", lifespan="off", ws=PacedSockets)
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[listening])
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.force_exit = True
        await server.shutdown(sockets=[listening])
        await made.state.shared.close()
