"""Answering one operation, whatever way it came: prepare, refuse or execute, and show what may be shown."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, OperationDefinitionNode, OperationType, execute

from api.errors import RequestRefused, formatted, over, unfit
from api.graphql.asked import Asked
from api.graphql.cost import Estimate
from api.graphql.limits import COST_MOST, RESPONSE_MOST, SECONDS_MOST
from api.graphql.prepare import Documents, Prepared, Unfit
from api.graphql.wire import dumps
from resolvers.context import RequestContext
from store.meter import documents


@dataclass(frozen=True)
class Answer:
    """What is answered: JSON, and how HTTP shows it.

    `status` is that of a request that was not executed; None when it was. `partial` is data with errors.
    """

    body: bytes
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True)
class Operation:
    """An operation that may be executed."""

    prepared: Prepared
    node: OperationDefinitionNode
    asked: Asked
    cost: int
    """Database documents it reads at most."""

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation


class Engine:
    """Executes operations on one schema."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        self._schema = schema
        self._documents = Documents(schema, introspection=introspection)

    async def answer(self, context: RequestContext, asked: Asked, kinds: Collection[OperationType]) -> Answer:
        """The answer to a query or mutation; every refusal is an answer too."""
        try:
            operation = self.operation(asked)
            if operation.kind not in kinds:
                raise RequestRefused(code="METHOD_NOT_ALLOWED", status=405, headers={"Allow": "POST"})
            result = await self._executed(context, operation)
            return self._shown(context, result, {"predicted": operation.cost, "actual": documents()})
        except Unfit as wrong:
            return unfitting(wrong, context.correlation)
        except RequestRefused as refused:
            return refusal(refused, context.correlation)

    def operation(self, asked: Asked) -> Operation:
        """The operation asked for. Raises RequestRefused, Unfit."""
        assert asked.query is not None
        prepared = self._documents.prepared(asked.query)
        node = prepared.operation(asked.operation_name)
        cost = Estimate(self._schema, prepared, asked.variables).of(node)
        if cost > COST_MOST:
            raise over("COST", COST_MOST, predicted=cost)
        return Operation(prepared, node, asked, cost)

    async def _executed(self, context: RequestContext, operation: Operation) -> ExecutionResult:
        try:
            async with asyncio.timeout(SECONDS_MOST):
                result = execute(
                    self._schema,
                    operation.prepared.document,
                    context_value=context,
                    variable_values=dict(operation.asked.variables),
                    operation_name=operation.asked.operation_name,
                    hide_suggestions=True,
                )
                return await result if isawaitable(result) else result
        except TimeoutError:
            raise RequestRefused(code="TIMEOUT", status=503) from None

    def _shown(self, context: RequestContext, result: ExecutionResult, cost: Mapping[str, int]) -> Answer:
        errors = result.errors or []
        if result.data is None and errors and not any(each.path for each in errors):
            raise Unfit(errors)  # the variables do not fit
        body: dict[str, Any] = {"data": result.data}
        if errors:
            body["errors"] = [formatted(each, context.correlation) for each in errors]
        body["extensions"] = {"cost": cost}
        made = dumps(body)
        if len(made) > RESPONSE_MOST:
            raise over("RESPONSE", RESPONSE_MOST, status=422)
        return Answer(made, partial=bool(errors) and result.data is not None)


def unfitting(wrong: Unfit, correlation: str) -> Answer:
    """The answer to a document, or variables, that do not fit."""
    return Answer(dumps({"errors": [unfit(each, correlation) for each in wrong.errors]}), 400)


def refusal(refused: RequestRefused, correlation: str) -> Answer:
    """The answer to a request that is refused."""
    return Answer(dumps({"errors": [refused.shown(correlation)]}), refused.status, refused.headers)
