"""Preparation, refusal, execution and serialisation of one operation, for every transport."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import AbstractContextManager, aclosing, nullcontext
from dataclasses import dataclass, field, replace
from inspect import isawaitable
from time import perf_counter
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    located_error,
)
from graphql.execution import Executor, create_source_event_stream

from api.callers.rates import Minute
from api.errors.responses import RequestRefused, formatted, invalid_document_error, over, too_long
from api.graphql.execution import TurnExecutor, Turns, written
from api.graphql.limits import COST_MOST, DATABASE_SECONDS_MORE, FIELDS_MOST, RESPONSE_MOST, SECONDS_MOST
from api.graphql.parameters import Parameters
from api.graphql.plan.plans import Plans
from api.graphql.plan.run import Handover, Stopped, run_of
from api.graphql.prepare import SUBSCRIPTION, Documents, InvalidDocument, Prepared
from api.graphql.prices import Prices
from api.graphql.spent import Bill
from api.graphql.trusted import LOOK_SECONDS, Manifests, Trusted
from api.graphql.wire import OperationNames, dumps
from domain.kernel.refusals import NotAllowed, Refused
from resolvers.context import RequestContext
from resolvers.plan_versions import unproven
from store.driver.shared_read import within
from store.process import tracing
from store.process.counters import answered

log = logging.getLogger("casebook.graphql")


@dataclass(frozen=True)
class Answer:
    """JSON of an answer, and its HTTP status.

    `status` is set for a request that was not executed; it is None for an executed request. `partial` means that the
    answer has data, perhaps null, together with errors.
    """

    body: bytes
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True)
class Operation:
    prepared: Prepared
    node: OperationDefinitionNode
    parameters: Parameters
    cost: int
    fields: int
    """Largest number of fields in the operation's answer, as far as the lengths of lists are limited."""
    bill: Bill
    minute: Minute | None

    @property
    def kind(self) -> OperationType:
        return self.node.operation


@dataclass(frozen=True)
class StreamedAnswer:
    """One answer of a stream. A `refused` answer contains the reason and is the last."""

    body: bytes
    refused: bool = False


Fresh = Callable[[], Awaitable[RequestContext]]
"""Function that makes the context for the present time. It raises NotAllowed if the caller has lost every right."""


class Engine:
    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        introspection: bool,
        trusted: Trusted | None = None,
        fields_most: int | None = None,
        compiles: bool = True,
    ) -> None:
        self._schema, self._trusted, self._turns = schema, trusted or Trusted(), Turns()
        self.next_turn = self._turns.next
        self._prices, self._fields_most = Prices(schema), fields_most
        self._documents = Documents(schema, introspection=introspection)
        self.plans = Plans(schema) if compiles and _proven() else None
        self._know(self._trusted.manifests)

    @property
    def schema(self) -> GraphQLSchema:
        return self._schema

    async def follow_documents(self) -> None:
        """Reload the trusted documents whenever their files change, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if found := await self._trusted.changed():
                log.info("trusted documents read again: %d", len(list(found.all())))
                self._know(found)

    def _know(self, manifests: Manifests) -> None:
        documents = dict(manifests.all())
        self._names = OperationNames(self._schema, documents.values())
        for id, text in documents.items():
            self._try(id, text)

    async def answer(
        self,
        context: RequestContext,
        parameters: Parameters,
        kinds: Collection[OperationType],
        minute: Minute | None = None,
    ) -> Answer:
        """Execute a query or mutation and return its answer, which may be a refusal. Count its cost against the
        minute's limit."""
        try:
            operation, result = await self._asked(context, parameters, kinds, minute)
            body = await self._body(context, operation, result)
            return Answer(body, partial=bool(result.errors))
        except RequestRefused as refused:
            return refusal(refused, context.correlation)
        except (InvalidDocument, NotAllowed) as fault:
            return Answer(told_of(fault, context.correlation), 400 if isinstance(fault, InvalidDocument) else 403)

    async def told(
        self, context: RequestContext, parameters: Parameters, kinds: Collection[OperationType]
    ) -> Mapping[str, Any]:
        """Return the same answer as `answer`, but as Python values for pages of this process."""
        try:
            operation, result = await self._asked(context, parameters, kinds)
            return _told(context, operation, result)
        except FAULTS as fault:
            return {"errors": errors_of(fault, context.correlation)}

    async def _asked(
        self,
        context: RequestContext,
        parameters: Parameters,
        kinds: Collection[OperationType],
        minute: Minute | None = None,
    ) -> tuple[Operation, ExecutionResult]:
        """Execute an operation of one of these kinds. Return the operation with its result. Raise RequestRefused,
        InvalidDocument, NotAllowed."""
        operation = await self.operation(context, parameters, minute)
        if operation.kind not in kinds:
            raise RequestRefused(code="METHOD_NOT_ALLOWED", status=405, headers={"Allow": "POST"})
        return operation, await self._executed(context, operation)

    async def stream(
        self,
        fresh: Fresh,
        parameters: Parameters,
        kinds: Collection[OperationType],
        minute: Minute,
        correlation: str,
    ) -> AsyncGenerator[StreamedAnswer, None]:
        """Yield the answers to an operation: one for a query or mutation, one for each event of a subscription.

        `fresh` is called again for each event, so that caller, registry and time are never stale. A fault is the last
        answer.
        """
        try:
            context = await fresh()
            operation = await self.operation(context, parameters, minute)
            if operation.kind not in kinds:
                raise RequestRefused(code="METHOD_NOT_ALLOWED", status=405)
            if operation.kind is not SUBSCRIPTION:
                result = await self._executed(context, operation)
                yield StreamedAnswer(await self._body(context, operation, result))
                return
            async with aclosing(await self._events(context, operation)) as events:
                async for event in events:
                    context = await fresh()
                    result = await self._executed(context, operation, event)
                    yield StreamedAnswer(await self._body(context, operation, result))
        except FAULTS as fault:
            yield StreamedAnswer(told_of(fault, correlation), refused=True)

    async def _events(self, context: RequestContext, operation: Operation) -> AsyncGenerator[Any, None]:
        """Return the source of a subscription's events. Raise InvalidDocument."""
        executor = Executor.build(
            self._schema,
            operation.prepared.document,
            context_value=context,
            raw_variable_values=dict(operation.parameters.variables),
            operation_name=operation.parameters.operation_name,
            hide_suggestions=True,
        )
        if isinstance(executor, list):
            raise InvalidDocument(executor)
        found: Any = create_source_event_stream(executor)
        found = await found if isawaitable(found) else found
        if isinstance(found, ExecutionResult):
            raise InvalidDocument(found.errors or [])
        events: AsyncGenerator[Any, None] = found
        return events

    def _try(self, id: str, text: str) -> None:
        """Log at the start if the schema or a limit refuses a trusted document. The other documents are served."""
        try:
            self._documents.prepared(text)
        except InvalidDocument as wrong:
            log.warning("trusted document %s does not fit: %s", id, wrong.errors[0].message)
        except RequestRefused as refused:
            log.warning("trusted document %s passes a limit: %s", id, refused.extra)

    async def operation(
        self, context: RequestContext, parameters: Parameters, minute: Minute | None = None
    ) -> Operation:
        """Return the requested operation. Raise RequestRefused, InvalidDocument, NotAllowed."""
        prepared = self._documents.prepared(await self._trusted.text(context, parameters))
        node = prepared.operation(parameters.operation_name)
        price = self._prices.of(prepared, node, parameters.variables)
        if price.documents > COST_MOST:
            raise over("COST", COST_MOST, predicted=price.documents)
        most = FIELDS_MOST if self._fields_most is None else self._fields_most
        if price.fields > most:
            raise over("FIELDS", most, predicted=price.fields)
        if minute:
            await minute.spend(price.documents)
        bill = self._prices.bill(prepared, node)
        return Operation(prepared, node, parameters, price.documents, price.fields, bill, minute)

    async def _executed(self, context: RequestContext, operation: Operation, event: Any = None) -> ExecutionResult:
        began, name = perf_counter(), self._names.of(operation.node)
        try:
            with _span(operation.kind, name):
                async with asyncio.timeout(SECONDS_MOST):
                    with _database_time(operation.kind):
                        return await self._result(context, operation, event)
        except TimeoutError:
            raise too_long() from None
        finally:
            answered(name, perf_counter() - began)

    async def _result(self, context: RequestContext, operation: Operation, event: Any) -> ExecutionResult:
        """Execute an operation by its plan, or by graphql-core if there is no plan or the plan stopped."""
        if isinstance(context, RequestContext) and context.next_turn is not self.next_turn:
            context = replace(context, next_turn=self.next_turn)  # the public schema's context judges nothing
        given = operation.parameters.variables
        plan = self.plans.plan(operation.prepared, operation.node, given) if self.plans is not None else None
        run = run_of(plan, context, given, self._turns) if plan else None
        handover = None
        if plan and run:
            if event is None and isinstance(context, RequestContext):  # the public schema's context reads no rows
                context.row_keys.update(plan.row_keys)
            try:
                return ExecutionResult(await run.data(event), None)
            except Stopped as stopped:
                handover = stopped.handover
        return await self._interpreted(context, operation, event, handover)

    async def _interpreted(
        self, context: RequestContext, operation: Operation, event: Any, handover: Handover | None = None
    ) -> ExecutionResult:
        result = execute(
            self._schema,
            operation.prepared.document,
            event,
            context_value=context,
            variable_values=dict(operation.parameters.variables),
            operation_name=operation.parameters.operation_name,
            hide_suggestions=True,
            middleware=[handover] if handover else None,
            executor_class=TurnExecutor,
            turns=self._turns,
        )
        return await result if isawaitable(result) else result

    async def _body(self, context: RequestContext, operation: Operation, result: ExecutionResult) -> bytes:
        told = _told(context, operation, result)
        made = await written(told, self._turns, RESPONSE_MOST, operation.fields)
        if made is None:
            raise over("RESPONSE", RESPONSE_MOST, status=422)
        return made


def _told(context: RequestContext, operation: Operation, result: ExecutionResult) -> dict[str, Any]:
    """Return an answer before serialisation. Raise InvalidDocument if the variables do not fit."""
    errors = result.errors or []
    if result.data is None and errors and not any(error.path for error in errors):
        raise InvalidDocument(errors)
    told: dict[str, Any] = {"data": result.data}
    if errors:
        told["errors"] = [formatted(error, context.correlation) for error in errors]
    return told | {"extensions": {"cost": _cost(operation, result)}}


def _proven() -> bool:
    """Return whether plans were tested with the installed versions of the packages. Log a warning if they were not."""
    if others := unproven():
        log.warning("no plan is compiled with other packages than were proven: %s", others)
    return not others


def _cost(operation: Operation, result: ExecutionResult) -> dict[str, Any]:
    """Return the cost that the answer shows: predicted, actual, and the sum of the caller's minute."""
    if operation.kind is SUBSCRIPTION:
        return {}
    actual = min(operation.cost, operation.bill.of(result.data))
    told: dict[str, Any] = {"predicted": operation.cost, "actual": actual}
    if operation.minute is None:
        return told
    operation.minute.give_back(operation.cost - actual)
    return {**told, "minute": operation.minute.told()}


def _span(kind: OperationType, name: str) -> AbstractContextManager[object]:
    if not tracing.tracing():
        return nullcontext()
    told = {"graphql.operation.type": kind.value, "graphql.operation.name": name}
    return tracing.span(f"{kind.value} {name}", attributes=told)


def _database_time(kind: OperationType) -> AbstractContextManager[object]:
    """Limit the time of the database. This limit is longer than the limit of the operation, so that the operation ends
    first.

    A mutation has no such limit. Its transaction ends with its session, and a commit is always awaited.
    """
    return nullcontext() if kind is OperationType.MUTATION else within(SECONDS_MOST + DATABASE_SECONDS_MORE)


FAULTS = (InvalidDocument, NotAllowed, Refused, RequestRefused)
"""Faults that the caller gets as errors."""


def errors_of(fault: Exception, correlation: str) -> list[dict[str, Any]]:
    """Return one of FAULTS as the errors of an answer."""
    if isinstance(fault, InvalidDocument):
        return [invalid_document_error(error, correlation) for error in fault.errors]
    if isinstance(fault, RequestRefused):
        return [fault.as_error(correlation)]
    return [formatted(located_error(fault), correlation)]


def told_of(fault: Exception, correlation: str) -> bytes:
    return dumps({"errors": errors_of(fault, correlation)})


def refusal(refused: RequestRefused, correlation: str) -> Answer:
    return Answer(told_of(refused, correlation), refused.status, refused.headers)
