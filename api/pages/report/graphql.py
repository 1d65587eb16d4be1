"""`/report/graphql`: the public door for programs. It has a schema of its own and knows no token."""

import asyncio
import re
from typing import Any, cast
from uuid import UUID

from graphql import GraphQLSchema
from starlette.requests import Request
from starlette.responses import Response

from api.callers.rates import Rates
from api.errors.masking import RequestRefused, too_long
from api.graphql.engine import Engine, refusal
from api.graphql.http import kinds_of, response, status_of
from api.graphql.limits import PUBLIC_FIELDS_MOST, SECONDS_MOST
from api.graphql.negotiate import GRAPHQL, JSON, STREAM, media_type_of
from api.graphql.parameters import parameters_of_request
from api.pages.report.proof import Proofs, proofs_of
from api.pages.report.rates import wait, wait_for_all
from resolvers.public import TO_FILE, TO_LOOK, PublicContext
from store.process import logs
from store.store import Store

INTROSPECTS = re.compile(r"__(schema|type)\b")
"""What a document holds that asks for the schema: it counts as a look-up."""


class PublicEndpoint:
    """Answers at `/report/graphql`."""

    def __init__(self, store: Store, schema: GraphQLSchema, rates: Rates, proofs: Proofs, *, compiles: bool) -> None:
        self._store, self._rates, self._proofs = store, rates, proofs
        self._engine = Engine(schema, introspection=True, fields_most=PUBLIC_FIELDS_MOST, compiles=compiles)

    async def respond(self, request: Request) -> Response:
        """The response; once the network used up its allowance, 429 and when to come again."""
        media, correlation = media_type_of(request.headers.get("accept")), logs.current()
        host, proof = request.client.host if request.client else None, request.headers.get("casebook-proof")
        spending = Spending(self._rates, self._proofs, host, proof)
        try:
            if media is None or media == STREAM:
                raise RequestRefused(code="NOT_ACCEPTABLE", status=406)
            parameters = await parameters_of_request(request)
            if INTROSPECTS.search(parameters.query or ""):
                await spending(TO_LOOK)
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


class Spending:
    """Counts what one request uses; remembers when to come again."""

    def __init__(self, rates: Rates, proofs: Proofs, host: str | None, proof: str | None) -> None:
        self._rates, self._proofs, self._host, self._given = rates, proofs, host, proofs_of(proof)
        self.headers: dict[str, str] = {}

    async def __call__(self, what: str, command_id: UUID | None = None) -> None:
        """Count one use. Raises RequestRefused once the allowance is used up, and for filing without its proof."""
        filing = what == TO_FILE
        if filing and command_id:
            self._check(command_id)
        seconds = await wait(self._rates, what, self._host)
        if not seconds and filing:
            seconds = await wait_for_all(self._rates, proven=True)
        if seconds:
            self.headers = {"Retry-After": str(seconds)}
            raise RequestRefused(code="TOO_MANY_REQUESTS", status=429, headers=self.headers)

    def _check(self, command_id: UUID) -> None:
        if not self._proofs.holds(command_id, self._given.get(str(command_id), "")):
            puzzle: dict[str, str | int] = {"puzzle": self._proofs.puzzle(command_id), "bits": self._proofs.bits}
            raise RequestRefused(code="PROOF_NEEDED", extra={**puzzle, "commandId": str(command_id)})
