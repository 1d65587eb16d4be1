"""`/report/graphql`: the public GraphQL endpoint for programs. It has a schema of its own and takes no token."""

import asyncio
import re
from typing import Any, cast

from graphql import GraphQLSchema
from starlette.requests import Request
from starlette.responses import Response

from api.callers.rates import Rates
from api.errors.responses import RequestRefused, too_long
from api.graphql.engine import Engine, refusal
from api.graphql.http import kinds_of, response, status_of
from api.graphql.limits import PUBLIC_FIELDS_MOST, SECONDS_MOST
from api.graphql.parameters import GRAPHQL, JSON, STREAM, media_type_of, parameters_of_request
from api.pages.report.prices import Prices
from api.pages.report.proof import proofs_of
from api.pages.report.spending import Brought, Spending
from resolvers.public import PublicContext
from store.process import logs
from store.store import Store

INTROSPECTS = re.compile(r"__(schema|type)\b")
"""Pattern of introspection fields. A document with such a field counts as a look-up."""
OPENS = re.compile(r"\bmatter\b")
"""Pattern of the field that takes a code. Codes are accepted only in a body, because intermediate servers log
addresses."""


class PublicEndpoint:
    def __init__(self, store: Store, schema: GraphQLSchema, rates: Rates, prices: Prices, *, compiles: bool) -> None:
        self._store, self._rates, self._prices = store, rates, prices
        self._engine = Engine(schema, introspection=True, fields_most=PUBLIC_FIELDS_MOST, compiles=compiles)

    async def respond(self, request: Request) -> Response:
        """Return the response. It is 429 with Retry-After once the network's rate limit is used up."""
        media, correlation = media_type_of(request.headers.get("accept")), logs.current()
        brought = Brought(proofs_of(request.headers.get("casebook-proof")))
        spending = Spending(self._rates, self._prices, request.client.host if request.client else None, brought)
        try:
            if media is None or media == STREAM:
                raise RequestRefused(code="NOT_ACCEPTABLE", status=406)
            parameters = await parameters_of_request(request)
            if request.method != "POST" and OPENS.search(parameters.query or ""):
                raise RequestRefused(code="METHOD_NOT_ALLOWED", status=405, headers={"Allow": "POST"})
            if INTROSPECTS.search(parameters.query or ""):
                await spending.look()
        except RequestRefused as refused:
            return response(refusal(refused, correlation), GRAPHQL if media == GRAPHQL else JSON, refused.status)
        try:
            async with asyncio.timeout(SECONDS_MOST):
                registry = await self._store.registry.current()
        except TimeoutError:
            return response(refusal(too_long(), correlation), JSON, 503)
        context = PublicContext(store=self._store, registry=registry, spend=spending, correlation=correlation)
        # The engine is typed for a signed-in caller; the public schema asks for this context.
        answer = await self._engine.answer(cast(Any, context), parameters, kinds_of(request))
        status = 429 if spending.headers else status_of(answer, media)
        return response(answer, media, status, spending.headers)
