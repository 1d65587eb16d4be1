"""`/graphql` in this process, over a store that a test holds: to count what goes to the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.routing import Route

from api.graphql.callers import Callers
from api.graphql.engine import Engine
from api.graphql.http import GraphqlEndpoint
from api.rates import Rates
from auth.entry import Entry
from auth.issuers import Issuers
from auth.tokens import Verifier
from resolvers.root import build, executable
from store.settings import Mode
from store.store import Store
from tests.support.tokens import AUDIENCE, ISSUER, Issuer

SCHEMA = executable(build())


def entry_of(store: Store, issuer: Issuer) -> Entry:
    """The way in for tokens of the tests' issuer."""
    verifier = Verifier(keys=KeySet([issuer.key]), issuer=ISSUER, audience=AUDIENCE, clock=lambda: datetime.now(UTC))
    return Entry(Issuers.of(verifier), store)


def application(store: Store, issuer: Issuer) -> Starlette:
    """The address alone, without its processes beside it."""
    engine, connection = Engine(SCHEMA, introspection=True), store.connection
    callers = Callers(Rates("redis://127.0.0.1:1/0", connection.master.place, connection.clock), 1_000_000)
    endpoint = GraphqlEndpoint(store, entry_of(store, issuer), engine, Mode.DEVELOPMENT, callers)
    return Starlette(routes=[Route("/graphql", endpoint.respond, methods=["GET", "POST"])])


@asynccontextmanager
async def asking(store: Store, issuer: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    transport = httpx.ASGITransport(app=application(store, issuer))
    async with httpx.AsyncClient(transport=transport, base_url="http://here.example") as client:
        yield client
